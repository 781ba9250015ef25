import type { Query, RunRow } from "@postern/database";
import { isLost } from "@postern/domain";
import type { HeardRun, TimeMs } from "@postern/domain";
import { listUnfinishedOf } from "./store.ts";
import type { RunsOf } from "./store.ts";
import { toRunStatus } from "./to-run-status.ts";

/** Unfinished runs that somebody who removes their place has to wait for: all but lost ones. Oldest first. */
export async function listWaitedFor(query: Query, whose: RunsOf, now: TimeMs): Promise<readonly RunRow[]> {
  return (await listUnfinishedOf(query, whose)).filter((run) => !isLost(toHeardRun(run), now));
}

function toHeardRun(run: RunRow): HeardRun {
  return {
    status: toRunStatus(run),
    isForeign: run.compute_env_id === null,
    lastContactAt: run.last_contact_at ?? run.created_at,
    updatedAt: run.updated_at,
  };
}
