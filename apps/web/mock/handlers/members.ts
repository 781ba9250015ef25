import type { InviteMemberRequest, Member } from "@postern/contracts";
import type { OrganizationRole } from "@postern/domain";
import { failBySentinel, noContent, ok, refusal, searched } from "../http.ts";
import type { MockAnswer, MockRequest, Route } from "../http.ts";
import type { MockTeller } from "../organizations/teller.ts";
import { findPerson, getOrganization, isoNow, nextNumber, personOf } from "../organizations/world.ts";
import type { MockMember, MockOrganization, MockWorld } from "../organizations/world.ts";

const week = 7 * 24 * 3_600_000;

export const memberRoutes = (world: MockWorld, teller: MockTeller): readonly Route[] => [
  list(world, "members", (member) => member.role !== "collaborator"),
  list(world, "collaborators", (member) => member.role === "collaborator"),
  {
    method: "PUT",
    path: "/api/orgs/:orgId/members/add",
    answer: ({ params, body }) => {
      const organization = getOrganization(world, params["orgId"]);
      const { user } = body as { user: string };
      failBySentinel(user);
      const person = findPerson(world, user);
      if (person === undefined) return refusal(404, `User ${user} not found.`, { code: "user.not_found", fields: ["user"] });
      return join(world, teller, { organization, userId: person.userId, role: "member" }, (member) => ({ member }));
    },
  },
  {
    method: "POST",
    path: "/api/postern/v1/orgs/:orgId/invitations",
    answer: ({ params, body }) => {
      const organization = getOrganization(world, params["orgId"]);
      const { email, role = "member" } = body as InviteMemberRequest;
      failBySentinel(email);
      const known = findPerson(world, email);
      const person = known ?? addPerson(world, email);
      const link = {
        link: `http://127.0.0.1:4010/setup/invitation-${String(person.userId)}`,
        expiresAt: new Date(world.now() + week).toISOString(),
      };
      const invitation = known === undefined ? link : null;
      return join(world, teller, { organization, userId: person.userId, role }, (member) => ({ member, invitation }));
    },
  },
  {
    method: "PUT",
    path: "/api/orgs/:orgId/members/:memberId/role",
    answer: (request) =>
      changeMember(world, teller, request, (organization, member) => {
        const { role } = request.body as { role: OrganizationRole };
        if (isLastOwner(organization, member) && role !== "owner") return lastOwner(world, organization, member);
        member.role = role;
        return undefined;
      }),
  },
  {
    method: "DELETE",
    path: "/api/orgs/:orgId/members/leave",
    answer: (request) => {
      const organization = getOrganization(world, request.params["orgId"]);
      const own = organization.members.find((one) => one.userId === request.userId);
      const params = { ...request.params, memberId: String(own?.memberId) };
      return changeMember(world, teller, { ...request, params }, (place, member) => takeOut(world, place, member));
    },
  },
  {
    method: "DELETE",
    path: "/api/orgs/:orgId/members/:memberId",
    answer: (request) => changeMember(world, teller, request, (organization, member) => takeOut(world, organization, member)),
  },
  {
    method: "GET",
    path: "/api/orgs/:orgId/users/:userId/roles",
    answer: ({ params }) => {
      const organization = getOrganization(world, params["orgId"]);
      const member = organization.members.find((one) => String(one.userId) === params["userId"]);
      if (member === undefined) return refusal(404, "User not found.", { code: "user.not_found" });
      const workspaces = organization.workspaces.filter((one) => one.participants.some((each) => each.memberId === member.memberId));
      const userWorkspaces = workspaces.map((one) => ({ workspaceId: one.id, workspaceName: one.name, roles: [], permissions: [] }));
      return ok({ user: toMember(world, member), userWorkspaces });
    },
  },
];

function list(world: MockWorld, section: string, isShown: (member: MockMember) => boolean): Route {
  return {
    method: "GET",
    path: `/api/orgs/:orgId/${section}`,
    answer: ({ params, query }) => {
      const members = getOrganization(world, params["orgId"])
        .members.filter(isShown)
        .map((one) => toMember(world, one));
      const { page, totalSize } = searched(members, query, memberWords);
      return ok({ members: page, totalSize });
    },
  };
}

export const memberWords = (one: Member): string => `${one.userName} ${one.email} ${one.firstName ?? ""} ${one.lastName ?? ""}`;

export function toMember(world: MockWorld, { memberId, userId, role }: MockMember): Member {
  const { userName, email, firstName, lastName } = personOf(world, userId);
  return { memberId, userId, role, userName, email, firstName, lastName, avatar: null };
}

interface Joining {
  readonly organization: MockOrganization;
  readonly userId: number;
  readonly role: OrganizationRole;
}

function join(world: MockWorld, teller: MockTeller, wish: Joining, answerOf: (member: Member) => object): MockAnswer {
  const { organization, userId, role } = wish;
  if (organization.members.some((one) => one.userId === userId)) {
    const { userName } = personOf(world, userId);
    return refusal(409, `${userName} is already a member of ${organization.name}.`, { code: "member.exists", fields: ["user"] });
  }
  const member: MockMember = { memberId: nextNumber(world), userId, role };
  organization.members = [...organization.members, member];
  teller.accessChanged([userId]);
  teller.organizationChanged(organization);
  return ok(answerOf(toMember(world, member)));
}

function addPerson(world: MockWorld, email: string) {
  const person = { userId: nextNumber(world), userName: email.split("@")[0] ?? email, email, firstName: null, lastName: null };
  world.people = [...world.people, person];
  return person;
}

type Change = (organization: MockOrganization, member: MockMember) => MockAnswer | undefined;

function changeMember(world: MockWorld, teller: MockTeller, { params }: MockRequest, change: Change): MockAnswer {
  const organization = getOrganization(world, params["orgId"]);
  const member = organization.members.find((one) => String(one.memberId) === params["memberId"]);
  if (member === undefined) return refusal(404, `Member ${params["memberId"] ?? ""} not found.`, { code: "member.not_found" });
  const refused = change(organization, member);
  if (refused !== undefined) return refused;
  organization.lastUpdated = isoNow(world);
  teller.accessChanged([member.userId]);
  teller.organizationChanged(organization);
  return noContent;
}

const isLastOwner = (organization: MockOrganization, member: MockMember): boolean =>
  member.role === "owner" && organization.members.filter((one) => one.role === "owner").length === 1;

const lastOwner = (world: MockWorld, organization: MockOrganization, member: MockMember): MockAnswer =>
  refusal(409, `${personOf(world, member.userId).userName} is the last owner of ${organization.name}. Make somebody else an owner first.`, {
    code: "member.last_owner",
  });

function takeOut(world: MockWorld, organization: MockOrganization, member: MockMember): MockAnswer | undefined {
  if (isLastOwner(organization, member)) return lastOwner(world, organization, member);
  const isOther = (one: { readonly memberId: number | null }): boolean => one.memberId !== member.memberId;
  organization.members = organization.members.filter(isOther);
  for (const team of organization.teams) team.memberIds = team.memberIds.filter((id) => id !== member.memberId);
  for (const workspace of organization.workspaces) workspace.participants = workspace.participants.filter(isOther);
  return undefined;
}
