import type { ValidateComputeEnvResponse } from "@postern/contracts";
import type { Clock, ComputeEnvId } from "@postern/domain";
import type { Actor } from "../../http/caller.ts";
import type { CheckService } from "./check-service.ts";
import { errored, findFailedStep, verdictOf } from "./check/check-step.ts";
import type { CheckStep } from "./check/check-step.ts";
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
 * @returns the verdict of that check, whatever the state of the environment; of one that has not ended, and in which nothing failed so far, the
 *   state of the environment. With `transientError` the cluster was not reached or did not answer, or somebody stopped the check.
 * @throws environment.not_found · use.limited
 */
export async function validateNow(
  actor: Actor,
  id: ComputeEnvId,
  { clock, environments, checks }: ValidateParts,
): Promise<ValidateComputeEnvResponse> {
  await checks.restart(actor, id);
  const endsAt = clock.now() + patienceMs;
  let now = await environments.get(actor, id);
  while (now.checkFinishedAt === null && clock.now() < endsAt) {
    await clock.sleep(lookMs);
    now = await environments.get(actor, id);
  }
  return now.checkFinishedAt === null ? answerSoFar(now) : answer(now);
}

/** The small job may wait in a queue for minutes: a cluster that is well must not end a client with a failure for that. */
function answerSoFar({ checkSteps, status }: ComputeEnvironment): ValidateComputeEnvResponse {
  const failed = findFailedStep(checkSteps);
  if (failed !== undefined) return invalid(failed);
  const waitsFor = checkSteps.find((step) => step.status === "running")?.name ?? "its next step";
  // To be slow is no error of anybody.
  return { status, transientError: false, message: `Nothing has failed so far. The check still waits for: ${waitsFor}.` };
}

function answer({ checkSteps }: ComputeEnvironment): ValidateComputeEnvResponse {
  const verdict = verdictOf(checkSteps);
  if (verdict === undefined)
    return { status: "INVALID", transientError: true, message: "The check was stopped before its end. Check again." };
  const failed = findFailedStep(checkSteps);
  return failed === undefined ? { status: "AVAILABLE", transientError: false, message: null } : invalid(failed);
}

function invalid(failed: CheckStep): ValidateComputeEnvResponse {
  return { status: "INVALID", transientError: failed.isPassing === true, message: errored(failed).status_reason };
}
