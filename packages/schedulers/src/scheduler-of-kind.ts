import { gridEngineScheduler } from "./grid-engine/grid-engine-scheduler.ts";
import { createLocalScheduler } from "./local/local-scheduler.ts";
import { lsfScheduler } from "./lsf/lsf-scheduler.ts";
import { moabScheduler } from "./moab/moab-scheduler.ts";
import { createPbsScheduler } from "./pbs/pbs-scheduler.ts";
import type { Scheduler, SchedulerKind } from "./scheduler.ts";
import { slurmScheduler } from "./slurm/slurm-scheduler.ts";

/** The adapter of a kind, with its default settings. */
export function schedulerOfKind(kind: SchedulerKind): Scheduler {
  switch (kind) {
    case "slurm":
      return slurmScheduler;
    case "pbs":
    case "torque":
      return createPbsScheduler(kind);
    case "lsf":
      return lsfScheduler;
    case "grid-engine":
      return gridEngineScheduler;
    case "moab":
      return moabScheduler;
    case "local":
      return createLocalScheduler();
  }
}
