import type { CreateRoleRequest, UpdateRoleRequest } from "@postern/contracts";
import { builtInRoles, builtInRoleWords, entityNameProblem, isBuiltInRole, nameKey, permissionsOf } from "@postern/domain";
import { failBySentinel, noContent, ok, pageOf, refusal } from "../http.ts";
import type { MockAnswer, MockRequest, Route } from "../http.ts";
import type { MockTeller } from "../organizations/teller.ts";
import { getOrganization, isoNow } from "../organizations/world.ts";
import type { MockOrganization, MockRole, MockWorld } from "../organizations/world.ts";
import { outdated } from "./organizations.ts";

export const roleRoutes = (world: MockWorld, teller: MockTeller): readonly Route[] => [
  {
    method: "GET",
    path: "/api/roles",
    answer: ({ query }) => {
      const organization = organizationOf(world, query);
      const builtIn = builtInRoles.map((name) => ({ name, description: builtInRoleWords[name], isPredefined: true }));
      const custom = organization.roles.map(({ name, description }) => ({ name, description, isPredefined: false }));
      const found = [...builtIn, ...custom].filter((one) => one.name.includes((query.get("name") ?? "").toLowerCase()));
      return ok({ roles: pageOf(found, query), totalSize: found.length });
    },
  },
  {
    method: "GET",
    path: "/api/roles/validate",
    answer: ({ query }) => nameRefusal(organizationOf(world, query), query.get("name") ?? "", undefined) ?? noContent,
  },
  {
    method: "POST",
    path: "/api/roles",
    answer: ({ query, body }) => {
      const organization = organizationOf(world, query);
      const wish = body as CreateRoleRequest;
      failBySentinel(wish.name);
      const refused = nameRefusal(organization, wish.name, undefined);
      if (refused !== undefined) return refused;
      organization.roles = [...organization.roles, { ...wish, lastUpdated: isoNow(world) }];
      teller.organizationChanged(organization);
      return { status: 201, body: wish };
    },
  },
  {
    method: "GET",
    path: "/api/roles/:roleName",
    answer: ({ params, query }) => {
      const name = params["roleName"] ?? "";
      if (isBuiltInRole(name)) {
        const own = [...permissionsOf(name)].sort();
        return ok({ role: { name, description: builtInRoleWords[name], isPredefined: true, permissions: own, lastUpdated: null } });
      }
      const role = organizationOf(world, query).roles.find((one) => one.name === name);
      return role === undefined ? noRole(name) : ok({ role: { ...role, isPredefined: false } });
    },
  },
  {
    method: "PUT",
    path: "/api/roles/:roleName",
    answer: (request) =>
      changeRole(world, request, (organization, role) => {
        const wish = request.body as UpdateRoleRequest;
        if (wish.lastUpdated !== undefined && wish.lastUpdated !== role.lastUpdated) return outdated(role.name);
        const refused = wish.name === undefined ? undefined : nameRefusal(organization, wish.name, role);
        if (refused !== undefined) return refused;
        Object.assign(role, wish, { lastUpdated: isoNow(world) });
        teller.organizationChanged(organization);
        teller.accessChanged(organization.members.map((one) => one.userId));
        return noContent;
      }),
  },
  {
    method: "DELETE",
    path: "/api/roles/:roleName",
    answer: (request) =>
      changeRole(world, request, (organization, role) => {
        const conflicts = organization.workspaces
          .filter((one) => one.participants.some((each) => each.role === role.name))
          .map((one) => ({ type: "workspace", id: String(one.id), name: one.name }));
        if (conflicts.length > 0) return refusal(409, `The role ${role.name} is in use.`, { code: "role.in_use", conflicts });
        organization.roles = organization.roles.filter((one) => one !== role);
        teller.organizationChanged(organization);
        return noContent;
      }),
  },
];

const organizationOf = (world: MockWorld, query: URLSearchParams): MockOrganization =>
  getOrganization(world, query.get("orgId") ?? undefined);

const noRole = (name: string): MockAnswer => refusal(404, `Role ${name} not found.`, { code: "role.not_found" });

function changeRole(
  world: MockWorld,
  { params, query }: MockRequest,
  change: (organization: MockOrganization, role: MockRole) => MockAnswer,
): MockAnswer {
  const organization = organizationOf(world, query);
  const role = organization.roles.find((one) => one.name === params["roleName"]);
  return role === undefined ? noRole(params["roleName"] ?? "") : change(organization, role);
}

function nameRefusal(organization: MockOrganization, name: string, own: MockRole | undefined): MockAnswer | undefined {
  const problem = entityNameProblem(name);
  if (problem !== undefined) return refusal(400, problem, { code: "role.name_invalid", fields: ["name"] });
  const isTaken = isBuiltInRole(name.toLowerCase()) || organization.roles.some((one) => one !== own && nameKey(one.name) === nameKey(name));
  return isTaken ? refusal(409, `A role named ${name} already exists.`, { code: "role.name_taken", fields: ["name"] }) : undefined;
}
