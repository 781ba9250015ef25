import {
  AgentEventsQuery,
  AgentEventsResponse,
  AgentParams,
  DescribeAgentResponse,
  NoContent,
  RenameAgentRequest,
  WorkspaceQuery,
} from "@postern/contracts";
import { toAgentId } from "@postern/domain";
import { actorOf, callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { AgentCareService } from "./care-service.ts";
import type { AgentService } from "./service.ts";
import { toAgent, toAgentCommand, toAgentEvent } from "./wire.ts";

const path = "/api/postern/v1/agents/:agentId";
const pageSize = 50;

export function registerSingleAgentRoutes(app: HttpApp, agents: AgentService, care: AgentCareService): void {
  app.get(
    path,
    {
      schema: { summary: "Describe an agent", params: AgentParams, querystring: WorkspaceQuery, response: { 200: DescribeAgentResponse } },
    },
    async (request) => {
      const seen = await agents.describe(actorOf(request), toAgentId(request.params.agentId));
      const { latencies, live, serves } = seen;
      const programs = live?.programs ?? null;
      return {
        agent: toAgent(seen),
        serves: [...serves],
        programs: programs === null ? null : [...programs],
        latencies: [...latencies],
        commands: seen.commands.map(toAgentCommand),
      };
    },
  );

  app.get(
    `${path}/events`,
    {
      schema: {
        summary: "What happened to an agent",
        params: AgentParams,
        querystring: AgentEventsQuery,
        response: { 200: AgentEventsResponse },
      },
    },
    async (request) => {
      const { before, max = pageSize } = request.query;
      const { events, hasMore, isOwn } = await agents.listEvents(actorOf(request), toAgentId(request.params.agentId), { before, max });
      return { events: events.map((event) => toAgentEvent(event, isOwn)), hasMore };
    },
  );

  registerCareRoutes(app, care);
}

function registerCareRoutes(app: HttpApp, care: AgentCareService): void {
  app.put(
    path,
    { schema: { summary: "Rename an agent", params: AgentParams, body: RenameAgentRequest, response: { 204: NoContent } } },
    async (request, reply) => {
      await care.rename(callerOf(request), toAgentId(request.params.agentId), request.body.name);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    path,
    { schema: { summary: "Forget an agent that is away", params: AgentParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await care.forget(callerOf(request), toAgentId(request.params.agentId));
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${path}/revoke`,
    { schema: { summary: "End an agent's connection, and turn it away", params: AgentParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await care.revoke(callerOf(request), toAgentId(request.params.agentId));
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${path}/allow`,
    { schema: { summary: "Let an agent in again that was revoked", params: AgentParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await care.allow(callerOf(request), toAgentId(request.params.agentId));
      return reply.code(204).send(null);
    },
  );
}
