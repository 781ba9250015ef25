import { closeCodes, HeartbeatCount } from "@postern/agent-protocol";
import type {
  AgentMessage,
  Capability,
  CloseCode,
  HeartbeatMessage,
  Operation,
  ResultAckMessage,
  ResultMessage,
  ValueOf,
} from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock, Logger, TimeMs } from "@postern/domain";
import type { RequestLimits } from "@postern/transport/agent";

import type { AgentSocket } from "./agent-socket.ts";
import type { AgentGatewaySettings } from "./gateway-settings.ts";
import type { SocketIntake } from "./intake/socket-intake.ts";
import { LatencyHistory } from "./latency-history.ts";
import type { ParkedRequests } from "./parked-requests.ts";
import type { ConnectionEnd, LiveAgent, ServingConnection } from "./ports.ts";
import type { RequestTable } from "./request-table.ts";
import { AgentStreamTable } from "./streams/agent-stream-table.ts";
import { wordsOfClose } from "./words-of-close.ts";

export interface AgentConnectionParts {
  readonly socket: AgentSocket;
  /** Counts what nobody asked for. */
  readonly intake: Pick<SocketIntake, "forgive">;
  readonly agent: Omit<LiveAgent, "lastSeenAt" | "latencyMs">;
  /** In force on this connection. */
  readonly capabilities: readonly Capability[];
  /** Where its requests wait when it breaks. */
  readonly parked: Pick<ParkedRequests, "park">;
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
  readonly #heartbeats: HeartbeatCount;
  readonly #latency = new LatencyHistory();
  readonly #over = new AbortController();
  /** Of an agent that has them. */
  readonly streams: AgentStreamTable | undefined;
  #requests: RequestTable | undefined;
  /** Nobody comes back for what was asked. */
  #isFinal = false;
  #lastSeenAt: TimeMs;
  #closeReason: string | undefined;

  constructor(parts: AgentConnectionParts) {
    this.#parts = parts;
    this.#lastSeenAt = parts.agent.connectedAt;
    this.#heartbeats = new HeartbeatCount(parts.settings);
    if (parts.capabilities.includes("streams")) this.streams = createStreams(parts);
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

  /** From here on frames are read, heartbeats are sent, and requests go out; those of the table that were sent before are awaited. */
  start(requests: RequestTable): void {
    const { agent, capabilities, socket } = this.#parts;
    this.#requests = requests;
    socket.listen({
      receive: (message) => {
        this.#receive(message);
      },
      receiveBytes: this.streams && ((bytes) => this.streams?.receive(bytes)),
      ended: (code) => {
        this.#end(code);
      },
    });
    requests.open({
      fence: agent.fence,
      canCancel: capabilities.includes("cancel"),
      send: (message) => {
        socket.send(message);
      },
    });
    void this.#beat();
  }

  /** Errors: see `AgentLink`. */
  async request<Asked extends Operation>(operation: Asked, limits: RequestLimits): Promise<ValueOf<Asked["kind"]>> {
    if (this.#requests === undefined || this.isOver) throw new AppError("agent.offline", "The agent is not connected.");
    return this.#requests.ask(operation, limits);
  }

  end(why: ConnectionEnd, reason: string): void {
    // Whoever replaces it may be the same process, on another connection.
    this.#isFinal = why !== "replaced";
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
        this.#sendOrClose({ type: "heartbeat-ack", seq: message.seq });
        return;
      case "heartbeat-ack":
        this.#heartbeats.answer(message.seq);
        this.#latency.answered(message.seq, this.#lastSeenAt);
        this.#parts.seen(this);
        return;
      case "result":
        this.#answer(message);
        return;
      case "goodbye":
        this.#isFinal = true;
        this.#parts.log.info({ reason: message.reason }, "agent says goodbye");
        return;
      case "hello":
        throw new AppError("agent.protocol", "A second hello.");
      case "unknown":
        return;
    }
  }

  #answer(result: ResultMessage): void {
    const { capabilities, intake, log } = this.#parts;
    if (this.#requests?.answer(result) === true) intake.forgive();
    else log.debug({ requestId: result.id }, "agent answered what nobody waits for");
    if (capabilities.includes("resume")) this.#sendOrClose({ type: "result-ack", id: result.id });
  }

  // An agent that floods us with heartbeats and reads no answers must not make us grow.
  #sendOrClose(message: HeartbeatMessage | ResultAckMessage): void {
    try {
      this.#parts.socket.answer(message);
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
      if (!(await this.#parts.isStillAllowed())) this.end("token-invalid", "the token is no longer valid");
    } catch (error) {
      // The edge of this task: the agent goes on, and the next heartbeat asks again.
      this.#parts.log.debug({ error }, "the token of an agent could not be checked");
    }
  }

  #leave(requests: RequestTable): void {
    const { agent, capabilities, parked } = this.#parts;
    if (capabilities.includes("resume") && !this.#isFinal) parked.park(agent, requests);
    else requests.end();
  }

  #end(code: number): void {
    // With a reason: without one it makes an error each time, with its stack.
    this.#over.abort("ended");
    this.#parts.log.info({ closeCode: code }, "agent disconnected");
    if (this.#requests !== undefined) this.#leave(this.#requests);
    this.streams?.end();
    this.#parts.ended(this, this.#closeReason ?? wordsOfClose(code));
  }
}

function createStreams({ agent, clock, socket }: AgentConnectionParts): AgentStreamTable {
  return new AgentStreamTable({
    fence: agent.fence,
    clock,
    send: (frame) => {
      socket.sendBytes(frame);
    },
    bufferedBytes: () => socket.bufferedBytes,
  });
}
