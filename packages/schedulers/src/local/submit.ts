import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import type { JobRequest, SchedulerCommand } from "../scheduler.ts";
import { answerLines, answerOf, complaint } from "./answer.ts";
import { ask } from "./ask.ts";
import { supervisorScript } from "./scripts.ts";
import type { LocalSettings } from "./settings.ts";

/**
 * Starts the job, or finds it started: the same name twice gives one job and the same id.
 *
 * @throws scheduler.rejected for a name that is no file name, or for head job options.
 */
export function renderSubmit(job: JobRequest, { jobsFolder, killGraceSeconds }: LocalSettings): SchedulerCommand {
  if (!/^[A-Za-z0-9][\w.-]{0,199}$/.test(job.name)) {
    throw new AppError("scheduler.rejected", `The job name ${job.name} has other characters than letters, digits, dots and dashes.`);
  }
  if (job.extraOptions.length > 0) throw new AppError("scheduler.rejected", "Local processes take no head job options.");
  const grace = String(killGraceSeconds);
  return ask("submit", jobsFolder, job.name, job.workDir, job.scriptPath, job.outputPath, grace, supervisorScript);
}

/**
 * The id is the folder of the job: with the facts in it, it names one process for ever, which a pid does not.
 *
 * @throws scheduler.rejected when the job cannot be started here.
 * @throws scheduler.unclear in every other case; submitting again under the same name is harmless.
 */
export function parseSubmit(result: CommandResult): SchedulerJobId {
  const lines = answerLines(result);
  const folder = answerOf(lines, "job");
  if (result.exitCode === 0 && folder !== undefined) return toSchedulerJobId(folder);

  const detail = `exit ${String(result.exitCode)}: ${complaint(result)}`;
  const refusal = answerOf(lines, "rejected");
  if (refusal !== undefined) throw new AppError("scheduler.rejected", `The job cannot be started: ${refusal}.`, { detail });
  throw new AppError("scheduler.unclear", "The machine did not say whether the job was started.", { detail });
}
