import {
  CreateRoleRequest,
  CreateRoleResponse,
  DescribeRoleResponse,
  ListRolePermissionsQuery,
  ListRolePermissionsResponse,
  ListRolesQuery,
  ListRolesResponse,
  NoContent,
  RoleNameQuery,
  RoleParams,
  RoleQuery,
  UpdateRoleRequest,
} from "@postern/contracts";
import type { FastifyRequest } from "fastify";
import { organizationActorOf, organizationOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { OrganizationPlace } from "../../http/place.ts";
import type { RoleService } from "./service.ts";
import { toRole, toRoleListEntry } from "./wire.ts";

export function registerRoleRoutes(app: HttpApp, roles: RoleService): void {
  registerReading(app, roles);
  registerWriting(app, roles);
}

function registerReading(app: HttpApp, roles: RoleService): void {
  app.get(
    "/api/roles",
    { schema: { summary: "List roles", querystring: ListRolesQuery, response: { 200: ListRolesResponse } } },
    async (request) => {
      const { rows, total } = await roles.list(namedOrganization(request), request.query);
      return { roles: rows.map(toRoleListEntry), totalSize: total };
    },
  );

  app.get(
    "/api/roles/permissions",
    {
      schema: { summary: "List permissions", querystring: ListRolePermissionsQuery, response: { 200: ListRolePermissionsResponse } },
    },
    (request) => ({ permissions: [...roles.listPermissions(request.query.name)] }),
  );

  app.get(
    "/api/roles/validate",
    { schema: { summary: "Whether a name is valid and free", querystring: RoleNameQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await roles.checkName(organizationOf(request), request.query.name);
      return reply.code(204).send(null);
    },
  );

  app.get(
    "/api/roles/:roleName",
    { schema: { summary: "Describe a role", params: RoleParams, querystring: RoleQuery, response: { 200: DescribeRoleResponse } } },
    async (request) => ({ role: toRole(await roles.get(namedOrganization(request), request.params.roleName)) }),
  );
}

function registerWriting(app: HttpApp, roles: RoleService): void {
  app.post(
    "/api/roles",
    { schema: { summary: "Make a role", querystring: RoleQuery, body: CreateRoleRequest, response: { 201: CreateRoleResponse } } },
    async (request, reply) => {
      const role = await roles.create(organizationActorOf(request), request.body);
      return reply.code(201).send(toRole(role));
    },
  );

  app.put(
    "/api/roles/:roleName",
    {
      schema: {
        summary: "Change a role",
        params: RoleParams,
        querystring: RoleQuery,
        body: UpdateRoleRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await roles.update(organizationActorOf(request), request.params.roleName, request.body);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    "/api/roles/:roleName",
    { schema: { summary: "Delete a role that nobody has", params: RoleParams, querystring: RoleQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await roles.remove(organizationActorOf(request), request.params.roleName);
      return reply.code(204).send(null);
    },
  );
}

/** The built-in roles belong to no organization; who asks for none sees only these. */
function namedOrganization(request: FastifyRequest): OrganizationPlace | undefined {
  return request.place === undefined ? undefined : organizationOf(request);
}
