import type { ComputePlatform } from "@postern/contracts";
import { schedulerOfKind } from "@postern/schedulers";
import type { Scheduler, SchedulerKind } from "@postern/schedulers";

/** Which scheduler stands behind a platform of the public API. */
export function schedulerKindOf(platform: ComputePlatform): SchedulerKind {
  switch (platform) {
    case "slurm-platform":
      return "slurm";
    case "altair-platform":
      return "pbs";
    case "lsf-platform":
      return "lsf";
    case "uge-platform":
      return "grid-engine";
    case "moab-platform":
      return "moab";
    case "local-platform":
      return "local";
  }
}

/** What decides about the scheduler of an environment. */
export interface SchedulerSettings {
  readonly platform: ComputePlatform;
  readonly config: { readonly isTorque?: boolean };
}

/** The adapter of an environment: one platform stands for two dialects of PBS. */
export function schedulerOf({ platform, config }: SchedulerSettings): Scheduler {
  return schedulerOfKind(platform === "altair-platform" && config.isTorque === true ? "torque" : schedulerKindOf(platform));
}
