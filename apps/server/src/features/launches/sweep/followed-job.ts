import type { HeadJobRow, RunRow } from "@postern/database";
import { toRunId } from "@postern/domain";
import type { RunId } from "@postern/domain";
import { bundlePaths } from "../bundle/bundle-paths.ts";
import type { BundlePaths } from "../bundle/bundle-paths.ts";
import type { LaunchRecord } from "../bundle/launch-plan.ts";

/** A head job with its run and the files of both. */
export interface FollowedJob {
  readonly row: HeadJobRow;
  readonly run: RunRow;
  readonly runId: RunId;
  readonly paths: BundlePaths;
  /** With which it was launched; absent in launches of versions that did not keep them. */
  readonly config?: LaunchRecord["config"];
}

/** `undefined` for a run that has no launch directory yet. */
export function toFollowedJob(row: HeadJobRow, run: RunRow): FollowedJob | undefined {
  const { config, launchDir } = JSON.parse(run.launch ?? "{}") as Partial<LaunchRecord>;
  const runId = toRunId(row.run_id);
  if (launchDir === undefined) return undefined;
  return { row, run, runId, paths: bundlePaths(launchDir, runId), ...(config === undefined ? {} : { config }) };
}
