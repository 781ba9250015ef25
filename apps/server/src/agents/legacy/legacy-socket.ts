import { decodeLegacyMessage, encodeLegacyMessage, legacyCloseCodes } from "@postern/agent-protocol";
import type { LegacyAgentMessage, LegacyCloseCode, LegacyServerMessage } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { WebSocket } from "ws";

import { FrameSocket } from "../frame-socket.ts";

export interface LegacySocketEvents {
  /** One message, checked. */
  readonly receive: (message: LegacyAgentMessage) => void;
  /** The other side is there: a message, or its answer to a ping. */
  readonly alive: () => void;
  /** Called once, after which nothing is received. */
  readonly ended: (code: number) => void;
}

/** A WebSocket that speaks the incumbent's messages. What cannot be read closes it; the agent then dials again. */
export class LegacySocket {
  readonly #socket: WebSocket;
  readonly #frames: FrameSocket<LegacyCloseCode>;
  #events: LegacySocketEvents;

  constructor(socket: WebSocket, maxBufferedBytes: number, events: LegacySocketEvents) {
    this.#socket = socket;
    this.#events = events;
    this.#frames = new FrameSocket({
      socket,
      maxBufferedBytes,
      codes: legacyCloseCodes,
      receive: (bytes, isBinary) => {
        if (isBinary) throw new AppError("agent.protocol", "A frame is binary.");
        const message = decodeLegacyMessage(bytes.toString());
        this.#events.alive();
        this.#events.receive(message);
      },
      ended: (code) => {
        this.#events.ended(code);
      },
    });
    socket.on("pong", () => {
      if (!this.#frames.isOver) this.#events.alive();
    });
  }

  /** Hands the socket on, once the agent has said who it is. */
  listen(events: LegacySocketEvents): void {
    this.#events = events;
  }

  /** @throws agent.offline, agent.busy or agent.protocol (too long) when nothing was sent. */
  send(message: LegacyServerMessage): void {
    this.#frames.send(encodeLegacyMessage(message));
  }

  /** To its own. See `FrameSocket`. */
  answerHeartbeat(): void {
    this.#frames.answer(encodeLegacyMessage({ type: "heartbeat" }));
  }

  /** Asks for a sign of life below the messages: the agent's library answers it by itself. */
  ping(): void {
    if (this.#frames.isOpen) this.#socket.ping();
  }

  /** See `FrameSocket`. */
  close(code: LegacyCloseCode, reason: string): void {
    this.#frames.close(code, reason);
  }

  /** See `FrameSocket`. */
  terminate(): void {
    this.#frames.terminate();
  }
}
