import { gridEngineOptionProblem } from "./grid-engine/option-problem.ts";
import { lsfOptionProblem } from "./lsf/option-problem.ts";
import { pbsOptionProblem } from "./pbs/option-problem.ts";
import type { SchedulerKind } from "./scheduler.ts";
import { slurmOptionProblem } from "./slurm/option-problem.ts";

/**
 * Why these options for the head job cannot be used, in one sentence for the user; `undefined` when they can.
 * `renderSubmit` refuses them too: this is for telling the user when the form is saved.
 */
export function headJobOptionProblem(kind: SchedulerKind, words: readonly string[]): string | undefined {
  switch (kind) {
    case "slurm":
      return slurmOptionProblem(words);
    case "pbs":
    case "torque":
    case "moab":
      return pbsOptionProblem(words);
    case "lsf":
      return lsfOptionProblem(words);
    case "grid-engine":
      return gridEngineOptionProblem(words);
    case "local":
      return words.length === 0 ? undefined : "Local processes take no head job options.";
  }
}
