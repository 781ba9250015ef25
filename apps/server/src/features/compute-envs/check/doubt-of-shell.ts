import type { SchedulerQueue } from "@postern/schedulers";
import { given } from "../../../given.ts";
import type { ComputeEnvironment } from "../environment.ts";
import type { StepResult } from "./check-step.ts";

/** As a configuration of Nextflow says it for all tasks or for some. */
const saysShell = /clusterOptions[^\n]*-S\s+\S*bash/;

/**
 * Where tasks begin in another shell than bash, whose scripts they are: the head job asks for bash itself, and Nextflow does not. A warning
 * only: `sh` is bash on many systems, and a pipeline or a profile of the site may say what it needs.
 */
export function doubtOfShell(
  { config, nodeSetup }: Pick<ComputeEnvironment, "config" | "nodeSetup">,
  queues: readonly SchedulerQueue[],
): StepResult | undefined {
  if (saysShell.test(given(config.nextflowConfig) ?? "") || nodeSetup.siteProfile !== undefined) return undefined;
  const wanted = given(config.computeQueue)
    ?.split(",")
    .map((name) => name.replace(/@.*$/, ""));
  const other = queues.find(({ name, jobShell }) => (wanted?.includes(name) ?? true) && jobShell?.endsWith("/bash") === false);
  if (other?.jobShell === undefined) return undefined;
  return {
    status: "warning",
    summary: `Queue ${other.name} begins tasks in ${other.jobShell}, whatever their first line says, and they are scripts for bash.`,
    cure: "Write process.clusterOptions = '-S /bin/bash' into the Nextflow config of the environment, beside other options that tasks need.",
  };
}
