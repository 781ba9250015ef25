import type { Database, Query } from "@postern/database";
import { AppError, toAgentId } from "@postern/domain";
import type { AgentId, Clock, TimeMs, UserId } from "@postern/domain";
import type { ActContexts } from "../../act-context.ts";
import { BoundedMap } from "../../agents/index.ts";
import type { AgentArrival, AgentDeparture, AgentRecords } from "../../agents/index.ts";
import { randomText } from "../../new-id.ts";
import { SharedTransactions } from "../../shared-transactions.ts";
import type { AuditService } from "../audit/service.ts";
import { ArrivalThrottle } from "./arrival-throttle.ts";
import { findBegin, insertAgentEvent, noteAgentRefusal } from "./event-store.ts";
import { makeRoom, maxAgentsOfOne } from "./make-room.ts";
import type { RoomParts } from "./make-room.ts";
import { arrivalEntry, contextOfAgent, departureEntry } from "./recorded-arrivals.ts";
import { deleteAgents } from "./room-store.ts";
import { findAgentById, findAnyUserAgent, markAgentGone, touchAgent, updateAgent, upsertAgent } from "./store.ts";
import type { PlacedAgent, StoredAgent } from "./store.ts";

const fullSilenceMs = 15 * 60_000;

export interface AgentRecordParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly contexts: ActContexts;
  /** Of this process. */
  readonly serverId: string;
  readonly listNamed: RoomParts["listNamed"];
}

/** Keeps the memory of agents for the gateways, and has their coming and going recorded. */
export class StoredAgentRecords implements AgentRecords {
  readonly #parts: AgentRecordParts;
  readonly #throttle: ArrivalThrottle;
  readonly #transactions: SharedTransactions;
  /** When it was last recorded of somebody that there is no room. */
  readonly #fullAt = new BoundedMap<UserId, TimeMs>(1_000);

  constructor(parts: AgentRecordParts) {
    this.#parts = parts;
    this.#transactions = new SharedTransactions(parts.database);
    this.#throttle = new ArrivalThrottle(parts.clock);
  }

  async connect(arrival: AgentArrival): Promise<PlacedAgent> {
    const { clock, contexts } = this.#parts;
    const { kind, remoteAddress: address, agentVersion: version, tokenId } = arrival;
    const news = this.#throttle.look(arrival);
    const isFullNews = clock.now() - (this.#fullAt.get(arrival.userId) ?? Number.NEGATIVE_INFINITY) >= fullSilenceMs;
    const placed = await contexts.run(contextOfAgent({ kind, address, version, tokenId }), () =>
      this.#transactions.run(async (query) => {
        const entered = await this.#enter(query, arrival);
        if (entered === "revoked") await noteRefused(query, arrival);
        else if (entered === "no-room") await this.#recordFull(query, arrival, isFullNews);
        else if (news.isTold) await this.#tell(query, { arrival, placed: entered, untold: news.untold });
        return entered;
      }),
    );
    if (placed === "revoked") throw new AppError("agent.revoked", `The agent ${arrival.connectionId} was revoked by its owner.`);
    if (placed === "no-room") {
      if (isFullNews) this.#fullAt.set(arrival.userId, clock.now());
      throw new AppError("agent.too_many", `You have ${String(maxAgentsOfOne)} agents that are in use or connected.`);
    }
    this.#throttle.note(arrival, placed, news.isTold);
    return placed;
  }

  touch(id: AgentId, at: TimeMs): Promise<void> {
    return touchAgent(this.#parts.database.query, id, at);
  }

  async disconnect(id: AgentId, fence: number, { at, reason }: AgentDeparture): Promise<void> {
    const { audit, contexts } = this.#parts;
    const isTold = this.#throttle.takeEnd(id, fence);
    await this.#transactions.run(async (query) => {
      const isGone = await markAgentGone(query, { id, fence, at });
      const agent = await findAgentById(query, id);
      const isReplaced = agent !== undefined && agent.fence > fence;
      // Said before, or of an agent that nobody knows.
      if (!isTold || agent === undefined || (!isGone && !isReplaced)) return;
      await insertAgentEvent(query, await this.#endOf(query, { agent, fence, at, reason }));
      const address = isReplaced ? null : agent.remote_address;
      await contexts.run(contextOfAgent({ kind: agent.kind, address, version: agent.version, tokenId: null }), () =>
        audit.record(query, departureEntry(agent, { fence, isReplaced })),
      );
    });
  }

  async #enter(query: Query, arrival: AgentArrival): Promise<PlacedAgent | "revoked" | "no-room"> {
    const { serverId } = this.#parts;
    const id = toAgentId(randomText(22));
    const entered = await upsertAgent(query, id, { ...arrival, serverId });
    if (entered === undefined) return "revoked";
    if (entered.id !== id) return entered;
    const fence = await makeRoom(query, this.#parts, { id, userId: arrival.userId });
    if (fence !== undefined) return { id, fence };
    await deleteAgents(query, [id]);
    return "no-room";
  }

  // An agent that is refused comes again by itself: one entry in a while tells it.
  async #recordFull(query: Query, { userId, connectionId }: AgentArrival, isNews: boolean): Promise<void> {
    if (!isNews) return;
    const reason = `the person has ${String(maxAgentsOfOne)} agents that are in use or connected`;
    await this.#parts.audit.record(query, {
      ...{ actor: userId, action: "agent.refuse", targetKind: "agent", targetId: "unknown" },
      detail: { reason, connectionId },
    });
  }

  async #tell(query: Query, { arrival, placed, untold }: Told): Promise<void> {
    const reason = untold === 0 ? null : `after ${String(untold)} more arrivals that are not listed`;
    await insertAgentEvent(query, {
      ...whoOf(arrival),
      agent_id: placed.id,
      at: arrival.at,
      kind: "connected",
      fence: placed.fence,
      reason,
    });
    await this.#parts.audit.record(query, arrivalEntry(arrival, placed));
  }

  async #endOf(query: Query, { agent, fence, at, reason }: Ended) {
    const isReplaced = agent.fence > fence;
    const id = toAgentId(agent.id);
    const begunAt = isReplaced ? await findBegin(query, id, fence) : agent.connected_at;
    return {
      ...({ agent_id: agent.id, at, fence, reason, kind: isReplaced ? "replaced" : "disconnected" } as const),
      lasted_ms: begunAt === undefined ? null : Math.max(0, at - begunAt),
    };
  }
}

interface Told {
  readonly arrival: AgentArrival;
  readonly placed: PlacedAgent;
  readonly untold: number;
}

interface Ended extends AgentDeparture {
  readonly agent: StoredAgent;
  readonly fence: number;
}

// It shows itself again, also when it was forgotten: somebody should see that it still tries.
async function noteRefused(query: Query, arrival: AgentArrival): Promise<void> {
  const agent = await findAnyUserAgent(query, arrival);
  if (agent === undefined) return;
  await updateAgent(query, agent.id, { forgotten_at: null });
  await noteAgentRefusal(query, { ...whoOf(arrival), agent_id: agent.id, at: arrival.at, kind: "refused", reason: "the agent is revoked" });
}

function whoOf(arrival: AgentArrival) {
  return {
    host_name: arrival.hostName,
    user_name: arrival.userName,
    version: arrival.agentVersion,
    remote_address: arrival.remoteAddress,
  };
}
