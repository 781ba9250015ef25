import { protocolVersions } from "@postern/agent-protocol";
import { silentLogger, toConnectionId } from "@postern/domain";
import { ManualClock } from "@postern/testing";

import { AgentSession } from "../../apps/agent/src/connection/agent-session.ts";
import { RequestLedger } from "../../apps/agent/src/connection/request-ledger.ts";
import type { Machine } from "../../apps/agent/src/operations/machine.ts";
import { OperationDesk } from "../../apps/agent/src/operations/operation-desk.ts";
import { createPolicy } from "../../apps/agent/src/policy.ts";
import { AgentRegistry } from "../../apps/server/src/agents/agent-registry.ts";
import { receiveAgent } from "../../apps/server/src/agents/arrival.ts";
import type { ArrivalParts } from "../../apps/server/src/agents/arrival.ts";
import { defaultAgentGatewaySettings } from "../../apps/server/src/agents/gateway-settings.ts";
import { ParkedRequests } from "../../apps/server/src/agents/parked-requests.ts";
import { ada, InMemoryAgentRecords } from "../../apps/server/src/agents/testing/test-gateway.ts";
import { LedgerOfActs } from "./ledger-of-acts.ts";
import { lightCapabilities as capabilities, noFiles as files } from "./light-agent.ts";
import { VirtualSocket } from "./virtual-socket.ts";

const connectionId = toConnectionId("cluster");
const names = { agentVersion: "0.0.0-virtual", userName: "ada", hostName: "login1", workDir: "/work", programs: ["job"] };

export interface VirtualLink {
  readonly agentEnd: VirtualSocket;
  readonly serverEnd: VirtualSocket;
}

interface Process {
  readonly instanceId: string;
  readonly ledger: RequestLedger;
  link: VirtualLink | undefined;
}

/** The real server's side and the real agent's side of one name, with a network and a time that only the test moves. */
export class VirtualWorld {
  readonly clock = new ManualClock();
  readonly acts = new LedgerOfActs();
  readonly registry = new AgentRegistry(this.clock);
  readonly parked = new ParkedRequests({ clock: this.clock, graceMs: defaultAgentGatewaySettings.resumeGraceMs });
  readonly links: VirtualLink[] = [];
  /** Acts that are under way on some machine, as what finishes them. */
  readonly underWay: (() => void)[] = [];
  readonly asked: AbortController[] = [];
  readonly #processes: readonly Process[];
  readonly #parts: ArrivalParts;

  constructor(processCount: number) {
    this.#processes = Array.from({ length: processCount }, (_, index) => this.#startProcess(`process-${String(index)}`));
    this.#parts = {
      registry: this.registry,
      parked: this.parked,
      records: new InMemoryAgentRecords(),
      settings: { ...defaultAgentGatewaySettings, maxConcurrentRequests: 3, maxWaitingRequests: 3 },
      serverVersion: "0.0.0-virtual",
      clock: this.clock,
      log: silentLogger,
      online: () => undefined,
      offline: (connection) => void this.registry.leave(connection),
      seen: () => undefined,
    };
  }

  /** As the agent does: it dials when its last connection has ended for it, whatever the server still believes. */
  connect(index: number, isYielding: boolean): void {
    const process = this.#processes[index % this.#processes.length];
    if (process === undefined) return;
    process.link?.agentEnd.lose();
    const [agentEnd, serverEnd] = VirtualSocket.pair();
    const link = { agentEnd, serverEnd };
    process.link = link;
    this.links.push(link);
    const admitted = { ...ada, isStillAllowed: () => Promise.resolve(true) };
    const intake = { open: () => undefined, forgive: () => undefined };
    void receiveAgent({ ...admitted, socket: serverEnd.asWebSocket(), intake, remoteAddress: "192.0.2.1" }, this.#parts);
    const { instanceId, ledger } = process;
    const hello = { type: "hello", versions: protocolVersions, instanceId, connectionId, ...names, capabilities, isYielding } as const;
    void new AgentSession({ socket: agentEnd.asWebSocket(), hello, ledger, files, clock: this.clock, welcomed: () => undefined }).serve();
  }

  /** Asks whoever serves now, if somebody does. */
  ask(timeoutMs: number): void {
    const agent = this.registry.findAgent({ connectionId, owners: [ada.userId] });
    if (agent === undefined) return;
    const act = this.acts.begin(agent.instanceId);
    const giveUp = new AbortController();
    this.asked.push(giveUp);
    const answer = this.registry.link(agent).request({ kind: "run", words: ["job", act.token] }, { timeoutMs, signal: giveUp.signal });
    void Promise.allSettled([answer]).then(([result]) => this.acts.settle(act, result));
  }

  /** How many agents the server has welcomed on a connection that it has not ended. */
  get servingCount(): number {
    return this.links.filter(({ serverEnd }) => serverEnd.readyState === 1 && serverEnd.sent.some((text) => text.includes('"welcome"')))
      .length;
  }

  /** Whatever the last step set going comes to rest. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  #startProcess(instanceId: string): Process {
    const machine = {
      run: (command: { readonly words: readonly string[] }, options: { readonly signal?: AbortSignal } = {}) =>
        this.#run(instanceId, command.words[1] ?? "", options.signal),
    };
    const desk = new OperationDesk({ machine: machine as unknown as Machine, policy: createPolicy(["job"]), clock: this.clock });
    return { instanceId, ledger: new RequestLedger(desk), link: undefined };
  }

  #run(
    instanceId: string,
    token: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
    this.acts.done(token, instanceId);
    return new Promise((resolve, reject) => {
      this.underWay.push(() => resolve({ exitCode: 0, stdout: token, stderr: "" }));
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
    });
  }
}
