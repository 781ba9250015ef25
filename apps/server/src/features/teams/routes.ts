import {
  AddTeamMemberRequest,
  AddTeamMemberResponse,
  CreateTeamRequest,
  CreateTeamResponse,
  DescribeTeamResponse,
  ListMembersResponse,
  ListTeamsResponse,
  ListWorkspacesByTeamResponse,
  NameQuery,
  NoContent,
  OrgParams,
  SearchQuery,
  TeamMemberParams,
  TeamParams,
  UpdateTeamRequest,
} from "@postern/contracts";
import { toMemberId, toTeamId } from "@postern/domain";
import { organizationActorOf, organizationOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { toMember } from "../members/wire.ts";
import type { TeamService } from "./service.ts";
import { toTeam, toTeamWorkspace } from "./wire.ts";

export function registerTeamRoutes(app: HttpApp, teams: TeamService): void {
  registerReading(app, teams);
  registerWriting(app, teams);
  registerMembers(app, teams);
}

function registerReading(app: HttpApp, teams: TeamService): void {
  app.get(
    "/api/orgs/:orgId/teams",
    { schema: { summary: "List teams", params: OrgParams, querystring: SearchQuery, response: { 200: ListTeamsResponse } } },
    async (request) => {
      const { rows, total } = await teams.list(organizationOf(request), request.query);
      return { teams: rows.map(toTeam), totalSize: total };
    },
  );

  app.get(
    "/api/orgs/:orgId/teams/validate",
    { schema: { summary: "Whether a name is valid and free", params: OrgParams, querystring: NameQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await teams.checkName(organizationOf(request), request.query.name);
      return reply.code(204).send(null);
    },
  );

  app.get(
    "/api/orgs/:orgId/teams/:teamId",
    { schema: { summary: "Describe a team", params: TeamParams, response: { 200: DescribeTeamResponse } } },
    async (request) => ({ team: toTeam(await teams.get(organizationOf(request), toTeamId(request.params.teamId))) }),
  );

  app.get(
    "/api/orgs/:orgId/teams/:teamId/workspaces",
    {
      schema: {
        summary: "List workspaces in which a team takes part",
        params: TeamParams,
        querystring: SearchQuery,
        response: { 200: ListWorkspacesByTeamResponse },
      },
    },
    async (request) => {
      const actor = organizationActorOf(request);
      const { rows, total } = await teams.listWorkspaces(actor, toTeamId(request.params.teamId), request.query);
      return { workspaces: rows.map((row) => toTeamWorkspace(row, actor.organization)), totalSize: total };
    },
  );
}

function registerWriting(app: HttpApp, teams: TeamService): void {
  app.post(
    "/api/orgs/:orgId/teams",
    { schema: { summary: "Make a team", params: OrgParams, body: CreateTeamRequest, response: { 200: CreateTeamResponse } } },
    async (request) => ({ team: toTeam(await teams.create(organizationActorOf(request), request.body)) }),
  );

  app.put(
    "/api/orgs/:orgId/teams/:teamId",
    { schema: { summary: "Change a team", params: TeamParams, body: UpdateTeamRequest, response: { 204: NoContent } } },
    async (request, reply) => {
      await teams.update(organizationActorOf(request), toTeamId(request.params.teamId), request.body);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    "/api/orgs/:orgId/teams/:teamId",
    { schema: { summary: "Delete a team that nothing is limited to", params: TeamParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await teams.remove(organizationActorOf(request), toTeamId(request.params.teamId));
      return reply.code(204).send(null);
    },
  );
}

function registerMembers(app: HttpApp, teams: TeamService): void {
  app.get(
    "/api/orgs/:orgId/teams/:teamId/members",
    {
      schema: { summary: "List members of a team", params: TeamParams, querystring: SearchQuery, response: { 200: ListMembersResponse } },
    },
    async (request) => {
      const { rows, total } = await teams.listMembers(organizationOf(request), toTeamId(request.params.teamId), request.query);
      return { members: rows.map(toMember), totalSize: total };
    },
  );

  app.post(
    "/api/orgs/:orgId/teams/:teamId/members",
    {
      schema: {
        summary: "Add a member to a team",
        params: TeamParams,
        body: AddTeamMemberRequest,
        response: { 200: AddTeamMemberResponse },
      },
    },
    async (request) => {
      const { teamId } = request.params;
      return { member: toMember(await teams.addMember(organizationActorOf(request), toTeamId(teamId), request.body.userNameOrEmail)) };
    },
  );

  app.delete(
    "/api/orgs/:orgId/teams/:teamId/members/:memberId/delete",
    { schema: { summary: "Take a member out of a team", params: TeamMemberParams, response: { 204: NoContent } } },
    async (request, reply) => {
      const { teamId, memberId } = request.params;
      await teams.removeMember(organizationActorOf(request), toTeamId(teamId), toMemberId(memberId));
      return reply.code(204).send(null);
    },
  );
}
