import { CheckScheduleReconciler } from "./background/check-schedule-reconciler.ts";
import type { CheckScheduleReconcilerParts } from "./background/check-schedule-reconciler.ts";
import { CheckScheduleService } from "./features/compute-envs/check-schedule/service.ts";
import type { CheckScheduleParts } from "./features/compute-envs/check-schedule/service.ts";
import { EnvironmentLoadService } from "./features/compute-envs/load/service.ts";
import type { LoadParts } from "./features/compute-envs/load/service.ts";
import { countUnfinishedOn } from "./features/runs/runs-on-environments.ts";

interface Parts extends CheckScheduleParts, Omit<CheckScheduleReconcilerParts, "environments" | "schedule" | "wake"> {
  readonly environments: CheckScheduleParts["environments"] & CheckScheduleReconcilerParts["environments"] & LoadParts["environments"];
  readonly driver: { wake(name: string): void };
}

/** Makes what checks environments without anybody asking, and what tells of all of them without asking anybody. */
export function composeCheckSchedule(parts: Parts) {
  const checkSchedule = new CheckScheduleService(parts);
  const wake = (): void => parts.driver.wake("check-schedule");
  const checkScheduleReconciler = new CheckScheduleReconciler({ ...parts, schedule: checkSchedule, wake });
  const environmentLoads = new EnvironmentLoadService({ ...parts, countUnfinished: countUnfinishedOn });
  return { checkSchedule, checkScheduleReconciler, environmentLoads };
}
