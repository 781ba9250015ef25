import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

import { closeCodes, limits } from "@postern/agent-protocol";
import type { Bus } from "@postern/bus";
import type { Clock, Logger, UserId } from "@postern/domain";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import { AgentRegistry } from "./agent-registry.ts";
import { receiveAgent } from "./arrival.ts";
import type { ArrivalParts, Newcomer } from "./arrival.ts";
import { defaultAgentGatewaySettings } from "./gateway-settings.ts";
import type { AgentGatewaySettings } from "./gateway-settings.ts";
import { HeldBytes } from "./intake/held-bytes.ts";
import { SocketIntake } from "./intake/socket-intake.ts";
import { Unasked } from "./intake/unasked.ts";
import { LegacyGateway } from "./legacy/legacy-gateway.ts";
import { defaultLegacySettings } from "./legacy/legacy-settings.ts";
import type { LegacySettings } from "./legacy/legacy-settings.ts";
import { ParkedRequests } from "./parked-requests.ts";
import { agentChangedSubject } from "./ports.ts";
import type { AddressOf, AgentChanged, AdmittedAgent, AgentRecords, AuthenticateAgent, ServingConnection } from "./ports.ts";
import { checkUpgrade, isAgentPath, refuseUpgrade } from "./upgrade.ts";
import type { Refusal } from "./upgrade.ts";

export interface AgentGatewayParts {
  readonly authenticate: AuthenticateAgent;
  /** Left out where no proxy is in front: that of the socket. */
  readonly addressOf?: AddressOf;
  readonly records: AgentRecords;
  readonly bus: Pick<Bus, "publish">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly serverVersion: string;
  /** See `ArrivalParts`; left out where there is one server. */
  readonly isServedElsewhere?: ArrivalParts["isServedElsewhere"];
  readonly settings?: Partial<AgentGatewaySettings>;
  /** For the incumbent's agents. Default: the heartbeats of our own. */
  readonly legacySettings?: Partial<LegacySettings>;
}

/** The sockets of all agents of this server. */
export interface AgentGateway extends AsyncDisposable {
  /** Serves the agents' path on this server's `upgrade` event; call before it listens. */
  attach(server: Server): void;
  readonly registry: AgentRegistry;
}

/** Disposing tells every agent that the server goes away, and returns when all sockets are closed and all records written. */
export function createAgentGateway(parts: AgentGatewayParts): AgentGateway {
  return new WebSocketAgentGateway(parts);
}

