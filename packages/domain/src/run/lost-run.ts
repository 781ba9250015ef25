import type { TimeMs } from "../clock.ts";
import { isTerminal } from "./run-status.ts";
import type { RunStatus } from "./run-status.ts";

/** A Nextflow that was started elsewhere reports every minute. One that was killed never says so, and nobody can ask a scheduler. */
const foreignSilenceMs = 60 * 60_000;
/** A cluster may be away for long holidays. One that has not answered for so long is not coming back. */
const clusterSilenceMs = 14 * 24 * 60 * 60_000;

export interface HeardRun {
  readonly status: RunStatus;
  /** Started outside Postern. */
  readonly isForeign: boolean;
  /** When Nextflow last sent telemetry, or the run was made. */
  readonly lastContactAt: TimeMs;
  /** When its state last changed. */
  readonly updatedAt: TimeMs;
}

/**
 * Whether a run that has not ended need not be waited for any more. It keeps its state, for "no answer" ends no run, but it must not
 * hold up for ever what somebody wants to remove: its environment, its workspace, its person.
 */
export function isLost({ status, isForeign, lastContactAt, updatedAt }: HeardRun, now: TimeMs): boolean {
  if (isTerminal(status)) return false;
  if (isForeign) return now - lastContactAt >= foreignSilenceMs;
  return status === "UNKNOWN" && now - Math.max(lastContactAt, updatedAt) >= clusterSilenceMs;
}
