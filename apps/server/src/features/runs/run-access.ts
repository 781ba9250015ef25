import type { RunRow } from "@postern/database";
import type { Caller } from "../../http/caller.ts";

/**
 * Whether a caller may see a run and act on it. The one place that says so: runs of a person's own
 * workspace belong to that person, and roles join here when there are members.
 */
export function mayUse(caller: Caller, run: Pick<RunRow, "user_id">): boolean {
  return caller.kind !== "run" && caller.userId === run.user_id;
}

/** Whether a caller may write telemetry of a run: its user, its own token, or the token of the run that started it from a task. */
export function mayReport(caller: Caller, run: Pick<RunRow, "id" | "user_id" | "parent_run_id">): boolean {
  if (caller.userId !== run.user_id) return false;
  return caller.kind !== "run" || caller.runId === run.id || caller.runId === run.parent_run_id;
}
