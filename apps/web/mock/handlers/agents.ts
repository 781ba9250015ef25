import type { Agent, AgentEvent, DescribeAgentResponse } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { agent, seedAgentEvents, seedCommands } from "../agents-seed.ts";
import { failBySentinel, noContent, ok, refusal } from "../http.ts";
import type { MockAnswer, MockRequest, Route } from "../http.ts";
import { isoAt, nextId } from "../state.ts";
import type { MockState } from "../state.ts";
import { scriptOf } from "./agent-script.ts";

export const agentRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/postern/v1/agents",
    answer: ({ query }) => {
      const wanted = query.get("connectionId");
      return ok({ agents: state.agents.filter((one) => wanted === null || one.connectionId === wanted).map((one) => alive(state, one)) });
    },
  },
  {
    method: "GET",
    path: "/api/postern/v1/credentials/agent-script",
    answer: ({ query }) => ok({ form: query.get("form") ?? "plain", script: scriptOf(state.session.publicUrl, query) }),
  },
  { method: "GET", path: "/api/postern/v1/agents/:id", answer: (request) => ok(describe(state, agentOf(state, request))) },
  { method: "GET", path: "/api/postern/v1/agents/:id/events", answer: (request) => ok(listEvents(state, request)) },
  {
    method: "PUT",
    path: "/api/postern/v1/agents/:id",
    answer: (request) => {
      const { name } = request.body as { readonly name: string | null };
      failBySentinel(name ?? "");
      return settle(state, agentOf(state, request), { changed: { name }, event: "renamed" });
    },
  },
  {
    method: "POST",
    path: "/api/postern/v1/agents/:id/revoke",
    answer: (request) => settle(state, agentOf(state, request), { changed: shutOut, event: "revoked" }),
  },
  {
    method: "POST",
    path: "/api/postern/v1/agents/:id/allow",
    answer: (request) => settle(state, agentOf(state, request), { changed: { state: "offline" }, event: "allowed" }),
  },
  {
    method: "DELETE",
    path: "/api/postern/v1/agents/:id",
    answer: (request) => {
      const gone = agentOf(state, request);
      if (gone.isOnline) return refusal(409, "The agent is online.", { hint: "Stop it on the cluster, or revoke it." });
      state.agents = state.agents.filter((one) => one !== gone);
      tell(state, gone);
      return noContent;
    },
  },
];

const shutOut: Partial<Agent> = { state: "revoked", isOnline: false, latencyMs: null, latencies: [] };

function agentOf(state: MockState, { params }: MockRequest): Agent {
  const found = state.agents.find(({ id }) => id === params["id"]);
  if (found === undefined) throw new AppError("request.not_found", "The agent was not found.");
  return found;
}

/** An agent that is online was heard a moment ago, whenever one asks. */
const alive = (state: MockState, one: Agent): Agent => (one.isOnline ? { ...one, lastSeenAt: isoAt(state.now() - 2000) } : one);

function describe(state: MockState, one: Agent): DescribeAgentResponse {
  return {
    agent: alive(state, one),
    serves: one.serves ?? [],
    programs: one.kind === "legacy" ? null : ["sbatch", "squeue", "sacct", "scancel", "sinfo", "java", "nextflow"],
    latencies: one.latencies ?? [],
    commands: one.isOwn && one.isOnline ? seedCommands(state.now()) : [],
  };
}

function eventsOf(state: MockState, one: Agent): AgentEvent[] {
  const known = state.agentEvents.get(one.id) ?? seedAgentEvents(state.now(), one);
  state.agentEvents.set(one.id, known);
  return known;
}

function listEvents(state: MockState, request: MockRequest) {
  const before = Number(request.query.get("before") ?? Number.MAX_SAFE_INTEGER);
  const max = Number(request.query.get("max") ?? "25");
  const found = eventsOf(state, agentOf(state, request)).filter(({ id }) => id < before);
  return { events: found.slice(0, max), hasMore: found.length > max };
}

interface Settled {
  readonly changed: Partial<Agent>;
  readonly event: AgentEvent["kind"];
}

function settle(state: MockState, one: Agent, { changed, event }: Settled): MockAnswer {
  const known = eventsOf(state, one);
  const nothing = { hostName: null, userName: null, version: null, remoteAddress: null, lastedMs: null, connection: null };
  const id = (known[0]?.id ?? 0) + 1;
  state.agentEvents.set(one.id, [{ ...nothing, id, at: isoAt(state.now()), kind: event, reason: null }, ...known]);
  const next = { ...one, ...changed };
  state.agents = state.agents.map((each) => (each === one ? next : each));
  tell(state, next);
  return noContent;
}

const tell = (state: MockState, { id: agentId, connectionId, isOnline }: Agent): void =>
  state.publish({ type: "agent", agentId, connectionId, isOnline });

/** An agent connects, as if somebody had run the script. */
export function arrive(state: MockState, connectionId: string, given: Partial<Agent> = {}): void {
  const at = isoAt(state.now());
  const hostName = "gadi-login-03";
  const one = agent(state.now(), { id: nextId(state, 8), connectionId, isUnclaimed: true, hostName, connectedAt: at, ...given });
  state.agents = [one, ...state.agents.filter((each) => each.connectionId !== connectionId)];
  tell(state, one);
}
