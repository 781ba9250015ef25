import {
  CreateOrganizationRequest,
  CreateOrganizationResponse,
  DescribeOrganizationQuotasResponse,
  DescribeOrganizationResponse,
  ListOrganizationsQuery,
  ListOrganizationsResponse,
  NameQuery,
  NoContent,
  OrganizationQuotasQuery,
  OrgParams,
  UpdateOrganizationRequest,
} from "@postern/contracts";
import { callerOf, organizationActorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { OrganizationService } from "./service.ts";
import { toOrganization, toQuotas } from "./wire.ts";

export function registerOrganizationRoutes(app: HttpApp, organizations: OrganizationService): void {
  registerAll(app, organizations);
  registerOne(app, organizations);
}

function registerAll(app: HttpApp, organizations: OrganizationService): void {
  const path = "/api/orgs";

  app.get(
    path,
    {
      schema: {
        summary: "List the organizations of the caller",
        querystring: ListOrganizationsQuery,
        response: { 200: ListOrganizationsResponse },
      },
    },
    async (request) => {
      const rows = await organizations.list(callerOf(request), request.query.role);
      return { organizations: rows.map(toOrganization), totalSize: rows.length };
    },
  );

  app.post(
    path,
    { schema: { summary: "Found an organization", body: CreateOrganizationRequest, response: { 200: CreateOrganizationResponse } } },
    async (request) => ({ organization: toOrganization(await organizations.create(callerOf(request), request.body)) }),
  );

  app.get(
    `${path}/validate`,
    { schema: { summary: "Whether a name is valid and free", querystring: NameQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await organizations.checkName(request.query.name);
      return reply.code(204).send(null);
    },
  );
}

function registerOne(app: HttpApp, organizations: OrganizationService): void {
  const path = "/api/orgs/:orgId";

  app.get(
    path,
    { schema: { summary: "Describe an organization", params: OrgParams, response: { 200: DescribeOrganizationResponse } } },
    async (request) => ({ organization: toOrganization(await organizations.get(organizationActorOf(request))) }),
  );

  app.put(
    path,
    {
      schema: { summary: "Change an organization", params: OrgParams, body: UpdateOrganizationRequest, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await organizations.update(organizationActorOf(request), request.body);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    path,
    { schema: { summary: "Delete an organization with all that is in it", params: OrgParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await organizations.remove(organizationActorOf(request));
      return reply.code(204).send(null);
    },
  );

  app.get(
    `${path}/quotas`,
    {
      schema: {
        summary: "What an organization may hold",
        params: OrgParams,
        querystring: OrganizationQuotasQuery,
        response: { 200: DescribeOrganizationQuotasResponse },
      },
    },
    () => ({ quotas: toQuotas(organizations.limits) }),
  );
}
