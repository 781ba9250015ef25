import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { agentConnectPath } from "@postern/agent-protocol";
import { InProcessBus } from "@postern/bus";
import { AppError, silentLogger, toAgentId, toConnectionId, toTokenId, toUserId } from "@postern/domain";
import type { AgentId, Clock } from "@postern/domain";
import { SystemClock } from "@postern/runtime/clock";

import { createAgentGateway } from "../agent-gateway.ts";
import type { AgentGateway } from "../agent-gateway.ts";
import type { AgentGatewaySettings } from "../gateway-settings.ts";
import type { LegacySettings } from "../legacy/legacy-settings.ts";
import { agentChangedSubject } from "../ports.ts";
import type { AgentArrival, AgentChanged, AgentDeparture, AgentIdentity, AgentRecords, AuthenticateAgent, LiveAgent } from "../ports.ts";

/** Keeps agent rows for one test; hand the same to two gateways and they share a storage. */
export class InMemoryAgentRecords implements AgentRecords {
  readonly rows = new Map<AgentId, { fence: number; state: "online" | "offline" }>();
  readonly reasons: (string | null)[] = [];
  /** Set to have whoever comes turned away. */
  isRevoked = false;
  /** Set to have no room for whoever comes. */
  isFull = false;
  /** Set to make storing fail. */
  isAway = false;
  /** Set to make storing wait. */
  slowness: Promise<void> | undefined;
  /** A departure is written when it is over. */
  slowDeparture: Promise<void> | undefined;
  arrivals = 0;

  async connect(arrival: AgentArrival): Promise<{ readonly id: AgentId; readonly fence: number }> {
    this.arrivals += 1;
    await this.slowness;
    if (this.isAway) throw new AppError("storage.unavailable", "The disk is full.");
    if (this.isFull) throw new AppError("agent.too_many", "You have 1000 agents.");
    if (this.isRevoked) throw new AppError("agent.revoked", "The agent was revoked.");
    const id = toAgentId(`${String(arrival.userId)}-${arrival.connectionId}`);
    const fence = (this.rows.get(id)?.fence ?? 0) + 1;
    this.rows.set(id, { fence, state: "online" });
    return { id, fence };
  }

  touch(): Promise<void> {
    return Promise.resolve();
  }

  async disconnect(id: AgentId, fence: number, { reason }: AgentDeparture): Promise<void> {
    this.reasons.push(reason);
    await this.slowDeparture;
    const row = this.rows.get(id);
    if (row?.fence === fence) row.state = "offline";
  }
}

export const ada: AgentIdentity = { userId: toUserId(1), tokenId: toTokenId(10), boundTo: null };
export const bob: AgentIdentity = { userId: toUserId(2), tokenId: toTokenId(20), boundTo: null };

/** Tokens are the names of the people. */
const people: ReadonlyMap<string, AgentIdentity> = new Map([
  ["Bearer ada", ada],
  ["Bearer bob", bob],
]);

export const knowPeople: AuthenticateAgent = (request) => {
  const identity = people.get(request.headers.authorization ?? "");
  return Promise.resolve(identity && { ...identity, isStillAllowed: () => Promise.resolve(true) });
};

export interface TestGatewayOptions {
  readonly settings?: Partial<AgentGatewaySettings>;
  readonly legacySettings?: Partial<LegacySettings>;
  readonly records?: InMemoryAgentRecords;
  readonly authenticate?: AuthenticateAgent;
  /** What other servers say. Default: there are none. */
  readonly isServedElsewhere?: () => Promise<boolean>;
  readonly clock?: Clock;
  /** Default: any free one. */
  readonly port?: number;
  readonly server?: Server;
  /** Address to listen on. Default: loopback. */
  readonly host?: string;
}

export interface TestGateway extends AsyncDisposable {
  readonly gateway: AgentGateway;
  readonly records: InMemoryAgentRecords;
  readonly changes: readonly AgentChanged[];
  readonly port: number;
  /** Where an agent's socket goes. */
  readonly socketUrl: string;
  /** What a person gives to an agent. */
  readonly url: string;
  /** The agent of that connection ID, as soon as it is there. */
  untilOnline(connectionId: string, who?: AgentIdentity): Promise<LiveAgent>;
  untilOffline(connectionId: string, who?: AgentIdentity): Promise<void>;
}

/** A gateway on a bare HTTP server on loopback. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const records = options.records ?? new InMemoryAgentRecords();
  const bus = new InProcessBus(silentLogger, options.clock ?? new SystemClock());
  const changes: AgentChanged[] = [];
  bus.subscribe(agentChangedSubject, (payload) => changes.push(payload as AgentChanged));
  const gateway = createAgentGateway({
    authenticate: options.authenticate ?? knowPeople,
    records,
    bus,
    clock: options.clock ?? new SystemClock(),
    log: silentLogger,
    serverVersion: "0.0.0-test",
    ...(options.isServedElsewhere === undefined ? {} : { isServedElsewhere: options.isServedElsewhere }),
    settings: options.settings ?? {},
    legacySettings: options.legacySettings ?? {},
  });
  const server = options.server ?? createServer();
  gateway.attach(server);
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, options.host ?? "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const find = (connectionId: string, who: AgentIdentity): LiveAgent | undefined =>
    gateway.registry.findAgent({ connectionId: toConnectionId(connectionId), owners: [who.userId] });
  return {
    gateway,
    records,
    changes,
    port,
    socketUrl: `ws://127.0.0.1:${String(port)}${agentConnectPath}`,
    url: `http://127.0.0.1:${String(port)}/api`,
    untilOnline: (connectionId, who = ada) => until(() => find(connectionId, who)),
    untilOffline: async (connectionId, who = ada) => {
      await until(() => find(connectionId, who) === undefined || undefined);
    },
    [Symbol.asyncDispose]: async () => {
      await gateway[Symbol.asyncDispose]();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** Looks again and again until there is something, for at most 40 s. */
export async function until<Found>(look: () => Found | undefined): Promise<Found> {
  const clock = new SystemClock();
  const deadline = clock.now() + 40_000;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (clock.now() > deadline) throw new AppError("server.internal", "What the test waits for did not happen in 40 s.");
    await clock.sleep(5);
  }
}
