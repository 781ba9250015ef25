import type { HeadJobRow } from "@postern/database";
import { isAppError } from "@postern/domain";
import type { RunId, SchedulerJobId, TimeMs } from "@postern/domain";
import type { BundlePaths } from "../bundle/bundle-paths.ts";
import { askByName } from "./ask-scheduler.ts";
import type { Cluster } from "./ask-scheduler.ts";
import { revoke } from "./revoke.ts";
import { inOrder } from "./spare-jobs.ts";

/** A submit that hangs on the login node can still reach the scheduler later; this long it is waited for. */
export const lostAfterMs = 120_000;

export type UnclearFinding =
  /** `spares`: other live jobs of its name. */
  | { readonly found: "job"; readonly jobId: SchedulerJobId; readonly spares: readonly SchedulerJobId[] }
  /** It ran, and may have ended: its files tell, though the scheduler lists it no longer. */
  | { readonly found: "traces" }
  /** Nothing of it anywhere, for long, twice: and a job that comes later will find itself revoked. */
  | { readonly found: "lost" }
  /** Nothing of it anywhere so far. */
  | { readonly found: "none" }
  /** Nobody could be asked. */
  | { readonly found: "no-answer" };

export interface UnclearJob {
  readonly row: HeadJobRow;
  readonly runId: RunId;
  readonly paths: BundlePaths;
  readonly now: TimeMs;
}

/**
 * Looks for a job whose submit was not answered: by its name, then by the files that it would have left.
 * Never submits. Before it says "lost", a file is put in the way of a job that may still come: so "lost" stays true.
 */
export async function findUnclear(cluster: Cluster, job: UnclearJob): Promise<UnclearFinding> {
  const first = await lookOnce(cluster, job);
  if (first.found !== "none" || !isOverdue(job)) return first;
  if (!(await revoke(cluster, job))) return { found: "no-answer" };
  const second = await lookOnce(cluster, job);
  return second.found === "none" ? { found: "lost" } : second;
}

/** Missed before, and long enough ago. */
function isOverdue({ row, now }: UnclearJob): boolean {
  return row.absent_since !== null && row.absent_since < now && now - (row.submit_tried_at ?? row.created_at) >= lostAfterMs;
}

async function lookOnce(cluster: Cluster, job: UnclearJob): Promise<UnclearFinding> {
  const listed = await lookByName(cluster, job);
  if (listed.found !== "none") return listed;
  const traces = await lookForTraces(cluster, job.paths);
  if (traces.found !== "traces") return traces;
  // It may have come and begun between the two looks: only one that is not listed now either is over.
  const again = await lookByName(cluster, job);
  return again.found === "none" ? traces : again;
}

async function lookByName(cluster: Cluster, { row }: UnclearJob): Promise<UnclearFinding> {
  const ids = await askByName(cluster, row.job_name);
  if (ids === undefined) return { found: "no-answer" };
  const [jobId, ...spares] = inOrder(ids);
  return jobId === undefined ? { found: "none" } : { found: "job", jobId, spares };
}

async function lookForTraces({ channel }: Cluster, paths: BundlePaths): Promise<UnclearFinding> {
  try {
    for (const path of [paths.started, paths.exit]) {
      if ((await channel.stat(path)) !== undefined) return { found: "traces" };
    }
    return { found: "none" };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { found: "no-answer" };
  }
}
