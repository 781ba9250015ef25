import type { ComputePlatform } from "@postern/contracts";
import type { SchedulerKind } from "@postern/schedulers";

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
