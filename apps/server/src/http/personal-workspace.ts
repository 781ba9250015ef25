import { AppError } from "@postern/domain";

/** Organizations are not here yet, so no workspace can be named. @throws workspace.not_found */
export function refuseWorkspace(workspaceId: number | null | undefined): void {
  if (workspaceId === undefined || workspaceId === null) return;
  throw new AppError("workspace.not_found", `Workspace ${String(workspaceId)} not found.`, { fields: ["workspaceId"] });
}
