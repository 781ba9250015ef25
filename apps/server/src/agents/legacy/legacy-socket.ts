import { decodeLegacyMessage, encodeLegacyMessage, legacyCloseCodes } from "@postern/agent-protocol";
import type { LegacyAgentMessage, LegacyCloseCode, LegacyServerMessage } from "@postern/agent-protocol";
import { AppError, isAppError } from "@postern/domain";
import type { RawData, WebSocket } from "ws";

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
  readonly #maxBufferedBytes: number;
  #events: LegacySocketEvents;
  #isOver = false;

  constructor(socket: WebSocket, maxBufferedBytes: number, events: LegacySocketEvents) {
    this.#socket = socket;
    this.#maxBufferedBytes = maxBufferedBytes;
    this.#events = events;
    socket.on("message", (data, isBinary) => {
      this.#receive(data, isBinary);
    });
    socket.on("pong", () => {
      if (!this.#isOver) this.#events.alive();
    });
    socket.on("close", (code) => {
      this.#end(code);
    });
    // The close that follows says all that matters; without a listener the error would end the server.
    socket.on("error", () => undefined);
  }

  /** Hands the socket on, once the agent has said who it is. */
  listen(events: LegacySocketEvents): void {
    this.#events = events;
  }

  /** @throws agent.offline, agent.busy or agent.protocol (too long) when nothing was sent. */
  send(message: LegacyServerMessage): void {
    if (this.#isOver || this.#socket.readyState !== this.#socket.OPEN) throw new AppError("agent.offline", "The agent is not connected.");
    if (this.#socket.bufferedAmount > this.#maxBufferedBytes) throw new AppError("agent.busy", "The connection to the agent is too slow.");
    this.#socket.send(encodeLegacyMessage(message));
  }

  /** Asks for a sign of life below the messages: the agent's library answers it by itself. */
  ping(): void {
    if (!this.#isOver && this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  /** Says why and ends at once: nothing that still arrives is read. May be called again. */
  close(code: LegacyCloseCode, reason: string): void {
    if (this.#isOver) return;
    this.#socket.close(code, reason);
    this.#end(code);
  }

  /** Does not wait for the other side's closing frame: on a half-open connection it never comes. */
  terminate(): void {
    this.#socket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return;
    try {
      if (isBinary) throw new AppError("agent.protocol", "A frame is binary.");
      const message = decodeLegacyMessage(textOf(data));
      this.#events.alive();
      this.#events.receive(message);
    } catch (error) {
      const isProtocol = isAppError(error, "agent.protocol");
      const code = isProtocol ? legacyCloseCodes.protocol : legacyCloseCodes.serverTrouble;
      this.close(code, isProtocol ? error.message.slice(0, 120) : "server trouble");
    }
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.ended(code);
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
