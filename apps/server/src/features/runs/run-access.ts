import type { RunRow } from "@postern/database";
import { AppError, mayEndRun } from "@postern/domain";
import type { Actor, Caller } from "../../http/caller.ts";

/**
 * Whether a caller may write telemetry of a run: its user, its own token, or the token of the run that started it from a task.
 * What its user may do in a workspace is not asked: a run that is under way goes on, and is recorded, whatever becomes of their role.
 */
export function mayReport(caller: Caller, run: Pick<RunRow, "id" | "user_id" | "workspace_id" | "parent_run_id">): boolean {
  if (caller.userId !== run.user_id) return false;
  if (caller.kind === "run") return caller.runId === run.id || caller.runId === run.parent_run_id;
  return caller.kind !== "token" || isInBounds(caller.boundTo, run.workspace_id);
}

/** The route has asked for the permission that ends runs at all. @throws auth.permission_missing for a run of somebody else. */
export function refuseForeignEnd(actor: Actor, run: Pick<RunRow, "user_id" | "run_name">, verb: "cancel" | "delete"): void {
  const { place, userId } = actor;
  const launchersEndRuns = place.kind === "workspace" && place.launchersEndRuns;
  if (mayEndRun({ isOwn: run.user_id === userId, permissions: place.permissions, launchersEndRuns })) return;
  const where = place.kind === "workspace" ? ` in the workspace ${place.name}` : "";
  const message = `The run ${run.run_name} is somebody else's. To ${verb} it you need the permission workflow:admin${where}.`;
  throw new AppError("auth.permission_missing", message);
}

function isInBounds(boundTo: readonly number[] | null, workspaceId: number | null): boolean {
  return boundTo === null || (workspaceId !== null && boundTo.includes(workspaceId));
}
