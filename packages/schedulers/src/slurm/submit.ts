import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { refuseBadJob } from "../refuse-bad-job.ts";
import type { JobRequest, JobResources, SchedulerCommand } from "../scheduler.ts";
import { sentences } from "../sentences.ts";
import { renderTimeLimit } from "../time-limit.ts";
import { wordsIf } from "../words-if.ts";
import { keptJobId } from "./job-id.ts";
import { slurmOptionProblem } from "./option-problem.ts";

/**
 * The words of one `sbatch` call. The user's options come last of the options, so that they win.
 *
 * @throws scheduler.rejected for an option that would break what we know of the job.
 */
export function renderSubmit(job: JobRequest): SchedulerCommand {
  refuseBadJob(job);
  const problem = slurmOptionProblem(job.extraOptions);
  if (problem !== undefined) throw new AppError("scheduler.rejected", problem);
  const queue = job.queue === undefined ? [] : ["-p", job.queue];
  const ours = ["-J", job.name, "-D", job.workDir, "-o", literalPattern(job.outputPath), ...queue];
  return { words: ["sbatch", "--parsable", "--no-requeue", ...ours, ...resourceWords(job.resources), ...job.extraOptions, job.scriptPath] };
}

/**
 * Reads what `sbatch --parsable` answered: `<id>` or `<id>;<cluster>` on a line of its own. The cluster is kept: its numbers are not ours.
 *
 * @throws scheduler.rejected when Slurm refused the job. Asking again will not help.
 * @throws scheduler.unclear in every other case. The job MAY exist: never submit again blindly.
 */
export function parseSubmit(result: CommandResult): SchedulerJobId {
  // With its line end: a number that was cut is another job's.
  const ids = new Set(
    [...result.stdout.matchAll(/^(\d+)(?:;([A-Za-z\d][\w.-]*))?[^\S\n]*\n/gm)].map(([, number = "", cluster]) =>
      keptJobId(number, cluster),
    ),
  );
  const [id] = ids;
  // Two numbers mean that a banner printed one of them, and nobody knows which.
  if (result.exitCode === 0 && ids.size === 1 && id !== undefined) return toSchedulerJobId(id);

  const detail = `exit ${String(result.exitCode)}: ${result.stderr}${result.stdout}`;
  const refusal = ids.size === 0 ? refusalIn(result) : undefined;
  if (refusal !== undefined) throw new AppError("scheduler.rejected", `Slurm refused the job: ${refusal}`, { detail });
  throw new AppError("scheduler.unclear", "Slurm did not say whether it took the job.", { detail });
}

function resourceWords(resources: JobResources = {}): readonly string[] {
  const { account, qos, wallTimeSeconds, memoryMb, cpus, constraint, noticeSeconds } = resources;
  return [
    ...wordsIf(account, (name) => ["-A", name]),
    ...wordsIf(qos, (name) => ["-q", name]),
    ...wordsIf(wallTimeSeconds, (seconds) => ["-t", renderTimeLimit(seconds)]),
    ...wordsIf(memoryMb, (size) => [`--mem=${String(size)}M`]),
    ...wordsIf(cpus, (count) => ["-c", String(count)]),
    ...wordsIf(constraint, (feature) => ["-C", feature]),
    // B: the signal goes to the job script, never to Nextflow, whose Java machine it would crash.
    ...wordsIf(noticeSeconds, (seconds) => [`--signal=B:USR2@${String(seconds)}`]),
  ];
}

// sbatch exits 1 for a refusal and for a lost answer alike; only its words tell them apart.
// This file is the one place that reads them.
const answerLost =
  /timed out|time-?out|Zero Bytes|Unable to contact|Unable to (establish|connect)|connect(ion)? (failure|refused|reset)|Communication connection|Transport endpoint|temporarily unable|Unexpected message|I\/O error|Header lengths|Protocol authentication|Message (send|receive) failure|slurm_(send|receive)_|Unspecified error/i;
/** Said before the controller was asked at all, or by the controller itself. */
const refused = /^sbatch: (error|fatal|unrecognized option|invalid option|option )/m;

/** Slurm's own words when it refused the job, without the name of the program; `undefined` when that is not sure. */
function refusalIn({ exitCode, stderr }: CommandResult): string | undefined {
  // Ended by a signal, it may have been cut off after the job was taken; sbatch itself uses 1 and 255.
  const hasDecided = exitCode !== 0 && (exitCode < 128 || exitCode === 255);
  if (!hasDecided || answerLost.test(stderr) || !refused.test(stderr)) return undefined;
  return sentences([...stderr.matchAll(/^sbatch: (?:error: |fatal: )?(.+)$/gm)].map((match) => match[1] ?? ""));
}

/** sbatch fills in `%j` and the like in the name of the output file; ours is meant as it is. */
function literalPattern(path: string): string {
  return path.replaceAll("%", "%%");
}
