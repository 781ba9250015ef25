import { gridEngineScheduler } from "./grid-engine/grid-engine-scheduler.ts";
import { createLocalScheduler } from "./local/local-scheduler.ts";
import type { Scheduler, SchedulerKind } from "./scheduler.ts";
import { slurmScheduler } from "./slurm/slurm-scheduler.ts";

/** The adapter of a kind, with its default settings. */
export function schedulerOfKind(kind: SchedulerKind): Scheduler {
  switch (kind) {
    case "slurm":
      return slurmScheduler;
    case "grid-engine":
      return gridEngineScheduler;
    case "local":
      return createLocalScheduler();
  }
}
