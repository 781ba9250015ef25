import type { HeadJobRow, RunRow } from "@postern/database";
import { toRunId } from "@postern/domain";
import type { RunId } from "@postern/domain";
import { bundlePaths } from "../bundle/bundle-paths.ts";
import type { BundlePaths } from "../bundle/bundle-paths.ts";

/** A head job with its run and the files of both. */
export interface FollowedJob {
  readonly row: HeadJobRow;
  readonly run: RunRow;
  readonly runId: RunId;
  readonly paths: BundlePaths;
}

/** `undefined` for a run that has no launch directory yet. */
export function toFollowedJob(row: HeadJobRow, run: RunRow): FollowedJob | undefined {
  const { launchDir } = JSON.parse(run.launch ?? "{}") as { launchDir?: string };
  const runId = toRunId(row.run_id);
  return launchDir === undefined ? undefined : { row, run, runId, paths: bundlePaths(launchDir, runId) };
}
