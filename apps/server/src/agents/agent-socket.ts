import { closeCodes, decodeAgentMessage, encodeMessage } from "@postern/agent-protocol";
import type { AgentMessage, CloseCode, ServerMessage } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { RawData, WebSocket } from "ws";

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
  readonly #socket: WebSocket;
  readonly #maxBufferedBytes: number;
  #events: AgentSocketEvents;
  #isOver = false;

  constructor(socket: WebSocket, maxBufferedBytes: number, events: AgentSocketEvents) {
    this.#socket = socket;
    this.#maxBufferedBytes = maxBufferedBytes;
    this.#events = events;
    socket.on("message", (data, isBinary) => {
      this.#receive(data, isBinary);
    });
    socket.on("close", (code) => {
      this.#end(code);
    });
    // The close that follows says all that matters; without a listener the error would end the server.
    socket.on("error", () => undefined);
  }

  /** Hands the socket on, once the agent has said who it is. */
  listen(events: AgentSocketEvents): void {
    this.#events = events;
  }

  /** Neither side has begun to close. */
  get isOpen(): boolean {
    return !this.#isOver && this.#socket.readyState === this.#socket.OPEN;
  }

  /** What was sent and has not left yet. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** @throws agent.offline, agent.busy or agent.protocol (too large) when nothing was sent. */
  send(message: Exclude<ServerMessage, { readonly type: "unknown" }>): void {
    this.sendBytes(encodeMessage(message));
  }

  /** A text is a text frame, bytes are a binary one. The same errors. */
  sendBytes(frame: string | Uint8Array): void {
    if (!this.isOpen) throw new AppError("agent.offline", "The agent is not connected.");
    if (this.#socket.bufferedAmount > this.#maxBufferedBytes) throw new AppError("agent.busy", "The connection to the agent is too slow.");
    this.#socket.send(frame);
  }

  /** Says why and ends at once: nothing that still arrives is read. May be called again. */
  close(code: CloseCode, reason: string): void {
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
      if (isBinary) this.#receiveBytes(bytesOf(data));
      else this.#events.receive(decodeAgentMessage(bytesOf(data).toString()));
    } catch (error) {
      const isProtocol = error instanceof AppError && error.code === "agent.protocol";
      this.close(isProtocol ? closeCodes.protocol : closeCodes.serverTrouble, isProtocol ? error.message.slice(0, 120) : "server trouble");
    }
  }

  #receiveBytes(bytes: Uint8Array): void {
    if (this.#events.receiveBytes === undefined) throw new AppError("agent.protocol", "A frame is binary.");
    this.#events.receiveBytes(bytes);
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.ended(code);
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
