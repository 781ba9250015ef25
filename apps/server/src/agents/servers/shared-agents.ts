import { decodeValue, encodeOperation } from "@postern/agent-protocol";
import type { Operation, OperationKind, ValueOf } from "@postern/agent-protocol";
import type { Bus } from "@postern/bus";
import { AppError, isAppError } from "@postern/domain";
import type { AgentId, Clock, ConnectionId, TokenId, UserId } from "@postern/domain";
import type { AgentLink, RequestLimits } from "@postern/transport/agent";

import type { AgentDirectory, HeldAgent, LookedAgent } from "../agent-directory.ts";
import type { AgentRegistry, AgentWanted } from "../agent-registry.ts";
import type { LiveAgent } from "../ports.ts";
import type { RecentCommand } from "../recent-commands.ts";
import { askForRequest, lookMs, serveOthers } from "./serve-others.ts";
import type { ServerPresence } from "./server-presence.ts";

/** Behind its limit, an agent answers late by `answerSlackMs`, and the bus by a little more. */
const slackMs = 20_000;

export interface SharedAgentParts {
  readonly registry: AgentRegistry;
  readonly bus: Bus;
  readonly presence: ServerPresence;
  readonly clock: Clock;
  /** Which server holds the agent now, as the database says; undefined when none does. */
  readonly findHolder: (agent: { readonly userId: UserId; readonly connectionId: ConnectionId }) => Promise<string | undefined>;
}

/** The agents of all servers: those that are here first, the others through the bus. */
export class SharedAgents implements AgentDirectory, Disposable {
  readonly #parts: SharedAgentParts;
  readonly #stop: () => void;

  constructor(parts: SharedAgentParts) {
    this.#parts = parts;
    this.#stop = serveOthers(parts);
  }

  async findAgent(wanted: AgentWanted): Promise<LiveAgent | undefined> {
    const here = this.#parts.registry.findAgent(wanted);
    if (here !== undefined || !this.#parts.bus.reachesOthers) return here;
    for (const userId of wanted.owners) {
      const agent = { userId, connectionId: wanted.connectionId };
      const found = await this.#findElsewhere(agent);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  link(agent: LiveAgent): AgentLink {
    const { registry } = this.#parts;
    const here = registry.link(agent);
    return {
      peer: here.peer,
      request: (operation, limits) => (this.#isHere(agent) ? here.request(operation, limits) : this.#ask(agent, operation, limits)),
      streams: () => (this.#isHere(agent) ? here.streams?.() : undefined),
    };
  }

  async look(agents: readonly HeldAgent[]): Promise<ReadonlyMap<AgentId, LookedAgent>> {
    const { presence, registry } = this.#parts;
    const found = new Map<AgentId, LookedAgent>();
    const elsewhere = new Map<string, HeldAgent[]>();
    for (const agent of agents) {
      const live = registry.findAgent({ connectionId: agent.connectionId, owners: [agent.userId] });
      if (live !== undefined) found.set(agent.id, { live, latencies: registry.latencies(agent.id) });
      else if (this.#isOther(agent.serverId)) elsewhere.set(agent.serverId, [...(elsewhere.get(agent.serverId) ?? []), agent]);
    }
    const asked = [...elsewhere].filter(([serverId]) => presence.isAlive(serverId));
    const answers = await Promise.all(asked.map(([serverId, held]) => this.#lookAt(serverId, held)));
    for (const looked of answers.flat()) found.set(looked.live.id, looked);
    return found;
  }

  async listCommands({ id, serverId }: HeldAgent): Promise<readonly RecentCommand[]> {
    const { bus, registry } = this.#parts;
    if (!this.#isOther(serverId)) return registry.recentCommands(id);
    const asked = bus.ask(`agents.commands.${serverId}`, { id }, { timeoutMs: lookMs });
    return ((await unlessAway(asked)) as readonly RecentCommand[] | undefined) ?? [];
  }

  closeToken(id: TokenId): void {
    this.#parts.registry.closeToken(id);
    this.#parts.bus.publish("agents.close", { kind: "token", id });
  }

  closeUser(id: UserId): void {
    this.#parts.registry.closeUser(id);
    this.#parts.bus.publish("agents.close", { kind: "user", id });
  }

  closeRevoked(id: AgentId, fence: number): void {
    this.#parts.registry.closeRevoked(id, fence);
    this.#parts.bus.publish("agents.close", { kind: "revoked", id, fence });
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  #isHere(agent: LiveAgent): boolean {
    return !this.#parts.bus.reachesOthers || this.#parts.registry.has(agent);
  }

  #isOther(serverId: string | null): serverId is string {
    return serverId !== null && serverId !== this.#parts.presence.serverId;
  }

  async #findElsewhere(agent: { readonly userId: UserId; readonly connectionId: ConnectionId }): Promise<LiveAgent | undefined> {
    const { findHolder, presence } = this.#parts;
    const serverId = await findHolder(agent);
    if (serverId === undefined || serverId === presence.serverId || !presence.isAlive(serverId)) return undefined;
    const [looked] = await this.#lookAt(serverId, [agent]);
    return looked?.live;
  }

  async #lookAt(
    serverId: string,
    agents: readonly { readonly userId: UserId; readonly connectionId: ConnectionId }[],
  ): Promise<readonly LookedAgent[]> {
    const wanted = agents.map(({ userId, connectionId }) => ({ userId, connectionId }));
    const asked = this.#parts.bus.ask(`agents.look.${serverId}`, { wanted }, { timeoutMs: lookMs });
    // What another server of ours says of its own agents is believed: both read one database.
    return ((await unlessAway(asked)) as readonly LookedAgent[] | undefined) ?? [];
  }

  /** Errors: see `AgentLink`. */
  async #ask<Asked extends Operation>(agent: LiveAgent, operation: Asked, limits: RequestLimits): Promise<ValueOf<Asked["kind"]>> {
    const { bus, clock, findHolder, presence } = this.#parts;
    const deadline = clock.now() + limits.timeoutMs;
    const serverId = await findHolder(agent);
    const timeoutMs = deadline - clock.now();
    if (serverId === undefined || serverId === presence.serverId || !presence.isAlive(serverId) || timeoutMs <= 0) throw offline(agent);
    const gone = new AbortController();
    const unwatch = presence.onGone(serverId, () => gone.abort());
    try {
      const signal = limits.signal === undefined ? gone.signal : AbortSignal.any([gone.signal, limits.signal]);
      const question = { agent, operation: encodeOperation(operation), timeoutMs };
      const value = await bus.ask(askForRequest(serverId), question, { timeoutMs: timeoutMs + slackMs, signal });
      return readValue<Asked["kind"]>(operation.kind, value);
    } catch (error) {
      throw toAgentError(agent, error);
    } finally {
      unwatch();
    }
  }
}

function readValue<Kind extends OperationKind>(kind: Kind, value: unknown): ValueOf<Kind> {
  return decodeValue(kind, value);
}

function toAgentError(agent: LiveAgent, error: unknown): unknown {
  if (isAppError(error, "bus.unanswered")) return offline(agent, error);
  if (isAppError(error, "bus.lost")) return new AppError("agent.gone", "The server that holds the agent did not answer.", { cause: error });
  return error;
}

function offline(agent: LiveAgent, cause?: unknown): AppError {
  return new AppError("agent.offline", `No agent is connected as ${agent.connectionId}.`, cause === undefined ? {} : { cause });
}

/** A server that is away, or does not answer, holds nothing that can be used now. */
async function unlessAway(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (isAppError(error, "bus.unanswered") || isAppError(error, "bus.lost")) return undefined;
    throw error;
  }
}
