import type { ComputePlatform } from "@postern/contracts";
import type { SchedulerKind } from "@postern/schedulers";

/** Which scheduler stands behind a platform of the public API. */
export function schedulerKindOf(platform: ComputePlatform): SchedulerKind {
  switch (platform) {
    case "slurm-platform":
      return "slurm";
    case "local-platform":
      return "local";
  }
}
