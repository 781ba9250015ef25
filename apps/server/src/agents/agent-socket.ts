import { closeCodes, decodeAgentMessage, encodeMessage } from "@postern/agent-protocol";
import type { AgentMessage, CloseCode, HeartbeatMessage, ResultAckMessage, ServerMessage } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { WebSocket } from "ws";

import { FrameSocket } from "./frame-socket.ts";

export interface AgentSocketEvents {
  /** One message, checked. Throwing `agent.protocol` closes the connection. */
  readonly receive: (message: AgentMessage) => void;
  /** A binary frame. Without it there must be none. */
  readonly receiveBytes?: ((bytes: Uint8Array) => void) | undefined;
  /** Called once, after which nothing is received. */
  readonly ended: (code: number) => void;
}

/** A WebSocket that speaks messages: what cannot be read closes it, and so does an agent that does not take what it is sent. */
export class AgentSocket {
  readonly #frames: FrameSocket<CloseCode>;
  #events: AgentSocketEvents;

  constructor(socket: WebSocket, maxBufferedBytes: number, events: AgentSocketEvents) {
    this.#events = events;
    this.#frames = new FrameSocket({
      socket,
      maxBufferedBytes,
      codes: closeCodes,
      receive: (bytes, isBinary) => {
        if (isBinary) this.#receiveBytes(bytes);
        else this.#events.receive(decodeAgentMessage(bytes.toString()));
      },
      ended: (code) => {
        this.#events.ended(code);
      },
    });
  }

  /** Hands the socket on, once the agent has said who it is. */
  listen(events: AgentSocketEvents): void {
    this.#events = events;
  }

  /** Neither side has begun to close. */
  get isOpen(): boolean {
    return this.#frames.isOpen;
  }

  /** What was sent and has not left yet. */
  get bufferedBytes(): number {
    return this.#frames.bufferedBytes;
  }

  /** @throws agent.offline, agent.busy or agent.protocol (too large) when nothing was sent. */
  send(message: Exclude<ServerMessage, { readonly type: "unknown" }>): void {
    this.#frames.send(encodeMessage(message));
  }

  /** For what the agent asks for without being asked. See `FrameSocket`. */
  answer(message: HeartbeatMessage | ResultAckMessage): void {
    this.#frames.answer(encodeMessage(message));
  }

  /** A text is a text frame, bytes are a binary one. The same errors. */
  sendBytes(frame: string | Uint8Array): void {
    this.#frames.send(frame);
  }

  /** See `FrameSocket`. */
  close(code: CloseCode, reason: string): void {
    this.#frames.close(code, reason);
  }

  /** See `FrameSocket`. */
  terminate(): void {
    this.#frames.terminate();
  }

  #receiveBytes(bytes: Uint8Array): void {
    if (this.#events.receiveBytes === undefined) throw new AppError("agent.protocol", "A frame is binary.");
    this.#events.receiveBytes(bytes);
  }
}
