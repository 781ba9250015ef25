import { gridEngineSubjects } from "./grid-engine/option-subjects.ts";
import { lsfSubjects } from "./lsf/option-subjects.ts";
import { pbsSubjects } from "./pbs/option-subjects.ts";
import type { OptionSubject, SchedulerKind } from "./scheduler.ts";
import { slurmSubjects } from "./slurm/option-subjects.ts";

/**
 * What raw options of a head job decide beside its fields, as far as their words tell, and rather too much than too little: raw options win over
 * fields, so whoever bounds a field has to know of them.
 */
export function subjectsOfOptions(kind: SchedulerKind, words: readonly string[]): ReadonlySet<OptionSubject> {
  switch (kind) {
    case "slurm":
      return new Set(slurmSubjects(words));
    case "pbs":
    case "torque":
    case "moab":
      return new Set(pbsSubjects(words));
    case "lsf":
      return new Set(lsfSubjects(words));
    case "grid-engine":
      return new Set(gridEngineSubjects(words));
    case "local":
      return new Set();
  }
}

/**
 * Whether a constraint stays one where it is rendered, instead of ending the place that it stands in and asking for more. Only what is a
 * constraint alone may come from somebody who may choose nothing else.
 */
export function isPlainConstraint(kind: SchedulerKind, constraint: string): boolean {
  // sbatch has an option for it, whose value ends with its word.
  if (kind === "slurm") return true;
  return /^[\w.-]+(?:=[\w./-]+)?$/.test(constraint) && !amounts.test(constraint);
}

/** Names of resources that are no constraint, with what they ask for; Grid Engine has short ones for the same. */
const amounts =
  /^(?:n?cpus|[pv]*mem\w*|virtual_free|procs|ppn|mpiprocs|ompthreads|slots|num_proc|swap_\w+|[hs]_\w+|m[fut]|s[fut]?|v[fu]|p|walltime|qos|q|qname)=/i;
