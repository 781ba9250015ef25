import { ListAgentsQuery, ListAgentsResponse } from "@postern/contracts";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { AgentService } from "./service.ts";
import { toAgent } from "./wire.ts";

export function registerAgentRoutes(app: HttpApp, agents: AgentService): void {
  app.get(
    "/api/postern/v1/agents",
    {
      schema: {
        summary: "List one's own agents, or those that serve a workspace",
        querystring: ListAgentsQuery,
        response: { 200: ListAgentsResponse },
      },
    },
    async (request) => {
      const seen = await agents.list(actorOf(request), request.query);
      return { agents: seen.map(toAgent) };
    },
  );
}
