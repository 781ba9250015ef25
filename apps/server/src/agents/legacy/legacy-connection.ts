import { randomBytes } from "node:crypto";

import { legacyCloseCodes } from "@postern/agent-protocol";
import type { LegacyAgentMessage, LegacyCloseCode, Operation, ValueOf } from "@postern/agent-protocol";
import type { Clock, Logger, TimeMs } from "@postern/domain";
import type { RequestLimits } from "@postern/transport/agent";
import { performInShell } from "@postern/transport/shell";

import type { SocketIntake } from "../intake/socket-intake.ts";
import { LatencyHistory } from "../latency-history.ts";
import type { ConnectionEnd, LiveAgent, ServingConnection } from "../ports.ts";
import { wordsOfClose } from "../words-of-close.ts";
import type { CommandExchange } from "./command-exchange.ts";
import { ExchangeShell } from "./exchange-shell.ts";
import type { Incumbent } from "./give-way.ts";
import type { LegacySettings } from "./legacy-settings.ts";
import type { LegacySocket } from "./legacy-socket.ts";
import { OperationQueue } from "./operation-queue.ts";

export interface LegacyConnectionParts {
  readonly socket: LegacySocket;
  /** Counts what nobody asked for. */
  readonly intake: Pick<SocketIntake, "forgive">;
  readonly exchange: CommandExchange;
  readonly agent: Omit<LiveAgent, "lastSeenAt" | "latencyMs">;
  readonly settings: LegacySettings;
  readonly clock: Clock;
  readonly log: Logger;
  /** See `AdmittedAgent`. */
  readonly isStillAllowed: () => Promise<boolean>;
  /** Called once, whatever ended it. */
  readonly ended: (connection: LegacyConnection, reason: string) => void;
  readonly seen: (connection: LegacyConnection) => void;
  /** It had to give way, and was alive. */
  readonly displaced: () => void;
}

// Never the code that ends the agent for good: whoever holds the name is genuine.
const codeOfEnd: Readonly<Record<ConnectionEnd, LegacyCloseCode>> = {
  "going-away": legacyCloseCodes.goingAway,
  replaced: legacyCloseCodes.replaced,
  // It asks about its token then, and ends when that is refused.
  "token-invalid": legacyCloseCodes.authenticateAgain,
  revoked: legacyCloseCodes.revoked,
};

/** One agent of the incumbent on one socket: its operations, its signs of life, its end. */
export class LegacyConnection implements ServingConnection {
  readonly #parts: LegacyConnectionParts;
  readonly #queue: OperationQueue;
  readonly #latency = new LatencyHistory();
  readonly #over = new AbortController();
  readonly #probes = new Set<() => void>();
  #lastSeenAt: TimeMs;
  #silentBeats = 0;
  #pings = 0;
  #probe: { readonly at: TimeMs; readonly wasAnswered: boolean } | undefined;
  #closeReason: string | undefined;

  constructor(parts: LegacyConnectionParts) {
    const { agent, clock, settings } = parts;
    this.#parts = parts;
    this.#lastSeenAt = agent.connectedAt;
    this.#queue = new OperationQueue(clock, settings.maxWaiting);
  }

  get agent(): LiveAgent {
    return { ...this.#parts.agent, lastSeenAt: this.#lastSeenAt, latencyMs: this.#latency.median };
  }

  get latencies(): readonly number[] {
    return this.#latency.medians;
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** From here on frames are read and heartbeats are sent. */
  start(): void {
    this.#parts.socket.listen({
      receive: (message) => this.#receive(message),
      alive: () => this.#live(),
      ended: (code) => this.#end(code),
    });
    void this.#beat();
  }

