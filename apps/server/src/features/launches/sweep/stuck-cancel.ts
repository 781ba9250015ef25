import type { TimeMs } from "@postern/domain";
import type { FollowedJob } from "./followed-job.ts";

/** Nextflow takes its time to end its tasks, and a busy scheduler too: what takes longer than this, somebody has to look at. */
export const stuckCancelMs = 5 * 60_000;

/** What is told of a job that is alive though its end was asked for long ago, as on a node that is down; `undefined` where all is as it should be. */
export function tellStuckCancel({ row, run }: Pick<FollowedJob, "row" | "run">, now: TimeMs): string | undefined {
  const askedAt = run.cancel_requested_at;
  if (askedAt === null || row.job_id === null || now - askedAt < stuckCancelMs) return undefined;
  // Without the minutes: a text that changes is written, and told to every open page, at every look.
  const since = "for more than 5 minutes";
  if (row.cancel_sent_at === null) {
    return `Cancelling: ${since} the scheduler has not taken the order to end job ${row.job_id}. An operator of the cluster can end it.`;
  }
  const cure = "Its node may be down: an operator of the cluster can look after the node, or delete the job by force.";
  return `Cancelling: ${since} the scheduler has listed job ${row.job_id} though it was told to end it. ${cure}`;
}
