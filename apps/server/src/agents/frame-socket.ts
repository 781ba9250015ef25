import { AppError, isAppError } from "@postern/domain";
import type { RawData, WebSocket } from "ws";

import { UnsentAnswers } from "./intake/unsent-answers.ts";

export interface FrameSocketParts<Code extends number> {
  readonly socket: WebSocket;
  /** An agent that does not take what it is sent is sent no more than that. */
  readonly maxBufferedBytes: number;
  /** What the protocol closes with when a frame cannot be read, and when reading one failed. */
  readonly codes: { readonly protocol: Code; readonly serverTrouble: Code };
  /** One frame. Throwing closes the connection. */
  readonly receive: (bytes: Buffer, isBinary: boolean) => void;
  /** Called once, after which nothing is received. */
  readonly ended: (code: number) => void;
}

/** What a WebSocket to an agent does in any protocol: it sends within bounds, ends once, and closes upon what cannot be read. */
export class FrameSocket<Code extends number> {
  readonly #parts: FrameSocketParts<Code>;
  readonly #answers: UnsentAnswers;
  #isOver = false;

  constructor(parts: FrameSocketParts<Code>) {
    this.#parts = parts;
    this.#answers = new UnsentAnswers(parts.socket);
    parts.socket.on("message", (data, isBinary) => {
      this.#receive(data, isBinary);
    });
    parts.socket.on("close", (code) => {
      this.#end(code);
    });
    // The close that follows says all that matters; without a listener the error would end the server.
    parts.socket.on("error", () => undefined);
  }

  /** Nothing is received any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Neither side has begun to close. */
  get isOpen(): boolean {
    const { socket } = this.#parts;
    return !this.#isOver && socket.readyState === socket.OPEN;
  }

  /** What was sent and has not left yet. */
  get bufferedBytes(): number {
    return this.#parts.socket.bufferedAmount;
  }

  /** A text is a text frame, bytes are a binary one. @throws agent.offline or agent.busy when nothing was sent. */
  send(frame: string | Uint8Array): void {
    this.#refuseSending();
    this.#parts.socket.send(frame);
  }

  /** For what the agent asks for without being asked. The same errors, and `agent.busy` when it does not read its answers. */
  answer(frame: string): void {
    this.#refuseSending();
    if (!this.#answers.hasRoom) throw tooSlow();
    this.#answers.send(frame);
  }

  /** Says why and ends at once: nothing that still arrives is read. May be called again. */
  close(code: Code, reason: string): void {
    if (this.#isOver) return;
    this.#parts.socket.close(code, reason);
    this.#end(code);
  }

  /** Does not wait for the other side's closing frame: on a half-open connection it never comes. */
  terminate(): void {
    this.#parts.socket.terminate();
  }

  #refuseSending(): void {
    if (!this.isOpen) throw new AppError("agent.offline", "The agent is not connected.");
    if (this.bufferedBytes > this.#parts.maxBufferedBytes) throw tooSlow();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return;
    const { codes, receive } = this.#parts;
    try {
      receive(bytesOf(data), isBinary);
    } catch (error) {
      if (isAppError(error, "agent.protocol")) this.close(codes.protocol, error.message.slice(0, 120));
      else this.close(codes.serverTrouble, "server trouble");
    }
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.ended(code);
  }
}

function tooSlow(): AppError {
  return new AppError("agent.busy", "The connection to the agent is too slow.");
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
