import { isAppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { withinTime } from "../../../time-limit.ts";
import { isPassingError } from "./is-passing-error.ts";
import type { StepResult } from "./check-step.ts";

/** What a step found out; one that hangs is given up, and what goes wrong in it is its result. */
export async function stepInTime(clock: Clock, limitMs: number, work: Promise<StepResult>): Promise<StepResult> {
  try {
    const timely = await withinTime(clock, limitMs, work);
    if (timely.isTimely) return timely.value;
    const cure = "Look at the cluster: its file system or its scheduler may hang. Then check again.";
    return { status: "failed", summary: `No answer within ${String(limitMs / 1000)} s.`, cure, isPassing: true };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const detail = error.detail === undefined ? {} : { detail: error.detail };
    return { status: "failed", summary: error.message, cure: error.hint, isPassing: isPassingError(error), ...detail };
  }
}
