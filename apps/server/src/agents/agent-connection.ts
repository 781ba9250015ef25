import { closeCodes, HeartbeatCount } from "@postern/agent-protocol";
import type { AgentMessage, CloseCode, Operation, ValueOf } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock, Logger, TimeMs } from "@postern/domain";
import type { RequestLimits } from "@postern/transport/agent";

import type { AgentSocket } from "./agent-socket.ts";
import type { AgentGatewaySettings } from "./gateway-settings.ts";
import { LatencyHistory } from "./latency-history.ts";
import type { ConnectionEnd, LiveAgent, ServingConnection } from "./ports.ts";
import { RequestTable } from "./request-table.ts";
import { wordsOfClose } from "./words-of-close.ts";

export interface AgentConnectionParts {
  readonly socket: AgentSocket;
  readonly agent: Omit<LiveAgent, "lastSeenAt" | "latencyMs">;
  readonly settings: AgentGatewaySettings;
  readonly clock: Clock;
  readonly log: Logger;
  /** See `AdmittedAgent`. */
  readonly isStillAllowed: () => Promise<boolean>;
  /** Called once, whatever ended it. */
  readonly ended: (connection: AgentConnection, reason: string) => void;
  readonly seen: (connection: AgentConnection) => void;
}

const codeOfEnd: Readonly<Record<ConnectionEnd, CloseCode>> = {
  "going-away": closeCodes.goingAway,
  replaced: closeCodes.replaced,
  "token-invalid": closeCodes.tokenInvalid,
  revoked: closeCodes.revoked,
};

/** One welcomed agent on one socket: its requests, its heartbeats, its end. */
export class AgentConnection implements ServingConnection {
  readonly #parts: AgentConnectionParts;
  readonly #requests: RequestTable;
  readonly #heartbeats: HeartbeatCount;
  readonly #latency = new LatencyHistory();
  readonly #over = new AbortController();
  #lastSeenAt: TimeMs;
  #closeReason: string | undefined;

  constructor(parts: AgentConnectionParts) {
    const { agent, clock, settings, socket } = parts;
    this.#parts = parts;
    this.#lastSeenAt = agent.connectedAt;
    this.#heartbeats = new HeartbeatCount(settings);
    this.#requests = new RequestTable({
      fence: agent.fence,
      clock,
      settings,
      send: (message) => {
        socket.send(message);
      },
    });
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
      receive: (message) => {
        this.#receive(message);
      },
      ended: (code) => {
        this.#end(code);
      },
    });
    void this.#beat();
  }

  /** Errors: see `AgentLink`. */
  request<Asked extends Operation>(operation: Asked, { timeoutMs }: RequestLimits): Promise<ValueOf<Asked["kind"]>> {
    return this.#requests.ask(operation, timeoutMs);
  }

  /** What was sent and not answered is lost from here on. */
  end(why: ConnectionEnd, reason: string): void {
    this.#close(codeOfEnd[why], reason);
  }

  #close(code: CloseCode, reason: string): void {
    this.#closeReason ??= reason;
    this.#parts.socket.close(code, reason);
  }

  #receive(message: AgentMessage): void {
    this.#lastSeenAt = this.#parts.clock.now();
    switch (message.type) {
      case "heartbeat":
        this.#sendOrClose(message.seq);
        return;
      case "heartbeat-ack":
        this.#heartbeats.answer(message.seq);
        this.#latency.answered(message.seq, this.#lastSeenAt);
        this.#parts.seen(this);
        return;
      case "result":
        if (!this.#requests.answer(message)) this.#parts.log.debug({ requestId: message.id }, "agent answered what nobody waits for");
        return;
      case "goodbye":
        this.#parts.log.info({ reason: message.reason }, "agent says goodbye");
        return;
      case "hello":
        throw new AppError("agent.protocol", "A second hello.");
      case "unknown":
        return;
    }
  }

  // An agent that floods us with heartbeats and reads no answers must not make us grow.
  #sendOrClose(seq: number): void {
    try {
      this.#parts.socket.send({ type: "heartbeat-ack", seq });
    } catch {
      this.#close(closeCodes.tooSlow, "answers are not taken");
    }
  }

  async #beat(): Promise<void> {
    const { clock, log, settings, socket } = this.#parts;
    while (!this.isOver) {
      const seq = this.#heartbeats.next();
      if (seq === undefined) {
        log.warn({ missedBeats: this.#heartbeats.missed }, "agent stopped answering");
        this.#close(closeCodes.heartbeatMissed, "heartbeats unanswered");
        socket.terminate();
        return;
      }
      try {
        socket.send({ type: "heartbeat", seq });
        this.#latency.sent(seq, clock.now());
      } catch {
        // A full buffer or a closing socket: it stays unanswered, and that is counted.
      }
      // Not waited for: a storage that is slow must not hold up the heartbeats.
      void this.#checkToken();
      await clock.sleep(settings.heartbeatMs, this.#over.signal);
    }
  }

  async #checkToken(): Promise<void> {
    try {
      if (!(await this.#parts.isStillAllowed())) this.#close(closeCodes.tokenInvalid, "the token is no longer valid");
    } catch (error) {
      // The edge of this task: the agent goes on, and the next heartbeat asks again.
      this.#parts.log.debug({ error }, "the token of an agent could not be checked");
    }
  }

  #end(code: number): void {
    this.#over.abort();
    this.#parts.log.info({ closeCode: code }, "agent disconnected");
    this.#requests.end();
    this.#parts.ended(this, this.#closeReason ?? wordsOfClose(code));
  }
}
