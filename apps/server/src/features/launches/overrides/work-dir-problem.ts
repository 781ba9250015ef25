import { boundOf, judgeOption } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { expandPath } from "../../../clusters/expand-path.ts";
import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import type { LaunchRecord } from "../bundle/launch-plan.ts";

/** What knows the variables of paths on a cluster. */
export type PathFiller = Pick<CommandChannel, "peer" | "findHome">;

interface PathQuestion {
  readonly record: LaunchRecord;
  readonly environment: ComputeEnvironment;
  readonly channel: PathFiller | undefined;
}

/**
 * Why a launch may not work in that directory; `undefined` when it may, and when only the cluster could say. That of its environment is none that
 * it chose, also when it names it in full, as clients do that launch again.
 */
export async function workDirProblem({ record, environment, channel }: PathQuestion): Promise<string | undefined> {
  const own = (record.config ?? environment.config).workDir;
  const bound = boundOf(environment.launchRules, "workDir");
  if (bound.allow === "any" || record.workDir === own) return undefined;
  const folders = bound.allow === "within" ? (bound.below ?? []) : [];
  const filled = await fill([record.workDir, own, ...folders], channel);
  if (filled === undefined) return undefined;
  const [asked = "", meant, ...below] = filled;
  return asked === meant ? undefined : judgeOption("workDir", bound.allow === "within" ? { ...bound, below } : bound, asked);
}

async function fill(paths: readonly string[], channel: PathFiller | undefined): Promise<readonly string[] | undefined> {
  if (channel !== undefined) return Promise.all(paths.map((path) => expandPath(path, channel)));
  return paths.some((path) => path.includes("$")) ? undefined : paths;
}
