import type { EffectivePermissionsResponse, OrgAndWorkspace, ServiceInfo } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isVisible, memberOf, permissionsIn, rolesIn } from "../organizations/rights.ts";
import { getWorkspaceById, personOf } from "../organizations/world.ts";
import type { MockOrganization, MockWorld } from "../organizations/world.ts";

/** Where one may go, and what one may do there. */
export const placeRoutes = (world: MockWorld): readonly Route[] => [
  { method: "GET", path: "/api/service-info", isOpen: true, answer: () => ok({ serviceInfo: serviceInfo(world) }) },
  {
    method: "GET",
    path: "/api/user/:userId/workspaces",
    answer: ({ userId }) => ok({ orgsAndWorkspaces: world.organizations.flatMap((one) => rowsOf(one, userId)) }),
  },
  {
    method: "GET",
    path: "/api/postern/v1/orgs/:orgId/workspaces/:workspaceId/users/:userId/permissions",
    answer: ({ params, userId }) => {
      const { organization, workspace } = getWorkspaceById(world, params["workspaceId"]);
      if (!isVisible(organization, workspace, userId)) throw new AppError("workspace.not_found", "Workspace not found.");
      const asked = personOf(world, Number(params["userId"]));
      const member = memberOf(organization, asked.userId);
      if (member === undefined) throw new AppError("user.not_found", "There is no such user.");
      const answer: EffectivePermissionsResponse = {
        userId: asked.userId,
        userName: asked.userName,
        orgId: organization.orgId,
        orgRole: member.role,
        workspaceId: workspace.id,
        roles: [...rolesIn(organization, workspace, asked.userId)],
        permissions: [...permissionsIn(organization, workspace, asked.userId)],
      };
      return ok(answer);
    },
  },
];

function rowsOf(organization: MockOrganization, userId: number): readonly OrgAndWorkspace[] {
  const member = memberOf(organization, userId);
  if (member === undefined) return [];
  const base = { orgId: organization.orgId, orgName: organization.name, orgLogoUrl: null, orgType: null };
  const head: OrgAndWorkspace = {
    ...base,
    workspaceId: null,
    workspaceName: null,
    workspaceFullName: null,
    visibility: null,
    roles: [member.role],
  };
  const visible = organization.workspaces.filter((one) => rolesIn(organization, one, userId).length > 0);
  return [
    head,
    ...visible.map((one) => ({
      ...base,
      workspaceId: one.id,
      workspaceName: one.name,
      workspaceFullName: one.fullName,
      visibility: one.visibility,
      roles: [...new Set(rolesIn(organization, one, userId).map((role) => role.name))],
    })),
  ];
}

const serviceInfo = (world: MockWorld): ServiceInfo => ({
  version: "0.1.0",
  apiVersion: "1.200.0",
  commitId: null,
  authTypes: ["password"],
  loginPath: "/sign-in",
  landingUrl: "/",
  userWorkspaceEnabled: world.hasPersonalWorkspaces,
  allowInstanceCredentials: false,
  allowNextflowCliLogs: true,
  waveEnabled: false,
  groundswellEnabled: false,
  seqeraCloud: false,
  heartbeatInterval: 60,
  contentMaxFileSize: 1_000_000,
  launchConfigTextMaxSize: 100_000,
  launchParamsTextMaxSize: 100_000,
});
