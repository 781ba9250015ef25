import { splitOptionWords } from "@postern/schedulers";
import type { JobRequest, Scheduler } from "@postern/schedulers";
import type { NodeSetup, RunId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { given } from "../../../given.ts";
import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import { nextflowFolderIn } from "../../../clusters/nextflow-folder.ts";
import { expandPath } from "../../../clusters/expand-path.ts";
import { schedulerOf } from "../../../clusters/scheduler-of-platform.ts";
import { bundlePaths } from "../bundle/bundle-paths.ts";
import type { LaunchPlan, LaunchRecord } from "../bundle/launch-plan.ts";

export interface PlanInput {
  readonly runId: RunId;
  readonly record: LaunchRecord;
  readonly environment: ComputeEnvironment;
  readonly channel: CommandChannel;
  readonly endpoint: string;
  readonly authorityPem: string | undefined;
  readonly hasRegistries: boolean;
}

export interface PreparedLaunch {
  readonly plan: LaunchPlan;
  readonly job: JobRequest;
  /** That of the settings with which the run was launched: they say in which dialect it asks for its tasks too. */
  readonly scheduler: Scheduler;
}

/** The name under which a head job is known to its scheduler: unique for ever, because run ids are. */
export function headJobName(runId: RunId): string {
  return `nf-workflow-${runId}`;
}

/** Fills in what only the channel knows. @throws request.invalid or path.no_home for a path, scheduler.rejected for options that cannot be read. */
export async function makePlan(input: PlanInput): Promise<PreparedLaunch> {
  const { runId, record, environment, channel, endpoint, authorityPem, hasRegistries } = input;
  const config = record.config ?? environment.config;
  const scheduler = schedulerOf({ platform: environment.platform, config });
  const workDir = await expandPath(record.workDir, channel);
  const launchDir = record.launchDir ?? (await expandPath(given(config.launchDir) ?? record.workDir, channel));
  const paths = bundlePaths(launchDir, runId);
  const queue = given(config.headQueue);
  const job: JobRequest = {
    name: headJobName(runId),
    scriptPath: paths.launcher,
    workDir: launchDir,
    outputPath: paths.job,
    extraOptions: splitOptionWords(config.headJobOptions ?? ""),
    ...(queue === undefined ? {} : { queue }),
    ...(record.resources === undefined ? {} : { resources: record.resources }),
    ...(config.perTaskReserve === true ? { isMemoryReservedPerCpu: true } : {}),
  };
  const header = scheduler.renderScriptHeader(job);
  const executor = scheduler.nextflowExecutor;
  const nextflowFolder = nextflowFolderIn(await expandPath(config.workDir, channel));
  const nodes = await expandNodes(record.nodeSetup ?? {}, channel);
  const whole = { runId, record, config, launchDir, workDir, endpoint, authorityPem, hasRegistries, nextflowFolder, nodes };
  const plan = { ...whole, lent: undefined, executor, jobIdVariable: scheduler.jobIdVariable, header };
  return { plan, job, scheduler };
}

/** Of its paths Nextflow itself reads one, in the head job; the others are for the shells of tasks. */
async function expandNodes(setup: NodeSetup, channel: CommandChannel): Promise<NodeSetup> {
  if (setup.containerCacheDir === undefined) return setup;
  return { ...setup, containerCacheDir: await expandPath(setup.containerCacheDir, channel) };
}
