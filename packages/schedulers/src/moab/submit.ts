import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { besideOptions } from "../pbs/asked-resources.ts";
import { nodeWords } from "../pbs/resource-words.ts";
import { commonWords, pbsJobProblem } from "../pbs/submit.ts";
import type { JobRequest, SchedulerCommand } from "../scheduler.ts";
import { wordsIf } from "../words-if.ts";
import { xmlAttributes } from "../xml.ts";

/**
 * The words of one `msub` call, whose options are those of Torque. The user's options come last of the options, so that they win.
 *
 * @throws scheduler.rejected for a job that Moab would misunderstand.
 */
export function renderSubmit(job: JobRequest): SchedulerCommand {
  const problem = pbsJobProblem(job);
  if (problem !== undefined) throw new AppError("scheduler.rejected", problem);
  const { resources = {} } = job;
  const notice = wordsIf(resources.noticeSeconds, (seconds) => ["-l", `signal=USR2@${String(seconds)}`]);
  const qos = wordsIf(resources.qos, (name) => ["-l", `qos=${name}`]);
  const asked = besideOptions([...nodeWords(resources), ...qos, ...notice], job.extraOptions);
  const words = [...commonWords(job), "-d", job.workDir, ...asked, ...job.extraOptions, job.scriptPath];
  return { words: ["msub", "--xml", ...words], workDir: job.workDir };
}

/**
 * Reads what `msub` answered: XML with the id, or the id on a line of its own.
 *
 * @throws scheduler.rejected when Moab refused the job. Asking again will not help.
 * @throws scheduler.unclear in every other case. The job MAY exist: never submit again blindly.
 */
export function parseSubmit(result: CommandResult): SchedulerJobId {
  const inXml = xmlAttributes(result.stdout, "job").map((job) => job.get("JobID") ?? "");
  // With its line end: a number that was cut is another job's.
  const inLines = [...result.stdout.matchAll(/^((?:[A-Za-z][\w-]*\.)?\d+(?:\.[A-Za-z][\w.-]*)?)[^\S\n]*\n/gm)].map(
    (match) => match[1] ?? "",
  );
  const ids = new Set([...inXml, ...inLines].filter((id) => isJobId(id)));
  const [id] = ids;
  if (result.exitCode === 0 && ids.size === 1 && id !== undefined) return toSchedulerJobId(id);

  const detail = `exit ${String(result.exitCode)}: ${result.stderr}${result.stdout}`;
  const refusal = ids.size === 0 ? refusalIn(result) : undefined;
  if (refusal !== undefined) throw new AppError("scheduler.rejected", `Moab refused the job: ${refusal}`, { detail });
  throw new AppError("scheduler.unclear", "Moab did not say whether it took the job.", { detail });
}

/** `1234`, `Moab.1234` or, of the resource manager below, `1234.server`. */
export function isJobId(text: string): boolean {
  return /^(?:[A-Za-z][\w-]*\.)?\d+(?:\.[A-Za-z][\w.-]*)?$/.test(text);
}

// This file is the one place that tells a refusal from a lost answer.
const answerLost = /connect|communication|timed? ?out|socket|lost|retry|busy|not responding|server is down/i;
const refused = /^(?:ERROR|msub):\s*(?<why>.+)$/m;

/** Moab's own words when it refused the job; `undefined` when that is not sure. */
function refusalIn({ exitCode, stdout, stderr }: CommandResult): string | undefined {
  const said = `${stderr}\n${stdout}`;
  const why = refused.exec(said)?.groups?.["why"]?.trim();
  if (exitCode === 0 || exitCode >= 128 || why === undefined || answerLost.test(said)) return undefined;
  return why.endsWith(".") ? why : `${why}.`;
}
