import type { CreateOrganizationRequest, Organization, UpdateOrganizationRequest } from "@postern/contracts";
import { AppError, nameKey, placeNameProblem } from "@postern/domain";
import { failBySentinel, noContent, ok, refusal } from "../http.ts";
import type { Route } from "../http.ts";
import { memberOf } from "../organizations/rights.ts";
import { getOrganization, isoNow, nextNumber } from "../organizations/world.ts";
import type { MockOrganization, MockWorld } from "../organizations/world.ts";
import type { MockTeller } from "../organizations/teller.ts";

export const organizationRoutes = (world: MockWorld, teller: MockTeller): readonly Route[] => [
  {
    method: "GET",
    path: "/api/orgs/validate",
    answer: ({ query }) => {
      checkName(world, query.get("name") ?? "", undefined);
      return noContent;
    },
  },
  {
    method: "POST",
    path: "/api/orgs",
    answer: ({ body, userId }) => {
      const { organization } = body as CreateOrganizationRequest;
      failBySentinel(organization.name);
      checkName(world, organization.name, undefined);
      const made = makeOrganization(world, organization, userId);
      teller.accessChanged([userId]);
      return ok({ organization: toOrganization(made, userId) });
    },
  },
  {
    method: "GET",
    path: "/api/orgs/:orgId",
    answer: ({ params, userId }) => ok({ organization: toOrganization(getOrganization(world, params["orgId"]), userId) }),
  },
  {
    method: "PUT",
    path: "/api/orgs/:orgId",
    answer: ({ params, body }) => {
      const organization = getOrganization(world, params["orgId"]);
      const { lastUpdated, name, fullName, description, location, website } = body as UpdateOrganizationRequest;
      failBySentinel(fullName ?? "");
      if (lastUpdated !== undefined && lastUpdated !== organization.lastUpdated) return outdated(organization.name);
      if (typeof name === "string") checkName(world, name, organization);
      Object.assign(organization, { name, fullName, description, location, website, lastUpdated: isoNow(world) });
      teller.organizationChanged(organization);
      return noContent;
    },
  },
  {
    method: "DELETE",
    path: "/api/orgs/:orgId",
    answer: ({ params }) => {
      const organization = getOrganization(world, params["orgId"]);
      const conflicts = teller.unfinishedRunsIn(organization.workspaces.map((one) => one.id));
      if (conflicts.length > 0) return refusal(409, "These runs have not ended yet.", { code: "organization.in_use", conflicts });
      world.organizations = world.organizations.filter((one) => one !== organization);
      teller.accessChanged(organization.members.map((one) => one.userId));
      return noContent;
    },
  },
];

/** Somebody else saved first. */
export const outdated = (what: string) =>
  refusal(409, `${what} was changed by somebody else in the meantime.`, {
    code: "request.outdated",
    hint: "Load it again and repeat the change.",
  });

function checkName(world: MockWorld, name: string, own: MockOrganization | undefined): void {
  const problem = placeNameProblem(name);
  if (problem !== undefined) throw new AppError("organization.name_invalid", problem, { fields: ["name"] });
  if (world.organizations.some((one) => one !== own && nameKey(one.name) === nameKey(name))) {
    throw new AppError("organization.name_taken", `An organization named ${name} already exists.`, { fields: ["name"] });
  }
}

function makeOrganization(world: MockWorld, wish: CreateOrganizationRequest["organization"], userId: number): MockOrganization {
  const organization: MockOrganization = {
    orgId: nextNumber(world),
    name: wish.name,
    fullName: wish.fullName,
    description: wish.description ?? null,
    location: wish.location ?? null,
    website: wish.website ?? null,
    members: [{ memberId: nextNumber(world), userId, role: "owner" }],
    teams: [],
    managedIdentities: [],
    roles: [],
    workspaces: [],
    lastUpdated: isoNow(world),
  };
  world.organizations = [...world.organizations, organization];
  return organization;
}

function toOrganization(organization: MockOrganization, userId: number): Organization {
  const { orgId, name, fullName, description, location, website, lastUpdated } = organization;
  const member = memberOf(organization, userId);
  const words = { orgId, name, fullName, description: orNull(description), location: orNull(location), website: orNull(website) };
  return {
    ...words,
    logoId: null,
    logoUrl: null,
    memberId: member?.memberId ?? null,
    memberRole: member?.role ?? null,
    type: null,
    lastUpdated,
  };
}

const orNull = (text: string | null): string | null => (text === "" ? null : text);
