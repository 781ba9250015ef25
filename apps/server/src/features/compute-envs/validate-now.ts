import type { ValidateComputeEnvResponse } from "@postern/contracts";
import type { Clock, ComputeEnvId } from "@postern/domain";
import type { Actor } from "../../http/caller.ts";
import type { CheckService } from "./check-service.ts";
import { verdictOf } from "./check/check-step.ts";
import type { ComputeEnvironment } from "./environment.ts";
import type { ComputeEnvService } from "./service.ts";

export interface ValidateParts {
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "get">;
  readonly checks: Pick<CheckService, "restart">;
}

/** Clients of the public API wait for the answer, and proxies do not wait for ever. */
const patienceMs = 100_000;
const lookMs = 200;

/**
 * A check whose end is waited for.
 *
 * @returns the verdict of that check, whatever the state of the environment; `transientError` when it did not end in time, or was stopped.
 * @throws environment.not_found · use.limited
 */
export async function validateNow(
  actor: Actor,
  id: ComputeEnvId,
  { clock, environments, checks }: ValidateParts,
): Promise<ValidateComputeEnvResponse> {
  await checks.restart(actor, id);
  const endsAt = clock.now() + patienceMs;
  while (clock.now() < endsAt) {
    const now = await environments.get(actor, id);
    if (now.checkFinishedAt !== null) return answer(now);
    await clock.sleep(lookMs);
  }
  return { status: "INVALID", transientError: true, message: "The check has not ended yet. Look at the environment in a while." };
}

function answer({ checkSteps }: ComputeEnvironment): ValidateComputeEnvResponse {
  const verdict = verdictOf(checkSteps);
  if (verdict === undefined)
    return { status: "INVALID", transientError: true, message: "The check was stopped before its end. Check again." };
  if (verdict.status === "AVAILABLE") return { status: "AVAILABLE", transientError: false, message: null };
  return { status: "INVALID", transientError: false, message: verdict.status_reason };
}
