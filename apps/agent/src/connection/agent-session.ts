import { closeCodes, commonCapabilities, decodeServerMessage, encodeMessage, HeartbeatCount, limits } from "@postern/agent-protocol";
import type { CloseCode, Hello, RequestMessage, ServerMessage, Welcome } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type WebSocket from "ws";
import type { RawData } from "ws";

import { renderFailure } from "../operations/render-result.ts";
import { AgentStreams } from "../streams/agent-streams.ts";
import type { FileMachine } from "../streams/served-stream.ts";
import type { Ending } from "./ending.ts";
import type { Lane, RequestLedger } from "./request-ledger.ts";

const welcomeDeadlineMs = 30_000;
/** An answer larger than this behind a slow connection waits in no buffer of ours: the connection is given up. */
const maxBufferedBytes = 8 * limits.maxFrameBytes;

export interface SessionParts {
  readonly socket: WebSocket;
  readonly hello: Hello;
  readonly ledger: RequestLedger;
  readonly files: FileMachine;
  readonly clock: Clock;
  readonly welcomed: (welcome: Welcome) => void;
}

/** One open connection, from hello to its end. */
export class AgentSession {
  readonly #parts: SessionParts;
  readonly #over = new AbortController();
  readonly #ending = Promise.withResolvers<Ending>();
  #welcome: Welcome | undefined;
  #welcomedAt = 0;
  #heartbeats: HeartbeatCount | undefined;
  #lane: Lane | undefined;
  #streams: AgentStreams | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Says hello and serves until the connection ends. Never rejects. */
  serve(): Promise<Ending> {
    const { hello, socket } = this.#parts;
    socket.on("message", (data, isBinary) => {
      this.#receive(data, isBinary);
    });
    socket.on("close", (code, reason) => {
      this.#end(code, reason.toString() === "" ? "connection lost" : `the server closed the connection: ${reason.toString()}`);
    });
    this.#send(encodeMessage(hello));
    void this.#awaitWelcome();
    return this.#ending.promise;
  }

  /** The agent was told to end. */
  leave(reason: string): void {
    this.#send(encodeMessage({ type: "goodbye", reason }));
    this.#close(closeCodes.normal, reason);
  }

  async #awaitWelcome(): Promise<void> {
    await this.#parts.clock.sleep(welcomeDeadlineMs, this.#over.signal);
    if (this.#welcome === undefined) this.#close(closeCodes.heartbeatMissed, "the server does not say welcome");
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#over.signal.aborted) return;
    try {
      if (isBinary) this.#takeBytes(bytesOf(data));
      else this.#take(decodeServerMessage(bytesOf(data).toString()));
    } catch (error) {
      this.#close(closeCodes.protocol, error instanceof AppError ? error.message : "a frame cannot be read");
    }
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        this.#settle(message);
        return;
      case "heartbeat":
        this.#send(encodeMessage({ type: "heartbeat-ack", seq: message.seq }));
        return;
      case "heartbeat-ack":
        this.#heartbeats?.answer(message.seq);
        return;
      case "request":
        if (this.#welcome === undefined) throw new AppError("agent.protocol", "A request before the welcome.");
        this.#takeRequest(message, this.#welcome.fence);
        return;
      case "cancel":
        this.#parts.ledger.cancel(message.id);
        return;
      case "result-ack":
        this.#parts.ledger.acknowledge(message.id);
        return;
      case "unknown":
        return;
    }
  }

  #takeBytes(bytes: Uint8Array): void {
    if (this.#streams === undefined) throw new AppError("agent.protocol", "A frame is binary.");
    this.#streams.receive(bytes);
  }

  #settle(welcome: Welcome): void {
    if (this.#welcome !== undefined) throw new AppError("agent.protocol", "A second welcome.");
    this.#welcome = welcome;
    this.#welcomedAt = this.#parts.clock.now();
    this.#heartbeats = new HeartbeatCount(welcome);
    this.#parts.welcomed(welcome);
    const inForce = commonCapabilities(welcome.capabilities);
    if (inForce.includes("streams")) this.#streams = this.#createStreams(welcome.fence);
    this.#lane = {
      isResuming: inForce.includes("resume"),
      send: (frame) => {
        this.#send(frame);
      },
    };
    this.#parts.ledger.open(this.#lane, welcome.awaited);
    void this.#beat(welcome, this.#heartbeats);
  }

  #createStreams(fence: number): AgentStreams {
    const { files, clock, socket } = this.#parts;
    const send = (frame: Uint8Array): void => {
      this.#send(frame);
    };
    return new AgentStreams({ machine: files, fence, clock, send, bufferedBytes: () => socket.bufferedAmount });
  }

  async #beat(welcome: Welcome, heartbeats: HeartbeatCount): Promise<void> {
    while (!this.#over.signal.aborted) {
      const seq = heartbeats.next();
      if (seq === undefined) {
        this.#close(closeCodes.heartbeatMissed, "the server stopped answering");
        return;
      }
      this.#send(encodeMessage({ type: "heartbeat", seq }));
      await this.#parts.clock.sleep(welcome.heartbeatMs, this.#over.signal);
    }
  }

  #takeRequest(request: RequestMessage, fence: number): void {
    if (request.fence === fence) {
      void this.#parts.ledger.take(request);
      return;
    }
    this.#send(renderFailure(request.id, new AppError("agent.offline", "The request was meant for another connection of this agent.")));
  }

  /** After the end nothing is sent: the next connection brings the answer, or the server knows that it is lost. */
  #send(frame: string | Uint8Array): void {
    const { socket } = this.#parts;
    if (this.#over.signal.aborted || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxBufferedBytes) this.#close(closeCodes.tooSlow, "the server does not take what it is sent");
    else socket.send(frame);
  }

  #close(code: CloseCode, reason: string): void {
    if (this.#over.signal.aborted) return;
    this.#parts.socket.close(code, reason.slice(0, 120));
    this.#end(code, reason);
    void this.#cut();
  }

  /** On a half-open connection the closing frame of the other side never comes. */
  async #cut(): Promise<void> {
    await this.#parts.clock.sleep(1_000);
    this.#parts.socket.terminate();
  }

  #end(closeCode: number, reason: string): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#streams?.end();
    if (this.#lane !== undefined) this.#parts.ledger.close(this.#lane);
    const servedMs = this.#welcome === undefined ? {} : { servedMs: this.#parts.clock.now() - this.#welcomedAt };
    this.#ending.resolve({ closeCode, reason, ...servedMs });
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
