import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { refuseBadJob } from "../refuse-bad-job.ts";
import type { JobRequest, SchedulerCommand } from "../scheduler.ts";
import { sentences } from "../sentences.ts";
import { wordsIf } from "../words-if.ts";
import { lsfOptionProblem } from "./option-problem.ts";

/**
 * One `bsub` call, which reads from stdin a script that starts the job script. The user's options come last, so that they win.
 *
 * @throws scheduler.rejected for a job that LSF would misunderstand.
 */
export function renderSubmit(job: JobRequest): SchedulerCommand {
  refuseBadJob(job);
  const problem = job.outputPath.includes("%")
    ? 'LSF cannot write the output of a job to a path with "%" in it. Choose another launch directory.'
    : lsfOptionProblem(job.extraOptions);
  if (problem !== undefined) throw new AppError("scheduler.rejected", problem);
  const queue = job.queue === undefined ? [] : ["-q", job.queue];
  const ours = ["-J", job.name, "-cwd", job.workDir, "-oo", job.outputPath, "-rn", ...queue, ...resourceWords(job)];
  return { words: ["bsub", ...ours, ...job.extraOptions], stdin: `#!/bin/bash\nexec /bin/bash ${quoted(job.scriptPath)}\n` };
}

/**
 * Reads what `bsub` answered: `Job <id> is submitted to queue <name>.`
 *
 * @throws scheduler.rejected when LSF refused the job. Asking again will not help.
 * @throws scheduler.unclear in every other case. The job MAY exist: never submit again blindly.
 */
export function parseSubmit(result: CommandResult): SchedulerJobId {
  const ids = new Set([...result.stdout.matchAll(/\bJob <(\d+)> is submitted to (?:default )?queue </g)].map((match) => match[1]));
  const [id] = ids;
  if (result.exitCode === 0 && ids.size === 1 && id !== undefined) return toSchedulerJobId(id);

  const detail = `exit ${String(result.exitCode)}: ${result.stderr}${result.stdout}`;
  const refusal = ids.size === 0 ? refusalIn(result) : undefined;
  if (refusal !== undefined) throw new AppError("scheduler.rejected", `LSF refused the job: ${refusal}`, { detail });
  throw new AppError("scheduler.unclear", "LSF did not say whether it took the job.", { detail });
}

/** SAFETY: the one text that a shell reads. In single quotes nothing means anything but the quote itself. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function resourceWords({ resources = {}, isMemoryReservedPerCpu = false }: JobRequest): readonly string[] {
  const { account, wallTimeSeconds, memoryMb, cpus, constraint, noticeSeconds } = resources;
  const share = isMemoryReservedPerCpu ? (cpus ?? 1) : 1;
  return [
    ...wordsIf(account, (group) => ["-G", group]),
    ...wordsIf(wallTimeSeconds, (seconds) => [
      "-W",
      `${String(Math.floor(seconds / 3600))}:${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}`,
    ]),
    // With its unit: what a bare number means is each site's own choice. So is whether the limit is one of the job or of each of its
    // processes; Nextflow's process may use all of it in both cases.
    ...wordsIf(memoryMb, (size) => ["-M", `${String(size)}MB`, "-R", `rusage[mem=${String(Math.ceil(size / share))}MB]`]),
    ...wordsIf(cpus, (count) => ["-n", String(count), "-R", "span[hosts=1]"]),
    ...wordsIf(constraint, (resource) => ["-R", `select[${resource}]`]),
    ...wordsIf(noticeSeconds, (seconds) => ["-wa", "USR2", "-wt", String(Math.ceil(seconds / 60))]),
  ];
}

// bsub ends with 255 for a refusal and for a lost answer alike; only its words tell them apart. This file is the one place that reads them.
const refused = /^.*(?:Job not submitted|Request aborted by esub|illegal option|Illegal option|Bad option).*$/m;
// The library puts `Job not submitted` behind whatever went wrong, so that alone is no refusal. In its own line: a site may write anything above.
const answerLost =
  /LSF is down|LIM is down|mbatchd|batch (?:system )?daemon|batch library|library call|system call|protocol|XDR|time[ds]? ?out|connect|contacting|communication|sending|socket|end of file|in progress|process died|allocate memory|not responding|try again|please wait|retrying|busy/i;
/** What it says while it tries again. */
const waiting = /Please wait \.\.\.|still trying|Retrying in/i;

/** LSF's own words when it refused the job; `undefined` when that is not sure. */
function refusalIn({ exitCode, stderr, stdout }: CommandResult): string | undefined {
  const why = refused.exec(`${stderr}\n${stdout}`)?.[0];
  const isKilled = exitCode === 137 || exitCode === 143;
  if (exitCode === 0 || isKilled || why === undefined || answerLost.test(why)) return undefined;
  const said = stderr.split("\n").filter((line) => !waiting.test(line));
  return sentences(said.some((line) => refused.test(line)) ? said : [...said, why]);
}
