import type { RunRow } from "@postern/database";
import type { UserId } from "@postern/domain";
import type { Actor } from "../../http/caller.ts";
import type { AuditEntry } from "../audit/service.ts";

/** Something that somebody did to a run. */
export function actEntry({ userId, place }: Actor, { action, run }: { readonly action: string; readonly run: RunRow }): AuditEntry {
  const { organizationId, workspaceId } = place;
  return {
    ...{ actor: userId, action, ...targetOf(run), organizationId, workspaceId },
    detail: { runName: run.run_name, launchedBy: run.user_id, computeEnvId: run.compute_env_id },
  };
}

/** A run that its own Nextflow has made known. */
export function arrivalEntry(userId: UserId, run: RunRow): AuditEntry {
  const detail = { runName: run.run_name, projectName: run.project_name, parentRunId: run.parent_run_id };
  return { actor: userId, action: "run.create", ...targetOf(run), workspaceId: run.workspace_id, detail };
}

/** How a run has ended: what it said itself, or what was found out about it. */
export function endEntry(run: RunRow): AuditEntry {
  const detail = { runName: run.run_name, status: run.status };
  return { actor: null, action: "run.end", ...targetOf(run), workspaceId: run.workspace_id, detail };
}

function targetOf({ id, run_name }: RunRow): Pick<AuditEntry, "targetKind" | "targetId" | "targetName"> {
  return { targetKind: "run", targetId: id, targetName: run_name };
}
