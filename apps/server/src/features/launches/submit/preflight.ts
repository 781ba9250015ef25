import { AppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { findDirectoryProblem } from "../../../clusters/directory-problem.ts";
import { ensureOwnWorkDir } from "../../../clusters/own-work-dir.ts";
import { given } from "../../../given.ts";
import type { LaunchPlan } from "../bundle/launch-plan.ts";

/**
 * Looks whether the launch can work: directories, and the pipeline when it is a path. Changes nothing, but that the account gets its work directory where it
 * is to have the one that Postern proposes: an environment is used by accounts that nobody has checked.
 *
 * @throws request.invalid for a directory. @throws launch.pipeline_not_found. @throws what the channel throws.
 */
export async function refuseHopeless(channel: CommandChannel, plan: LaunchPlan): Promise<void> {
  await ensureOwnWorkDir(channel, [plan.record.workDir, given(plan.config.launchDir) ?? ""]);
  for (const path of new Set([plan.launchDir, plan.workDir])) {
    const problem = await findDirectoryProblem(channel, path);
    if (problem === undefined) continue;
    throw new AppError("request.invalid", `${problem.summary} ${problem.cure}`, { fields: ["launch.workDir"] });
  }
  const path = localPathOf(plan.record.pipeline);
  if (path === undefined || (await channel.stat(path)) !== undefined) return;
  throw new AppError("launch.pipeline_not_found", `There is no pipeline at ${path} on ${channel.peer.hostName}.`, {
    fields: ["launch.pipeline"],
  });
}

/** The path of a pipeline on the cluster; `undefined` for an address. `file:/x` and `file:///x` are the same. */
export function localPathOf(pipeline: string): string | undefined {
  if (pipeline.startsWith("/")) return pipeline;
  const path = /^file:(?:\/\/)?(?<path>\/[^/].*)$/.exec(pipeline)?.groups?.["path"];
  return path;
}
