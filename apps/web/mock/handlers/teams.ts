import type { CreateTeamRequest, Team, TeamWorkspace, UpdateTeamRequest } from "@postern/contracts";
import { entityNameProblem, nameKey } from "@postern/domain";
import { failBySentinel, noContent, ok, refusal, searched } from "../http.ts";
import type { MockAnswer, MockRequest, Route } from "../http.ts";
import type { MockTeller } from "../organizations/teller.ts";
import { findPerson, getOrganization, isoNow, nextNumber } from "../organizations/world.ts";
import type { MockOrganization, MockTeam, MockWorld } from "../organizations/world.ts";
import { memberWords, toMember } from "./members.ts";
import { outdated } from "./organizations.ts";

export const teamRoutes = (world: MockWorld, teller: MockTeller): readonly Route[] => [
  {
    method: "GET",
    path: "/api/orgs/:orgId/teams",
    answer: ({ params, query }) => {
      const { page, totalSize } = searched(getOrganization(world, params["orgId"]).teams, query, (team) => team.name);
      return ok({ teams: page.map(toTeam), totalSize });
    },
  },
  {
    method: "GET",
    path: "/api/orgs/:orgId/teams/validate",
    answer: ({ params, query }) => nameRefusal(getOrganization(world, params["orgId"]), query.get("name") ?? "", undefined) ?? noContent,
  },
  {
    method: "POST",
    path: "/api/orgs/:orgId/teams",
    answer: ({ params, body }) => {
      const organization = getOrganization(world, params["orgId"]);
      const { name, description } = (body as CreateTeamRequest).team;
      failBySentinel(name);
      const refused = nameRefusal(organization, name, undefined);
      if (refused !== undefined) return refused;
      const team: MockTeam = {
        teamId: nextNumber(world),
        name,
        description: description ?? null,
        memberIds: [],
        lastUpdated: isoNow(world),
      };
      organization.teams = [...organization.teams, team];
      teller.organizationChanged(organization);
      return ok({ team: toTeam(team) });
    },
  },
  inTeam(world, "GET", "", ({ team }) => ok({ team: toTeam(team) })),
  inTeam(world, "PUT", "", ({ organization, team }, { body }) => {
    const { name, description, lastUpdated } = body as UpdateTeamRequest;
    if (lastUpdated !== undefined && lastUpdated !== team.lastUpdated) return outdated(team.name);
    const refused = typeof name === "string" ? nameRefusal(organization, name, team) : undefined;
    if (refused !== undefined) return refused;
    Object.assign(team, { name, description, lastUpdated: isoNow(world) });
    teller.organizationChanged(organization);
    return noContent;
  }),
  inTeam(world, "DELETE", "", ({ organization, team }) => {
    organization.teams = organization.teams.filter((one) => one !== team);
    for (const workspace of organization.workspaces) {
      workspace.participants = workspace.participants.filter((one) => one.teamId !== team.teamId);
    }
    teller.organizationChanged(organization);
    teller.accessChanged(userIdsOf(organization, team.memberIds));
    return noContent;
  }),
  inTeam(world, "GET", "/members", ({ organization, team }, { query }) => {
    const members = organization.members.filter((one) => team.memberIds.includes(one.memberId)).map((one) => toMember(world, one));
    const { page, totalSize } = searched(members, query, memberWords);
    return ok({ members: page, totalSize });
  }),
  inTeam(world, "POST", "/members", ({ organization, team }, { body }) => {
    const { userNameOrEmail } = body as { userNameOrEmail: string };
    const person = findPerson(world, userNameOrEmail);
    const member = organization.members.find((one) => one.userId === person?.userId);
    if (member === undefined)
      return refusal(404, `User ${userNameOrEmail} not found.`, { code: "user.not_found", fields: ["userNameOrEmail"] });
    if (team.memberIds.includes(member.memberId)) {
      return refusal(409, `${person?.userName ?? ""} is already a member of the team ${team.name}.`, { code: "team.member_exists" });
    }
    team.memberIds = [...team.memberIds, member.memberId];
    teller.organizationChanged(organization);
    teller.accessChanged([member.userId]);
    return ok({ member: toMember(world, member) });
  }),
  inTeam(world, "DELETE", "/members/:memberId/delete", ({ organization, team }, { params }) => {
    const memberId = Number(params["memberId"]);
    team.memberIds = team.memberIds.filter((one) => one !== memberId);
    teller.organizationChanged(organization);
    teller.accessChanged(userIdsOf(organization, [memberId]));
    return noContent;
  }),
  inTeam(world, "GET", "/workspaces", ({ organization, team }, { query }) => {
    const { page, totalSize } = searched(workspacesOf(organization, team), query, (one) => one.workspaceName);
    return ok({ workspaces: page, totalSize });
  }),
];

interface TeamPlace {
  readonly organization: MockOrganization;
  readonly team: MockTeam;
}

function inTeam(world: MockWorld, method: string, tail: string, act: (place: TeamPlace, request: MockRequest) => MockAnswer): Route {
  return {
    method,
    path: `/api/orgs/:orgId/teams/:teamId${tail}`,
    answer: (request) => {
      const organization = getOrganization(world, request.params["orgId"]);
      const team = organization.teams.find((one) => String(one.teamId) === request.params["teamId"]);
      if (team === undefined) return refusal(404, `Team ${request.params["teamId"] ?? ""} not found.`, { code: "team.not_found" });
      return act({ organization, team }, request);
    },
  };
}

function nameRefusal(organization: MockOrganization, name: string, own: MockTeam | undefined): MockAnswer | undefined {
  const problem = entityNameProblem(name);
  if (problem !== undefined) return refusal(400, problem, { code: "team.name_invalid", fields: ["name"] });
  const isTaken = organization.teams.some((one) => one !== own && nameKey(one.name) === nameKey(name));
  return isTaken ? refusal(409, `A team named ${name} already exists.`, { code: "team.name_taken", fields: ["name"] }) : undefined;
}

const userIdsOf = (organization: MockOrganization, memberIds: readonly number[]): readonly number[] =>
  organization.members.filter((one) => memberIds.includes(one.memberId)).map((one) => one.userId);

const toTeam = ({ teamId, name, description, memberIds, lastUpdated }: MockTeam): Team => ({
  teamId,
  name,
  description: description === "" ? null : description,
  avatarUrl: null,
  membersCount: memberIds.length,
  idpGroupId: null,
  idpGroupName: null,
  lastUpdated,
});

const workspacesOf = (organization: MockOrganization, team: MockTeam): readonly TeamWorkspace[] =>
  organization.workspaces.flatMap((workspace) =>
    workspace.participants
      .filter((one) => one.teamId === team.teamId)
      .map(({ participantId, role }) => ({
        participantId,
        participantRole: role,
        orgId: organization.orgId,
        orgName: organization.name,
        workspaceId: workspace.id,
        workspaceName: workspace.name,
        workspaceFullName: workspace.fullName,
      })),
  );