  /** Errors: see `AgentLink`. */
  request<Asked extends Operation>(operation: Asked, limits: RequestLimits): Promise<ValueOf<Asked["kind"]>> {
    const { agent, clock, exchange, settings } = this.#parts;
    return this.#queue.run((timeoutMs) => {
      const shell = new ExchangeShell({ exchange, newToken, clock, timeoutMs });
      return performInShell({ shell, newToken, pageBytes: settings.pageBytes, workDir: agent.workDir }, operation, { timeoutMs });
    }, limits);
  }

  /** What was sent and not answered is lost from here on. */
  end(why: ConnectionEnd, reason: string): void {
    if (this.isOver) return;
    if (why === "replaced" && this.#isMostLikelyAlive()) this.#parts.displaced();
    this.#close(codeOfEnd[why], reason);
  }

  /** Asks for a sign of life. */
  async lookWhetherAlive(): Promise<Incumbent> {
    const { clock, exchange, settings, socket } = this.#parts;
    const settled = new AbortController();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const answer = (): void => resolve(true);
    this.#probes.add(answer);
    socket.ping();
    const wasAnswered = await Promise.race([promise, clock.sleep(settings.probeMs, settled.signal).then(() => false)]);
    settled.abort();
    this.#probes.delete(answer);
    const { busySince } = exchange;
    const isBusy =
      busySince !== undefined && clock.now() - busySince < settings.busyGraceMs && this.#lastSeenAt >= busySince - 2 * settings.heartbeatMs;
    this.#probe = { at: clock.now(), wasAnswered: wasAnswered || isBusy };
    if (wasAnswered) return "answers";
    return isBusy ? "busy" : "silent";
  }

  #isMostLikelyAlive(): boolean {
    const { clock, settings } = this.#parts;
    const isFresh = this.#probe !== undefined && clock.now() - this.#probe.at < settings.infoDeadlineMs + settings.answerSlackMs;
    return isFresh ? this.#probe?.wasAnswered === true : clock.now() - this.#lastSeenAt < 2 * settings.heartbeatMs;
  }

  #close(code: LegacyCloseCode, reason: string): void {
    this.#closeReason ??= reason;
    this.#parts.socket.close(code, reason);
  }

  #live(): void {
    const { clock, seen } = this.#parts;
    this.#lastSeenAt = clock.now();
    this.#silentBeats = 0;
    this.#latency.answered(this.#pings, this.#lastSeenAt);
    for (const answer of this.#probes) answer();
    seen(this);
  }

  #receive(message: LegacyAgentMessage): void {
    switch (message.type) {
      case "heartbeat":
        this.#sendHeartbeat();
        return;
      case "command-response":
        if (this.#parts.exchange.answer(message)) this.#parts.intake.forgive();
        else this.#parts.log.debug({ requestId: message.id }, "agent answered what nobody waits for");
        return;
      case "info":
      case "unknown":
        return;
    }
  }

  #sendHeartbeat(): void {
    try {
      this.#parts.socket.answerHeartbeat();
    } catch {
      // An agent that floods us and reads nothing must not make us grow.
      this.#close(legacyCloseCodes.serverTrouble, "messages are not taken");
    }
  }

  async #beat(): Promise<void> {
    const { clock, settings, socket } = this.#parts;
    while (!this.isOver) {
      const why = this.#whyLost();
      if (why !== undefined) {
        this.#parts.log.warn({ silentBeats: this.#silentBeats }, "agent stopped answering");
        this.#close(legacyCloseCodes.replaced, why);
        socket.terminate();
        return;
      }
      this.#pings += 1;
      this.#latency.sent(this.#pings, clock.now());
      socket.ping();
      this.#sendHeartbeat();
      // Not waited for: a storage that is slow must not hold up the heartbeats.
      void this.#checkToken();
      await clock.sleep(settings.heartbeatMs, this.#over.signal);
    }
  }

  // Beats are counted, not time: a server that was suspended does not take its agents for dead when it wakes.
  // While it does a command, an agent may hear nothing: then the limit of the command decides.
  #whyLost(): string | undefined {
    const { clock, exchange, settings } = this.#parts;
    const { busySince, stuckSince } = exchange;
    if (stuckSince !== undefined && clock.now() - stuckSince >= settings.stuckMs) return "it hangs in a command that does not end";
    if (busySince !== undefined || stuckSince !== undefined) return undefined;
    const isSilent = this.#silentBeats >= Math.max(1, Math.floor(settings.deadlineMs / settings.heartbeatMs));
    this.#silentBeats += 1;
    return isSilent ? "the agent stopped answering" : undefined;
  }

  async #checkToken(): Promise<void> {
    try {
      if (!(await this.#parts.isStillAllowed())) this.#close(legacyCloseCodes.authenticateAgain, "the token is no longer valid");
    } catch (error) {
      // The edge of this task: the agent goes on, and the next heartbeat asks again.
      this.#parts.log.debug({ error }, "the token of an agent could not be checked");
    }
  }

  #end(code: number): void {
    this.#over.abort();
    this.#parts.log.info({ closeCode: code }, "agent disconnected");
    this.#parts.exchange.end();
    this.#queue.end();
    this.#parts.ended(this, this.#closeReason ?? wordsOfClose(code));
  }
}

function newToken(): string {
  return randomBytes(16).toString("hex");
}
