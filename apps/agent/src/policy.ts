import {
  isFreeSpaceQuestion,
  isHomeQuestion,
  isLookup,
  isRegistryRemoval,
  isTrialFolderRemoval,
  isTrialRemoval,
} from "@postern/agent-protocol";
import type { Operation } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";

/**
 * What the server may start on this machine without further words: scheduler commands, and what the check of an environment asks.
 *
 * This is no sandbox: who may submit a job may run anything in it. It keeps what runs on the *login node* to what the site
 * expects there, and under the scheduler's accounting. A shell is not in it; an agent that shall run pipelines as plain
 * processes is started with `--allow sh`. A file of the site's own that narrows this further will be read here.
 */
export const defaultPrograms: readonly string[] = [
  "sbatch squeue sacct scancel scontrol sinfo sacctmgr",
  "qsub qstat qdel qselect pbsnodes tracejob qacct qconf qhost",
  "bsub bjobs bkill bhist bacct bqueues bparams",
  "msub showq checkjob mjobctl canceljob mdiag showstart",
  "java nextflow",
].flatMap((line) => line.split(" "));

export interface Policy {
  /** Told to the server, for its check page. */
  readonly programs: readonly string[];
  /** @throws agent.refused, naming the program. */
  check(operation: Operation): void;
}

/** A program is allowed by exactly the word that starts it: `sbatch` does not allow `/tmp/sbatch`. The word `*` allows all. */
export function createPolicy(allow: readonly string[]): Policy {
  const programs = new Set([...defaultPrograms, ...allow]);
  const isAllAllowed = programs.has("*");
  return {
    programs: [...programs],
    check: (operation) => {
      if (operation.kind !== "run" || isAllAllowed || programs.has(operation.words[0]) || isHarmless(operation.words)) return;
      const program = operation.words[0].slice(0, 100);
      throw new AppError("agent.refused", `The agent may not start "${program}". Whoever runs it can add --allow ${program}.`);
    },
  };
}

/** What paths, the check of an environment and the end of a run need, and nothing else can be made of. */
const isHarmless = (words: readonly string[]): boolean =>
  [isLookup, isHomeQuestion, isFreeSpaceQuestion, isTrialRemoval, isTrialFolderRemoval, isRegistryRemoval].some((isKnown) =>
    isKnown(words),
  );
