import { isAppError } from "@postern/domain";
import type { AppError, ErrorCode } from "@postern/domain";

/** How far one attempt to submit a head job came. */
export type SubmitOutcome =
  | { readonly state: "submitted" }
  /** It was sent, and nobody knows whether it was taken. The reconciler finds out; it is never sent again. */
  | { readonly state: "unclear" }
  /** It will not run: the run has FAILED, or was CANCELLED, with the reason. */
  | { readonly state: "refused"; readonly error: AppError }
  /** Nothing was sent, and trying again later may help. */
  | { readonly state: "postponed"; readonly error: AppError }
  /** Nothing was to be done: it was submitted, or given up, before. */
  | { readonly state: "settled" };

const passing: readonly ErrorCode[] = ["agent.offline", "agent.busy", "agent.gone", "command.timeout", "ssh.unreachable"];
const unsent: readonly ErrorCode[] = [
  ...(["agent.offline", "agent.busy", "agent.refused", "command.not_started", "scheduler.rejected"] as const),
  ...([
    "ssh.unreachable",
    "ssh.incompatible",
    "ssh.host_key_unknown",
    "ssh.host_key_changed",
    "ssh.host_key_revoked",
    "ssh.host_certificate_refused",
    "ssh.refused",
  ] as const),
  ...(["ssh.certificate_ended", "ssh.second_factor", "ssh.forwarding_refused", "ssh.no_shell"] as const),
];

/** Trouble with the way to the cluster, while nothing but files was sent: files may be written again. */
export function isPassing(error: unknown): error is AppError {
  return isAppError(error) && passing.includes(error.code);
}

/** Errors of the submit itself that are proof that no job exists. Every other one leaves that open. */
export function isProofOfNoJob(error: unknown): error is AppError {
  return isAppError(error) && unsent.includes(error.code);
}
