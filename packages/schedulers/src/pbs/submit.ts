import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { refuseBadJob } from "../refuse-bad-job.ts";
import type { JobRequest, SchedulerCommand } from "../scheduler.ts";
import { sentences } from "../sentences.ts";
import { besideOptions } from "./asked-resources.ts";
import { shortJobName } from "./dialect.ts";
import type { PbsDialect } from "./dialect.ts";
import { pbsOptionProblem } from "./option-problem.ts";
import { nodeWords, proWords } from "./resource-words.ts";

/**
 * The words of one `qsub` call, run in the work directory, which PBS Pro keeps as PBS_O_WORKDIR. The user's options come last of the options, so that they win.
 *
 * @throws scheduler.rejected for a job that PBS would misunderstand.
 */
export function renderSubmit(job: JobRequest, dialect: PbsDialect): SchedulerCommand {
  const problem = pbsJobProblem(job);
  if (problem !== undefined) throw new AppError("scheduler.rejected", problem);
  const isTorque = dialect === "torque";
  const directory = isTorque ? ["-d", job.workDir] : [];
  const asked = isTorque ? nodeWords(job.resources ?? {}) : proWords(job.resources ?? {});
  return {
    words: ["qsub", ...commonWords(job), ...directory, ...besideOptions(asked, job.extraOptions), ...job.extraOptions, job.scriptPath],
    workDir: job.workDir,
  };
}

/** What is the same for qsub and msub. -S: the login shell may be csh. -C "": no line of the script is an option. */
export function commonWords(job: JobRequest): readonly string[] {
  const queue = job.queue === undefined ? [] : ["-q", job.queue];
  return ["-C", "", "-S", "/bin/bash", "-r", "n", "-N", shortJobName(job.name), "-o", job.outputPath, "-j", "oe", ...queue];
}

/** Why such a job cannot be asked for. @throws scheduler.rejected for what no scheduler takes. */
export function pbsJobProblem(job: JobRequest): string | undefined {
  refuseBadJob(job);
  // Read as `host:path`, and some versions cut at a comma.
  const letter = /[:,]/.exec(job.outputPath)?.[0];
  if (letter !== undefined)
    return `PBS cannot write the output of a job to a path with "${letter}" in it. Choose another launch directory.`;
  return pbsOptionProblem(job.extraOptions);
}

/**
 * Reads what `qsub` answered: `<number>.<server>` on a line of its own; `@<server>` behind it says where to ask, and is kept.
 *
 * @throws scheduler.rejected when PBS refused the job. Asking again will not help.
 * @throws scheduler.unclear in every other case. The job MAY exist: never submit again blindly.
 */
export function parseSubmit(result: CommandResult): SchedulerJobId {
  // With its line end: the name of a server that was cut is another server.
  const ids = new Set([...result.stdout.matchAll(/^(\d+(?:\[\])?\.[A-Za-z\d][\w.-]*(?:@[\w.-]+)?)[^\S\n]*\n/gm)].map((match) => match[1]));
  const [id] = ids;
  if (result.exitCode === 0 && ids.size === 1 && id !== undefined) return toSchedulerJobId(id);

  const detail = `exit ${String(result.exitCode)}: ${result.stderr}${result.stdout}`;
  const refusal = ids.size === 0 ? refusalIn(result) : undefined;
  if (refusal !== undefined) throw new AppError("scheduler.rejected", `PBS refused the job: ${refusal}`, { detail });
  throw new AppError("scheduler.unclear", "PBS did not say whether it took the job.", { detail });
}

// qsub says its own name before whatever it has to say. This file is the one place that tells a refusal from a lost answer.
const answerLost =
  /connect|communication|timed? ?out|protocol|end of file|premature|pbs_iff|credential|no route|server shutting down|errno|busy|try again|lost/i;
const refused = /^qsub: .*\S/m;

/** PBS's own words when it refused the job; `undefined` when that is not sure. */
function refusalIn({ exitCode, stderr }: CommandResult): string | undefined {
  const isKilled = exitCode === 137 || exitCode === 143;
  if (exitCode === 0 || isKilled || !refused.test(stderr) || answerLost.test(stderr)) return undefined;
  return sentences(stderr.split("\n").map((line) => line.replace(/^qsub: /, "")));
}
