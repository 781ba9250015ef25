import { CheckScheduleReconciler } from "./background/check-schedule-reconciler.ts";
import type { CheckScheduleReconcilerParts } from "./background/check-schedule-reconciler.ts";
import { CheckScheduleService } from "./features/compute-envs/check-schedule/service.ts";
import type { CheckScheduleParts } from "./features/compute-envs/check-schedule/service.ts";

interface Parts extends CheckScheduleParts, Omit<CheckScheduleReconcilerParts, "environments" | "schedule" | "wake"> {
  readonly environments: CheckScheduleParts["environments"] & CheckScheduleReconcilerParts["environments"];
  readonly driver: { wake(name: string): void };
}

/** Makes what checks environments without anybody asking. */
export function composeCheckSchedule(parts: Parts) {
  const checkSchedule = new CheckScheduleService(parts);
  const wake = (): void => parts.driver.wake("check-schedule");
  const checkScheduleReconciler = new CheckScheduleReconciler({ ...parts, schedule: checkSchedule, wake });
  return { checkSchedule, checkScheduleReconciler };
}
