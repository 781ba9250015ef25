import type { Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { AgentId, Clock } from "@postern/domain";
import type { AgentDirectory } from "../../agents/index.ts";
import { isAdministering } from "../../http/caller.ts";
import type { Caller } from "../../http/caller.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import { agentNotFound, isOwn } from "./agent-sight.ts";
import type { AgentSight } from "./agent-sight.ts";
import { deleteAgentEvents, insertAgentEvent } from "./event-store.ts";
import { toConnectedAgent } from "./held-agent.ts";
import type { AgentNews } from "./live.ts";
import { findSeenAgent, holdAgent, updateAgent } from "./store.ts";
import type { StoredAgent } from "./store.ts";

export interface AgentCareParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly sight: AgentSight;
  readonly directory: Pick<AgentDirectory, "closeRevoked" | "look">;
  readonly news: Pick<AgentNews, "tell">;
}

/** What people do with agents as things: name them, turn them away, let them in again, forget them. */
export class AgentCareService {
  readonly #parts: AgentCareParts;

  constructor(parts: AgentCareParts) {
    this.#parts = parts;
  }

  /** Null: by its connection ID again. For its owner. @throws agent.not_found · agent.not_owner · request.invalid */
  async rename(caller: Caller, id: AgentId, name: string | null): Promise<void> {
    const wanted = name === null ? null : readName(name);
    await this.#requireOwn(caller, id);
    await this.#change(caller, id, async (query, agent) => {
      if (agent.name === wanted) return undefined;
      await updateAgent(query, id, { name: wanted });
      await this.#note(query, agent, { kind: "renamed", reason: wanted === null ? null : `it is called ${wanted} now` });
      return { action: "agent.rename", before: { name: agent.name }, after: { name: wanted } };
    });
  }

  /**
   * Ends its connection, wherever it is held, and has it turned away afterwards. For its owner and who runs the server. May be repeated.
   *
   * @throws agent.not_found · agent.not_owner
   */
  async revoke(caller: Caller, id: AgentId): Promise<void> {
    await this.#requireSay(caller, id);
    const { clock, directory } = this.#parts;
    const agent = await this.#change(caller, id, async (query, row) => {
      if (row.revoked_at !== null) return undefined;
      await updateAgent(query, id, { revoked_at: clock.now(), revoked_by: caller.userId });
      await this.#note(query, row, { kind: "revoked", reason: byWhom(caller, row) });
      return { action: "agent.revoke" };
    });
    // Also when it was revoked before: then the one who asks again has a reason to.
    directory.closeRevoked(id, agent.fence);
  }

  /** Takes that back. @throws agent.not_found · agent.not_owner */
  async allow(caller: Caller, id: AgentId): Promise<void> {
    await this.#requireSay(caller, id);
    await this.#change(caller, id, async (query, row) => {
      if (row.revoked_at === null) return undefined;
      await updateAgent(query, id, { revoked_at: null, revoked_by: null });
      await this.#note(query, row, { kind: "allowed", reason: byWhom(caller, row) });
      return { action: "agent.allow" };
    });
  }

  /**
   * Takes it and its history off all lists, until it dials in again; the audit trail keeps what it has. One that is revoked stays so.
   *
   * @throws agent.not_found · agent.not_owner · agent.still_connected
   */
  async forget(caller: Caller, id: AgentId): Promise<void> {
    const seen = await this.#requireSay(caller, id);
    const { clock, directory } = this.#parts;
    const isConnected = (await directory.look([toConnectedAgent(seen)])).size > 0;
    await this.#change(caller, id, async (query, row) => {
      // It may have come since it was looked at.
      if (isConnected || row.fence !== seen.fence)
        throw new AppError("agent.still_connected", `The agent ${row.connection_id} is connected.`);
      await deleteAgentEvents(query, id);
      await updateAgent(query, id, { ...nothingKnown, forgotten_at: clock.now(), disconnected_at: row.disconnected_at ?? clock.now() });
      return { action: "agent.forget", before: { name: row.name, hostName: row.host_name, clusterUser: row.user_name } };
    });
  }

  async #requireOwn(caller: Caller, id: AgentId): Promise<void> {
    const row = await this.#see(caller, id);
    if (!isOwn(caller, row)) throw notOwner("rename");
  }

  async #requireSay(caller: Caller, id: AgentId): Promise<StoredAgent> {
    const row = await this.#see(caller, id);
    if (!isOwn(caller, row) && !isAdministering(caller)) throw notOwner("revoke or forget");
    return row;
  }

  async #see(caller: Caller, id: AgentId): Promise<StoredAgent> {
    const row = await findSeenAgent(this.#parts.database.query, id);
    await this.#parts.sight.requireSeen(caller, row && { row, boundTo: null }, id);
    if (row === undefined) throw agentNotFound(id);
    return row;
  }

  /** One transaction with the row held, and its entry last. Undefined: nothing was to be done, and nothing is told. */
  async #change(caller: Caller, id: AgentId, act: (query: Query, agent: StoredAgent) => Promise<Act | undefined>): Promise<StoredAgent> {
    const { audit, database, news } = this.#parts;
    const { agent, isChanged } = await database.transaction(async ({ query }) => {
      const held = await holdAgent(query, database.engine, id);
      if (held === undefined) throw agentNotFound(id);
      const done = await act(query, held);
      if (done !== undefined) await audit.record(query, { ...entryOf(caller, held), ...done });
      return { agent: held, isChanged: done !== undefined };
    });
    if (isChanged) news.tell(agent);
    return agent;
  }

  #note(query: Query, agent: StoredAgent, event: { readonly kind: "renamed" | "revoked" | "allowed"; readonly reason: string | null }) {
    return insertAgentEvent(query, { agent_id: agent.id, at: this.#parts.clock.now(), fence: agent.fence, ...event });
  }
}

type Act = Pick<AuditEntry, "action"> & Partial<Pick<AuditEntry, "before" | "after">>;

const nothingKnown = { name: null, user_name: "", host_name: "", work_dir: "", version: "", remote_address: "" };

function readName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === "") throw new AppError("request.invalid", "The name is empty.", { fields: ["name"] });
  return trimmed;
}

function entryOf(caller: Caller, agent: StoredAgent): Pick<AuditEntry, "actor" | "targetKind" | "targetId" | "targetName" | "detail"> {
  return {
    ...{ actor: caller.userId, targetKind: "agent", targetId: agent.id, targetName: agent.name ?? agent.host_name },
    detail: { connectionId: agent.connection_id, owner: agent.user_id },
  };
}

function byWhom(caller: Caller, agent: StoredAgent): string {
  return isOwn(caller, agent) ? "by its owner" : "by an administrator of the server";
}

function notOwner(verb: string): AppError {
  return new AppError("agent.not_owner", `Only the person who started the agent may ${verb} it.`);
}
