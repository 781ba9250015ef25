import type { ComputeEnvRow, Query } from "@postern/database";
import type { TimeMs } from "@postern/domain";

/** Those that a look can say something of: one that is disabled, or was never checked to an end, waits for a person. */
const lookedAt = ["AVAILABLE", "ERRORED"] as const;

/** Environments whose time has come. With a managed identity nobody acts whom nobody asked. */
export function listDue(query: Query, now: TimeMs, limit: number): Promise<ComputeEnvRow[]> {
  return onSchedule(query).where("next_check_at", "<=", now).orderBy("next_check_at").orderBy("id").limit(limit).execute();
}

/** Those that nobody has given a time yet. */
export function listUntimed(query: Query, limit: number): Promise<ComputeEnvRow[]> {
  return onSchedule(query).where("next_check_at", "is", null).orderBy("id").limit(limit).execute();
}

function onSchedule(query: Query) {
  return query
    .selectFrom("compute_envs")
    .selectAll()
    .where("deleted_at", "is", null)
    .where("is_check_scheduled", "=", 1)
    .where("managed_identity_id", "is", null)
    .where("check_finished_at", "is not", null)
    .where("status", "in", lookedAt);
}
