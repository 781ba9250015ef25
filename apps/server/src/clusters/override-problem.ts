import type { ComputePlatform } from "@postern/contracts";
import { isAppError, isNextflowVersion, launchOptionRow } from "@postern/domain";
import type { LaunchOption } from "@postern/domain";
import { headJobOptionProblem, jobResourceProblem, splitOptionWords } from "@postern/schedulers";
import type { JobResources } from "@postern/schedulers";
import { schedulerKindOf } from "./scheduler-of-platform.ts";
import { isOfPlatform } from "./platform-options.ts";

/** Why no job of this platform could be asked for it, whatever the rules, in one sentence; `undefined` when it can. */
export function overrideProblem(platform: ComputePlatform, option: LaunchOption, value: string | number): string | undefined {
  if (!isOfPlatform(platform, option)) return `There is no ${launchOptionRow(option).words} to choose on this platform.`;
  if (option === "queue") return queueProblem(value);
  if (option === "headJobOptions") return rawProblem(platform, String(value));
  if (option === "nextflowVersion")
    return isNextflowVersion(String(value)) ? undefined : `${String(value)} is no version of Nextflow such as 24.10.4 or 25.01.0-edge.`;
  return resourceProblem(platform, option, value);
}

const queueProblem = (value: string | number): string | undefined =>
  /^[^\s\p{Cc}-][^\s\p{Cc}]*$/u.test(String(value)) ? undefined : "The name of a queue has no spaces and does not begin with a dash.";

function rawProblem(platform: ComputePlatform, text: string): string | undefined {
  try {
    return headJobOptionProblem(schedulerKindOf(platform), splitOptionWords(text));
  } catch (error) {
    if (isAppError(error, "scheduler.rejected")) return error.message;
    throw error;
  }
}

/** By itself: whether it goes with the rest is known when all of it is. */
function resourceProblem(platform: ComputePlatform, option: LaunchOption, value: string | number): string | undefined {
  const alone: JobResources = { [option]: value };
  const problem = jobResourceProblem(schedulerKindOf(platform), option === "noticeSeconds" ? { ...alone, wallTimeSeconds: year } : alone);
  return problem?.text;
}

const year = 31_536_000;