class WebSocketAgentGateway implements AgentGateway {
  readonly registry: AgentRegistry;
  readonly #parts: AgentGatewayParts;
  readonly #settings: AgentGatewaySettings;
  readonly #addressOf: AddressOf;
  readonly #parked: ParkedRequests;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxFrameBytes,
    perMessageDeflate: false,
    // The library would answer pings without end to one that does not read.
    autoPong: false,
  });
  readonly #legacy: LegacyGateway;
  readonly #tasks = new Set<Promise<void>>();
  readonly #touchedAt = new WeakMap<ServingConnection, number>();
  readonly #detach: (() => void)[] = [];
  readonly #held: HeldBytes;
  readonly #unasked: Unasked;
  /** Open sockets of each person. */
  readonly #counts = new Map<UserId, number>();
  #pendingUpgrades = 0;
  #isClosing = false;

  constructor(parts: AgentGatewayParts) {
    this.#parts = parts;
    this.registry = new AgentRegistry(parts.clock);
    this.#settings = { ...defaultAgentGatewaySettings, ...parts.settings };
    this.#held = new HeldBytes(this.#settings.maxHeldBytesOfOne);
    this.#addressOf = parts.addressOf ?? socketAddress;
    this.#unasked = new Unasked(parts.clock, { ...this.#settings.maxUnasked, windowMs: this.#settings.heartbeatMs });
    this.#parked = new ParkedRequests({ clock: parts.clock, graceMs: this.#settings.resumeGraceMs });
    this.#legacy = this.#createLegacy(parts);
  }

  attach(server: Server): void {
    const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      if (isAgentPath(request.url) || this.#legacy.owns(request.url)) void this.#upgrade({ request, socket, head });
      // Node leaves a socket that nobody takes open for ever.
      else if (server.listenerCount("upgrade") === 1) refuseUpgrade(socket, { status: 404, text: "Nothing to upgrade here." });
    };
    server.on("upgrade", upgrade);
    this.#detach.push(() => server.off("upgrade", upgrade));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    this.registry.closeAll("going-away", "the server is going away");
    // Some have not said hello yet; they are told in the same way.
    for (const socket of this.#openSockets) socket.close(closeCodes.goingAway, "the server is going away");
    await this.#untilClosed();
    // Those that came late broke off like any other; nobody comes back for what they were asked.
    this.#parked.endAll();
    for (const detach of this.#detach) detach();
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  async #upgrade(ask: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer }): Promise<void> {
    const { request, socket, head } = ask;
    // A client that leaves while its token is checked is no trouble of ours.
    socket.on("error", () => undefined);
    if (this.#isFull()) {
      refuseUpgrade(socket, { status: 503, text: "The server cannot take more agents now." });
      return;
    }
    this.#pendingUpgrades += 1;
    const checked = await this.#check(request);
    this.#pendingUpgrades -= 1;
    if ("status" in checked) refuseUpgrade(socket, checked);
    else if (this.#isClosing) refuseUpgrade(socket, { status: 503, text: "The server is going away." });
    else if (this.#countOf(checked.userId) >= this.#settings.maxConnectionsOfOne) {
      refuseUpgrade(socket, { status: 429, text: "You have more agents connected than one person may." });
    } else if (this.#legacy.owns(request.url)) {
      this.#legacy.upgrade({ request, socket, head, admitted: checked }, (webSocket, receive) => {
        this.#track(receive(this.#countIn({ webSocket, stream: socket, userId: checked.userId })));
      });
    } else {
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const intake = this.#countIn({ webSocket, stream: socket, userId: checked.userId });
        this.#track(this.#receive({ ...checked, socket: webSocket, intake, remoteAddress: this.#addressOf(request) }));
      });
    }
  }

  async #check(request: IncomingMessage): Promise<AdmittedAgent | Refusal> {
    const checked = await checkUpgrade(request, this.#parts.authenticate, this.#parts.log);
    if ("status" in checked || !this.#legacy.owns(request.url)) return checked;
    return (await this.#legacy.findRefusal(request, checked)) ?? checked;
  }

  #createLegacy({ isServedElsewhere, records, clock, log, legacySettings }: AgentGatewayParts): LegacyGateway {
    const { heartbeatMs, deadlineMs, answerSlackMs } = this.#settings;
    return new LegacyGateway({
      ...{ registry: this.registry, records, clock, log, addressOf: this.#addressOf },
      ...(isServedElsewhere === undefined ? {} : { isServedElsewhere }),
      settings: { ...defaultLegacySettings, heartbeatMs, deadlineMs, answerSlackMs, ...legacySettings },
      online: (connection) => this.#publish(connection, "online"),
      offline: (connection, reason) => this.#leave(connection, reason),
      seen: (connection) => this.#touch(connection),
    });
  }

  get #openSockets(): readonly WebSocket[] {
    return [...this.#sockets.clients, ...this.#legacy.sockets];
  }

  #isFull(): boolean {
    const { maxConnections, maxPendingUpgrades } = this.#settings;
    const openCount = this.#sockets.clients.size + this.#legacy.sockets.size;
    return this.#isClosing || openCount >= maxConnections || this.#pendingUpgrades >= maxPendingUpgrades;
  }

  #countOf(userId: UserId): number {
    return this.#counts.get(userId) ?? 0;
  }

  #countIn(opened: { readonly webSocket: WebSocket; readonly stream: Duplex; readonly userId: UserId }): SocketIntake {
    const { webSocket, userId } = opened;
    this.#counts.set(userId, this.#countOf(userId) + 1);
    webSocket.once("close", () => {
      const left = this.#countOf(userId) - 1;
      if (left > 0) this.#counts.set(userId, left);
      else this.#counts.delete(userId);
    });
    return new SocketIntake({ ...opened, held: this.#held, unasked: this.#unasked, clock: this.#parts.clock });
  }

  #receive(newcomer: Newcomer): Promise<void> {
    const { isServedElsewhere, records, serverVersion, clock, log } = this.#parts;
    return receiveAgent(newcomer, {
      registry: this.registry,
      ...(isServedElsewhere === undefined ? {} : { isServedElsewhere }),
      parked: this.#parked,
      records,
      settings: this.#settings,
      serverVersion,
      clock,
      log,
      online: (connection) => {
        this.#publish(connection, "online");
      },
      offline: (connection, reason) => {
        this.#leave(connection, reason);
      },
      seen: (connection) => {
        this.#touch(connection);
      },
    });
  }

  #leave(connection: ServingConnection, reason: string): void {
    const { id, fence } = connection.agent;
    // A replaced connection was no longer entered: for everybody else nothing went offline.
    const hasLeft = this.registry.leave(connection);
    const written = this.#parts.records.disconnect(id, fence, { at: this.#parts.clock.now(), reason });
    // Told when it can be read: whoever looks at once would else find it connected, and not look again.
    this.#track(
      written.finally(() => {
        if (hasLeft) this.#publish(connection, "offline");
      }),
    );
  }

  #touch(connection: ServingConnection): void {
    const now = this.#parts.clock.now();
    const touchedAt = this.#touchedAt.get(connection) ?? connection.agent.connectedAt;
    if (now - touchedAt < this.#settings.touchMs) return;
    this.#touchedAt.set(connection, now);
    this.#track(this.#parts.records.touch(connection.agent.id, now));
  }

  /** What is awaited at the end. A socket started it, so nobody can be told of a failure: it is logged here. */
  #track(task: Promise<void>): void {
    const done = task
      .catch((error: unknown) => {
        this.#parts.log.error({ error }, "agent record could not be written");
      })
      .finally(() => this.#tasks.delete(done));
    this.#tasks.add(done);
  }

  #publish(connection: ServingConnection, state: AgentChanged["state"]): void {
    const { userId, connectionId, id, fence } = connection.agent;
    const change: AgentChanged = { userId, connectionId, agentId: id, fence, state };
    this.#parts.bus.publish(agentChangedSubject, change);
  }

  async #untilClosed(): Promise<void> {
    const over = new AbortController();
    const closed = this.#openSockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    await Promise.race([Promise.all(closed), this.#parts.clock.sleep(this.#settings.closeGraceMs, over.signal)]);
    over.abort();
    for (const socket of this.#openSockets) socket.terminate();
  }
}

function socketAddress(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? "unknown";
}
