import type { HeadJobRow, Query } from "@postern/database";
import { toRunId } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import { moveHeadJob } from "../head-job-store.ts";

/** A head job, and the account under which its number means one job. */
export interface NumberedJob {
  readonly row: HeadJobRow;
  readonly account: string;
}

/**
 * Head jobs whose number their scheduler has given to a later one: a controller that was killed has forgotten its last seconds and counts on
 * from before them, and one that was set up anew begins again. What it says of that number is about the later job.
 */
export function listReused(jobs: readonly NumberedJob[]): readonly HeadJobRow[] {
  const numbered = jobs.filter(({ row }) => row.submit_state === "submitted" && row.job_id !== null);
  const sameNumber = Map.groupBy(numbered, ({ account, row }) => `${account} ${row.job_id ?? ""}`);
  return [...sameNumber.values()].flatMap((group) =>
    group
      .map(({ row }) => row)
      .toSorted((one, other) => (one.submit_tried_at ?? 0) - (other.submit_tried_at ?? 0))
      .slice(0, -1),
  );
}

/** From here on such a job is known by its files only. The scheduler is neither asked about it nor told to end it. */
export async function forgetNumber(query: Query, row: HeadJobRow, now: TimeMs): Promise<void> {
  const to = { job_id: null, spare_job_ids: null, sighting: null, absent_since: null, updated_at: now };
  await moveHeadJob(query, toRunId(row.run_id), { from: ["submitted"], to });
}
