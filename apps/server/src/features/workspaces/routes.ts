import {
  CreateWorkspaceRequest,
  CreateWorkspaceResponse,
  DescribeWorkspaceResponse,
  ListWorkspacesAndOrgResponse,
  ListWorkspacesResponse,
  NameQuery,
  NoContent,
  OrgParams,
  UpdateWorkspaceRequest,
  UserParams,
  WorkspaceParams,
  UpdateWorkspaceSettingsRequest,
  WorkspaceSettings,
} from "@postern/contracts";
import { AppError } from "@postern/domain";
import { Type } from "typebox";
import { callerOf, organizationActorOf, organizationOf, workspaceActorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { WorkspaceService } from "./service.ts";
import { toOrgsAndWorkspaces, toWorkspace, toWorkspaceListEntry } from "./wire.ts";

export function registerWorkspaceRoutes(app: HttpApp, workspaces: WorkspaceService): void {
  registerOwnPlaces(app, workspaces);
  registerInOrganization(app, workspaces);
  registerOne(app, workspaces);
  registerSettings(app, workspaces);
}

function registerOwnPlaces(app: HttpApp, workspaces: WorkspaceService): void {
  app.get(
    "/api/user/:userId/workspaces",
    {
      schema: {
        summary: "List organizations and workspaces of the caller",
        params: UserParams,
        response: { 200: ListWorkspacesAndOrgResponse },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      // The same for somebody else as for nobody: who has an account here is nobody's business.
      if (caller.userId !== request.params.userId) throw new AppError("user.not_found", "There is no such user.", { fields: ["userId"] });
      return { orgsAndWorkspaces: (await workspaces.listOwnPlaces(caller)).flatMap(toOrgsAndWorkspaces) };
    },
  );
}

function registerInOrganization(app: HttpApp, workspaces: WorkspaceService): void {
  const path = "/api/orgs/:orgId/workspaces";

  app.get(
    path,
    { schema: { summary: "List workspaces of an organization", params: OrgParams, response: { 200: ListWorkspacesResponse } } },
    async (request) => ({ workspaces: (await workspaces.list(organizationActorOf(request))).map(toWorkspaceListEntry) }),
  );

  app.post(
    path,
    {
      schema: { summary: "Add a workspace", params: OrgParams, body: CreateWorkspaceRequest, response: { 200: CreateWorkspaceResponse } },
    },
    async (request) => ({ workspace: toWorkspace(await workspaces.create(organizationActorOf(request), request.body)) }),
  );

  app.get(
    `${path}/validate`,
    { schema: { summary: "Whether a name is valid and free", params: OrgParams, querystring: NameQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await workspaces.checkName(organizationOf(request), request.query.name);
      return reply.code(204).send(null);
    },
  );
}

function registerOne(app: HttpApp, workspaces: WorkspaceService): void {
  const path = "/api/orgs/:orgId/workspaces/:workspaceId";

  app.get(
    path,
    { schema: { summary: "Describe a workspace", params: WorkspaceParams, response: { 200: DescribeWorkspaceResponse } } },
    async (request) => ({ workspace: toWorkspace(await workspaces.get(workspaceActorOf(request).place)) }),
  );

  app.put(
    path,
    {
      schema: {
        summary: "Change a workspace",
        params: WorkspaceParams,
        body: UpdateWorkspaceRequest,
        response: { 200: DescribeWorkspaceResponse },
      },
    },
    async (request) => ({ workspace: toWorkspace(await workspaces.update(workspaceActorOf(request), request.body)) }),
  );

  app.delete(
    path,
    { schema: { summary: "Delete a workspace with all that is in it", params: WorkspaceParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await workspaces.remove(workspaceActorOf(request));
      return reply.code(204).send(null);
    },
  );
}

function registerSettings(app: HttpApp, workspaces: WorkspaceService): void {
  const path = "/api/postern/v1/workspaces/:workspaceId/settings";
  const params = Type.Pick(WorkspaceParams, ["workspaceId"]);

  app.get(
    path,
    { schema: { summary: "What a workspace has set that the public API has no words for", params, response: { 200: WorkspaceSettings } } },
    (request) => workspaces.getSettings(workspaceActorOf(request).place),
  );

  app.put(
    path,
    {
      schema: {
        summary: "Change the settings of a workspace",
        params,
        body: UpdateWorkspaceSettingsRequest,
        response: { 200: WorkspaceSettings },
      },
    },
    (request) => workspaces.changeSettings(workspaceActorOf(request), request.body),
  );
}
