import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { isLegacyConnectPath, legacyLimits, readLegacyConnectPath } from "@postern/agent-protocol";
import { toConnectionId } from "@postern/domain";
import type { TimeMs, UserId } from "@postern/domain";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import { isServed } from "../arrival.ts";
import { BoundedMap } from "../bounded-map.ts";
import type { AddressOf, AdmittedAgent } from "../ports.ts";
import type { Refusal } from "../upgrade.ts";
import { DisplacedAgents } from "./displaced-agents.ts";
import { takesOver } from "./give-way.ts";
import type { Incumbent } from "./give-way.ts";
import { receiveLegacyAgent } from "./legacy-arrival.ts";
import type { LegacyArrivalParts, LegacyNewcomer } from "./legacy-arrival.ts";
import type { LegacyConnection } from "./legacy-connection.ts";

export interface LegacyUpgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly admitted: AdmittedAgent;
}

type ReceiveLegacy = (intake: LegacyNewcomer["intake"]) => Promise<void>;

interface LegacyGatewayParts extends Omit<LegacyArrivalParts, "displaced" | "refused"> {
  readonly addressOf: AddressOf;
}

const maxRefused = 10_000;

/** The sockets of the incumbent's agents. Tokens are checked, and sockets counted, by the gateway that owns this one. */
export class LegacyGateway {
  readonly #parts: LegacyGatewayParts;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: legacyLimits.maxFrameBytes,
    perMessageDeflate: false,
    // The library would answer pings without end to one that does not read.
    autoPong: false,
  });
  /** Those that serve, by name. */
  readonly #serving = new Map<string, LegacyConnection>();
  readonly #displaced: DisplacedAgents;
  /** Of each person, those who wait until it is known whether a place is free. */
  readonly #waiting = new Map<UserId, number>();
  readonly #refused = new BoundedMap<string, { readonly refusal: Refusal; readonly at: TimeMs }>(maxRefused);

  constructor(parts: LegacyGatewayParts) {
    this.#parts = parts;
    this.#displaced = new DisplacedAgents(parts.clock, parts.settings.displacedMs);
  }

  get sockets(): ReadonlySet<WebSocket> {
    return this.#sockets.clients;
  }

  /** Whether an upgrade request is for the incumbent's path. */
  owns(url: string | undefined): boolean {
    return isLegacyConnectPath(url);
  }

  /** Why an agent whose token is good may not come in now. The agent tries again every two seconds, whatever it is told. */
  async findRefusal(request: IncomingMessage, admitted: AdmittedAgent): Promise<Refusal | undefined> {
    const named = readLegacyConnectPath(request.url);
    if ("problem" in named) return { status: 400, text: named.problem };
    const name = nameOf(admitted, named.connectionId);
    const refused = this.#wasRefused(name);
    if (refused !== undefined) return refused;
    const waitingCount = this.#waiting.get(admitted.userId) ?? 0;
    if (waitingCount >= this.#parts.settings.maxProbesOfOne) return { status: 429, text: "Too many agents of yours connect at one time." };
    this.#waiting.set(admitted.userId, waitingCount + 1);
    const hadToGiveWay = this.#displaced.had(this.#placeOf(name, request, admitted));
    const incumbent = await this.#look(admitted, named.connectionId, hadToGiveWay);
    this.#left(admitted.userId);
    if (takesOver(incumbent, hadToGiveWay)) return undefined;
    return { status: 409, text: "Another agent serves under this connection ID. End one of the two, or give it another ID." };
  }

  /** For one without a reason to refuse it. `opened` is told the socket, and has it received: that ends when the agent serves, or is gone. */
  upgrade({ request, socket, head, admitted }: LegacyUpgrade, opened: (socket: WebSocket, receive: ReceiveLegacy) => void): void {
    const named = readLegacyConnectPath(request.url);
    if ("problem" in named) return;
    const { connectionId } = named;
    const name = nameOf(admitted, connectionId);
    const place = this.#placeOf(name, request, admitted);
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const remoteAddress = this.#parts.addressOf(request);
      const newcomer = { ...admitted, socket: webSocket, connectionId, remoteAddress };
      opened(webSocket, (intake) => receiveLegacyAgent({ ...newcomer, intake }, this.#arrivalParts(name, place)));
    });
  }

  #arrivalParts(name: string, place: string): LegacyArrivalParts {
    const { online, offline } = this.#parts;
    return {
      ...this.#parts,
      online: (connection) => {
        this.#serving.set(name, connection);
        online(connection);
      },
      offline: (connection, reason) => {
        if (this.#serving.get(name) === connection) this.#serving.delete(name);
        offline(connection, reason);
      },
      displaced: () => this.#displaced.note(place),
      refused: (refusal) => this.#refused.set(name, { refusal, at: this.#parts.clock.now() }),
    };
  }

  async #look({ userId }: AdmittedAgent, connectionId: string, hadToGiveWay: boolean): Promise<Incumbent> {
    const { clock, registry, settings } = this.#parts;
    const wanted = { userId, connectionId: toConnectionId(connectionId) };
    const agent = registry.findAgent({ connectionId: wanted.connectionId, owners: [userId] });
    // Other servers are asked only where it matters: after a restart all agents come at once.
    if (agent === undefined) return hadToGiveWay && (await isServed(wanted, this.#parts)) ? "answers" : "none";
    const serving = this.#serving.get(nameOf({ userId }, connectionId));
    if (serving !== undefined && !serving.isOver) return serving.lookWhetherAlive();
    // One of ours, whose heartbeats are answered message by message.
    return clock.now() - agent.lastSeenAt < 2 * settings.heartbeatMs ? "answers" : "silent";
  }

  /** Before the upgrade no more is known of an agent than from where it comes, and with which token. */
  #placeOf(name: string, request: IncomingMessage, { tokenId }: AdmittedAgent): string {
    return `${name} ${String(tokenId)} ${this.#parts.addressOf(request)}`;
  }

  #left(userId: UserId): void {
    const left = (this.#waiting.get(userId) ?? 0) - 1;
    if (left > 0) this.#waiting.set(userId, left);
    else this.#waiting.delete(userId);
  }

  #wasRefused(name: string): Refusal | undefined {
    const refused = this.#refused.get(name);
    return refused !== undefined && this.#parts.clock.now() - refused.at < this.#parts.settings.refusedMs ? refused.refusal : undefined;
  }
}

function nameOf({ userId }: Pick<AdmittedAgent, "userId">, connectionId: string): string {
  return `${String(userId)} ${connectionId}`;
}
