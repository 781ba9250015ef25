import { userScope } from "../paths.ts";
import type { Scope } from "../paths.ts";
import { workspaceScope } from "./places.ts";
import type { Places } from "./places.ts";

/** Where the pages of a workspace are; null is one's own. Nothing for one that is not among those where one may go. */
export function scopeOfWorkspace({ userName, organizations }: Places, workspaceId: number | null): Scope | undefined {
  if (workspaceId === null) return userScope(userName);
  for (const organization of organizations) {
    const workspace = organization.workspaces.find((one) => one.workspaceId === workspaceId);
    if (workspace !== undefined) return workspaceScope(organization, workspace);
  }
  return undefined;
}
