import {
  AddParticipantRequest,
  AddParticipantResponse,
  ListParticipantsResponse,
  NoContent,
  ParticipantParams,
  SearchQuery,
  UpdateParticipantRoleRequest,
  WorkspaceParams,
  WorkspaceUserParams,
} from "@postern/contracts";
import { toParticipantId, toUserId } from "@postern/domain";
import { workspaceActorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { ParticipantService } from "./service.ts";
import { toParticipant } from "./wire.ts";

export function registerParticipantRoutes(app: HttpApp, participants: ParticipantService): void {
  registerLettingIn(app, participants);
  registerTakingOut(app, participants);
}

function registerLettingIn(app: HttpApp, participants: ParticipantService): void {
  app.get(
    "/api/orgs/:orgId/workspaces/:workspaceId/participants",
    {
      schema: {
        summary: "List participants of a workspace",
        params: WorkspaceParams,
        querystring: SearchQuery,
        response: { 200: ListParticipantsResponse },
      },
    },
    async (request) => {
      const { rows, total } = await participants.list(workspaceActorOf(request).place, request.query);
      return { participants: rows.map(toParticipant), totalSize: total };
    },
  );

  app.put(
    "/api/orgs/:orgId/workspaces/:workspaceId/participants/add",
    {
      schema: {
        summary: "Let somebody into a workspace",
        params: WorkspaceParams,
        body: AddParticipantRequest,
        response: { 200: AddParticipantResponse },
      },
    },
    async (request) => ({ participant: toParticipant(await participants.add(workspaceActorOf(request), request.body)) }),
  );

  app.put(
    "/api/orgs/:orgId/workspaces/:workspaceId/participants/:participantId/role",
    {
      schema: {
        summary: "Change the role of a participant",
        params: ParticipantParams,
        body: UpdateParticipantRoleRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await participants.changeRole(workspaceActorOf(request), toParticipantId(request.params.participantId), request.body.role);
      return reply.code(204).send(null);
    },
  );
}

function registerTakingOut(app: HttpApp, participants: ParticipantService): void {
  app.delete(
    "/api/orgs/:orgId/workspaces/:workspaceId/participants",
    { schema: { summary: "Leave a workspace", params: WorkspaceParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await participants.leave(workspaceActorOf(request));
      return reply.code(204).send(null);
    },
  );

  app.delete(
    "/api/orgs/:orgId/workspaces/:workspaceId/participants/:participantId",
    { schema: { summary: "Take a participant out of a workspace", params: ParticipantParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await participants.remove(workspaceActorOf(request), toParticipantId(request.params.participantId));
      return reply.code(204).send(null);
    },
  );

  app.delete(
    "/api/orgs/:orgId/workspaces/:workspaceId/users/:userId",
    { schema: { summary: "Take a person out of a workspace", params: WorkspaceUserParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await participants.removeUser(workspaceActorOf(request), toUserId(request.params.userId));
      return reply.code(204).send(null);
    },
  );
}
