import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { refuseBadJob } from "../refuse-bad-job.ts";
import type { JobRequest, JobResources, SchedulerCommand } from "../scheduler.ts";
import { wordsIf } from "../words-if.ts";
import { gridEngineOptionProblem } from "./option-problem.ts";

/** For jobs with several processors. Sites name it as they like; this is the name that most give it. */
const parallelEnvironment = "smp";

/**
 * The words of one `qsub` call. The user's options come last of the options, so that they win.
 *
 * @throws scheduler.rejected for a job that Grid Engine would misunderstand.
 */
export function renderSubmit(job: JobRequest): SchedulerCommand {
  refuseBadJob(job);
  const problem = gridEngineOptionProblem(job.extraOptions) ?? pathProblem(job.outputPath);
  if (problem !== undefined) throw new AppError("scheduler.rejected", problem);
  const queue = job.queue === undefined ? [] : ["-q", job.queue];
  const files = ["-wd", job.workDir, "-o", job.outputPath, "-j", "y"];
  // -S: the queue's own shell may be csh, and "#!" is not read. -notify: without it qdel kills at once, and Nextflow cleans nothing up.
  const fixed = ["-terse", "-C", "", "-S", "/bin/bash", "-r", "n", "-notify"];
  return {
    words: ["qsub", ...fixed, "-N", job.name, ...files, ...queue, ...resourceWords(job.resources), ...job.extraOptions, job.scriptPath],
  };
}

/**
 * Reads what `qsub` answered: `<id>` or `<id>.<tasks>` on a line of its own, or the sentence that it has without `-terse`.
 *
 * @throws scheduler.rejected when Grid Engine refused the job. Asking again will not help.
 * @throws scheduler.unclear in every other case. The job MAY exist: never submit again blindly.
 */
export function parseSubmit(result: CommandResult): SchedulerJobId {
  // With its line end: a number that was cut is another job's.
  const terse = result.stdout.matchAll(/^(\d+)(?:\.\d+-\d+:\d+)?[^\S\n]*\n/gm);
  const spoken = `${result.stdout}\n${result.stderr}`.matchAll(/\bYour job(?:-array)? (\d+)(?:\.\S+)? \(".*"\) has been submitted/g);
  const ids = new Set([...terse, ...spoken].map((match) => match[1]));
  const [id] = ids;
  if (result.exitCode === 0 && ids.size === 1 && id !== undefined) return toSchedulerJobId(id);

  const detail = `exit ${String(result.exitCode)}: ${result.stderr}${result.stdout}`;
  const refusal = ids.size === 0 ? refusalIn(result) : undefined;
  if (refusal !== undefined) throw new AppError("scheduler.rejected", `Grid Engine refused the job: ${refusal}`, { detail });
  throw new AppError("scheduler.unclear", "Grid Engine did not say whether it took the job.", { detail });
}

function resourceWords(resources: JobResources = {}): readonly string[] {
  const { account, memoryMb, cpus, constraint } = resources;
  const limits = [
    ...timeLimits(resources),
    ...wordsIf(memoryMb, (size) => [`h_rss=${String(size)}M`, `mem_free=${String(size)}M`]),
    ...wordsIf(constraint, (resource) => [resource]),
  ];
  return [
    ...wordsIf(account, (project) => ["-P", project]),
    ...(limits.length === 0 ? [] : ["-l", limits.join(",")]),
    ...wordsIf(cpus, (count) => (count === 1 ? [] : ["-pe", parallelEnvironment, String(count)])),
  ];
}

/** The soft limit sends USR1, on which the job script ends in order. */
function timeLimits({ wallTimeSeconds, noticeSeconds }: JobResources): readonly string[] {
  if (wallTimeSeconds === undefined) return [];
  const hard = `h_rt=${String(wallTimeSeconds)}`;
  if (noticeSeconds === undefined || noticeSeconds >= wallTimeSeconds) return [hard];
  return [hard, `s_rt=${String(wallTimeSeconds - noticeSeconds)}`];
}

/** qsub reads `[host:]path[,…]`, and fills in `$JOB_ID` and the like. There is no way to write these letters as they are. */
function pathProblem(path: string): string | undefined {
  const letter = /[:,$]/.exec(path)?.[0];
  if (letter === undefined) return undefined;
  return `Grid Engine cannot write the output of a job to a path with "${letter}" in it. Choose another launch directory.`;
}

// qsub ends with 1 for a refusal and for a lost answer alike; only its words tell them apart. This file is the one place that reads them.
const answerLost =
  /unable to (send|receive|contact)|(send|receive|select|commlib|communication) error|error reading answer list|timed? ?out|connect|got no response|can't find connection/i;
const refused = /^(?:Unable to run job: |qsub: |Unable to read script file because of error: |error: job rejected: )(?<why>.+)$/m;

/** Grid Engine's own words when it refused the job; `undefined` when that is not sure. */
function refusalIn({ exitCode, stderr }: CommandResult): string | undefined {
  const why = refused.exec(stderr)?.groups?.["why"]?.trim();
  if (exitCode === 0 || exitCode >= 128 || why === undefined || answerLost.test(stderr)) return undefined;
  return why.endsWith(".") ? why : `${why}.`;
}
