import type { HeadJobRow, Query, SubmitState } from "@postern/database";
import type { ComputeEnvId, RunId, TimeMs, UserId } from "@postern/domain";

export type HeadJobPatch = Partial<Omit<HeadJobRow, "run_id" | "compute_env_id" | "user_id" | "job_name" | "created_at">>;

export interface NewHeadJob {
  readonly runId: RunId;
  readonly computeEnvId: ComputeEnvId;
  readonly userId: UserId;
  readonly jobName: string;
  readonly at: TimeMs;
}

export async function insertHeadJob(query: Query, job: NewHeadJob): Promise<void> {
  const row: HeadJobRow = {
    run_id: job.runId,
    compute_env_id: job.computeEnvId,
    user_id: job.userId,
    submit_state: "prepared",
    job_name: job.jobName,
    job_id: null,
    spare_job_ids: null,
    submit_tried_at: null,
    sighting: null,
    sighted_at: null,
    absent_since: null,
    cancel_sent_at: null,
    created_at: job.at,
    updated_at: job.at,
  };
  await query.insertInto("head_jobs").values(row).execute();
}

export function findHeadJob(query: Query, runId: RunId): Promise<HeadJobRow | undefined> {
  return query.selectFrom("head_jobs").selectAll().where("run_id", "=", runId).executeTakeFirst();
}

/** Those that somebody must still look at, oldest first. */
export function listUnfinishedHeadJobs(query: Query): Promise<HeadJobRow[]> {
  return query
    .selectFrom("head_jobs")
    .selectAll()
    .where("submit_state", "<>", "finished")
    .where("submit_state", "<>", "refused")
    .orderBy("created_at")
    .orderBy("run_id")
    .execute();
}

/**
 * Changes the row only while it is in one of the states `from`.
 * INVARIANT: of all that try to leave a state at once, one wins; that is why a job is submitted once.
 */
export async function moveHeadJob(query: Query, runId: RunId, move: { from: readonly SubmitState[]; to: HeadJobPatch }): Promise<boolean> {
  const result = await query
    .updateTable("head_jobs")
    .set(move.to)
    .where("run_id", "=", runId)
    .where("submit_state", "in", [...move.from])
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
