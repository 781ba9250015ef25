import {
  AddMemberRequest,
  AddMemberResponse,
  InviteMemberRequest,
  InviteMemberResponse,
  ListMembersResponse,
  MemberParams,
  NoContent,
  OrgParams,
  SearchQuery,
  UpdateMemberRoleRequest,
} from "@postern/contracts";
import { toMemberId } from "@postern/domain";
import { organizationActorOf, organizationOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { toOneTimeLink } from "../accounts/wire.ts";
import type { MemberService } from "./service.ts";
import { toMember } from "./wire.ts";

export interface MemberRouteParts {
  readonly members: MemberService;
  readonly publicUrl: () => string;
}

export function registerMemberRoutes(app: HttpApp, parts: MemberRouteParts): void {
  registerLists(app, parts);
  registerJoining(app, parts);
  registerChanging(app, parts);
}

function registerLists(app: HttpApp, { members }: MemberRouteParts): void {
  const schema = { params: OrgParams, querystring: SearchQuery, response: { 200: ListMembersResponse } };

  app.get("/api/orgs/:orgId/members", { schema: { ...schema, summary: "List members of an organization" } }, async (request) => {
    const { rows, total } = await members.listMembers(organizationOf(request), request.query);
    return { members: rows.map(toMember), totalSize: total };
  });

  app.get(
    "/api/orgs/:orgId/collaborators",
    { schema: { ...schema, summary: "List collaborators of an organization" } },
    async (request) => {
      const { rows, total } = await members.listCollaborators(organizationOf(request), request.query);
      return { members: rows.map(toMember), totalSize: total };
    },
  );
}

function registerJoining(app: HttpApp, { members, publicUrl }: MemberRouteParts): void {
  app.put(
    "/api/orgs/:orgId/members/add",
    { schema: { summary: "Add a member", params: OrgParams, body: AddMemberRequest, response: { 200: AddMemberResponse } } },
    async (request) => ({ member: toMember(await members.add(organizationActorOf(request), request.body.user)) }),
  );

  app.post(
    "/api/postern/v1/orgs/:orgId/invitations",
    {
      schema: {
        summary: "Invite somebody into an organization",
        params: OrgParams,
        body: InviteMemberRequest,
        response: { 200: InviteMemberResponse },
      },
    },
    async (request) => {
      const { email, role = "member" } = request.body;
      const { member, invitation } = await members.invite(organizationActorOf(request), { email, role });
      return { member: toMember(member), invitation: invitation && toOneTimeLink(invitation, publicUrl()) };
    },
  );
}

function registerChanging(app: HttpApp, { members }: MemberRouteParts): void {
  app.put(
    "/api/orgs/:orgId/members/:memberId/role",
    {
      schema: { summary: "Change the role of a member", params: MemberParams, body: UpdateMemberRoleRequest, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await members.changeRole(organizationActorOf(request), toMemberId(request.params.memberId), request.body.role);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    "/api/orgs/:orgId/members/leave",
    { schema: { summary: "Leave an organization", params: OrgParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await members.leave(organizationActorOf(request));
      return reply.code(204).send(null);
    },
  );

  app.delete(
    "/api/orgs/:orgId/members/:memberId",
    { schema: { summary: "Take somebody out of an organization", params: MemberParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await members.remove(organizationActorOf(request), toMemberId(request.params.memberId));
      return reply.code(204).send(null);
    },
  );
}
