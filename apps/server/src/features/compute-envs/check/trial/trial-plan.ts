import { trialFolderIn } from "@postern/agent-protocol";
import { splitOptionWords } from "@postern/schedulers";
import type { JobRequest, JobResources } from "@postern/schedulers";
import { expandPath } from "../../../../clusters/expand-path.ts";
import { given } from "../../../../given.ts";
import type { CheckContext } from "../check-context.ts";

const wallTimeSeconds = 300;

/** One trial job, with the folder in which it and we leave each other files. */
export interface TrialPlan {
  readonly folder: string;
  readonly id: string;
  readonly job: JobRequest;
  /** That compute nodes have to see. */
  readonly directories: readonly string[];
}

/**
 * Asks for what a head job would ask for, but little of it: the queue, the account and the user's own options decide whether the site takes
 * jobs of ours; time, memory and processors only how long it waits.
 *
 * @throws request.invalid or path.no_home for a path, scheduler.rejected for options that cannot be read.
 */
export async function planTrial(
  { environment, channel }: Pick<CheckContext, "environment" | "channel">,
  nameOf: (check: string) => string,
): Promise<TrialPlan> {
  const { config, resources } = environment;
  const workDir = await expandPath(config.workDir, channel);
  const launchDir = await expandPath(given(config.launchDir) ?? config.workDir, channel);
  const id = nameOf(`${environment.id} ${String(environment.checkStartedAt)}`);
  const folder = trialFolderIn(workDir, id);
  const queue = given(config.headQueue);
  const job: JobRequest = {
    name: `postern-check-${id}`,
    scriptPath: `${folder}/job.sh`,
    workDir: launchDir,
    // Nothing is lost with it: the job reports into its folder. A file there may come after the folder has gone, and some sites then send mail.
    outputPath: "/dev/null",
    extraOptions: splitOptionWords(config.headJobOptions ?? ""),
    ...(queue === undefined ? {} : { queue }),
    resources: littleOf(resources),
  };
  return { folder, id, job, directories: [...new Set([workDir, launchDir])] };
}

function littleOf({ account, qos, constraint }: JobResources): JobResources {
  return {
    ...(account === undefined ? {} : { account }),
    ...(qos === undefined ? {} : { qos }),
    ...(constraint === undefined ? {} : { constraint }),
    wallTimeSeconds,
  };
}
