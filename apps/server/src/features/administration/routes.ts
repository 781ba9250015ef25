import {
  AppointOwnerRequest,
  ListAdministeredOrganizationsResponse,
  ListAdministeredWorkspacesResponse,
  NoContent,
  OrgParams,
  SearchQuery,
} from "@postern/contracts";
import { toOrganizationId } from "@postern/domain";
import { callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { AdministrationService } from "./service.ts";
import { toAdministeredOrganization, toAdministeredWorkspace } from "./wire.ts";

export function registerAdministrationRoutes(app: HttpApp, administration: AdministrationService): void {
  app.get(
    "/api/postern/v1/admin/organizations",
    {
      schema: {
        summary: "List all organizations of the server",
        querystring: SearchQuery,
        response: { 200: ListAdministeredOrganizationsResponse },
      },
    },
    async (request) => {
      const { search = "", ...page } = request.query;
      const { rows, total } = await administration.listOrganizations({ search, ...page });
      return { organizations: rows.map(toAdministeredOrganization), totalSize: total };
    },
  );

  app.post(
    "/api/postern/v1/admin/organizations/:orgId/owners",
    {
      schema: {
        summary: "Make somebody the owner of an organization that has none",
        params: OrgParams,
        body: AppointOwnerRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await administration.appointOwner(callerOf(request), toOrganizationId(request.params.orgId), request.body.user);
      return reply.code(204).send(null);
    },
  );

  app.get(
    "/api/postern/v1/admin/workspaces",
    {
      schema: {
        summary: "List all workspaces of all organizations",
        querystring: SearchQuery,
        response: { 200: ListAdministeredWorkspacesResponse },
      },
    },
    async (request) => {
      const { search = "", ...page } = request.query;
      const { rows, total } = await administration.listWorkspaces({ search, ...page });
      return { workspaces: rows.map(toAdministeredWorkspace), totalSize: total };
    },
  );
}
