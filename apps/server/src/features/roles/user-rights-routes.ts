import { EffectivePermissionsResponse, ListUserRolesResponse, OrgUserParams, WorkspaceUserParams } from "@postern/contracts";
import { toUserId } from "@postern/domain";
import { organizationActorOf, workspaceActorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { UserRightsService } from "./user-rights.ts";
import { toEffectivePermissions, toUserRoles } from "./user-rights-wire.ts";

export function registerUserRightsRoutes(app: HttpApp, rights: UserRightsService): void {
  app.get(
    "/api/orgs/:orgId/users/:userId/roles",
    {
      schema: {
        summary: "List roles and permissions of somebody in all workspaces of an organization",
        params: OrgUserParams,
        response: { 200: ListUserRolesResponse },
      },
    },
    async (request) => toUserRoles(await rights.inOrganization(organizationActorOf(request), toUserId(request.params.userId))),
  );

  app.get(
    "/api/postern/v1/orgs/:orgId/workspaces/:workspaceId/users/:userId/permissions",
    {
      schema: {
        summary: "What somebody may do in a workspace, and why",
        params: WorkspaceUserParams,
        response: { 200: EffectivePermissionsResponse },
      },
    },
    async (request) => {
      const actor = workspaceActorOf(request);
      return toEffectivePermissions(await rights.inWorkspace(actor, toUserId(request.params.userId)), actor.place);
    },
  );
}
