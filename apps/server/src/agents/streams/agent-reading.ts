import { limits, StreamInbox } from "@postern/agent-protocol";
import type { OpenedFile, StreamFrame } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { FileIdentity, FileReading } from "@postern/transport";

import { Awaited, errorOf, sayAbort, streamLimits, unlessIdle } from "./agent-stream.ts";
import type { AgentStream, Opened, StreamWire } from "./agent-stream.ts";

export interface AgentReadingParts {
  readonly offset: number;
  /** Left out: to the end. */
  readonly maxBytes?: number | undefined;
  readonly clock: Clock;
  readonly wire: StreamWire;
}

/** A file of an agent that is read here. Holds no more than a window of it, however slow the reader is. */
export class AgentReading implements AgentStream, FileReading {
  readonly #parts: AgentReadingParts;
  readonly #opened: Opened = new Awaited();
  readonly #inbox: StreamInbox;
  #file: OpenedFile | undefined;
  #isOver = false;

  constructor(parts: AgentReadingParts) {
    this.#parts = parts;
    this.#inbox = new StreamInbox({
      position: parts.offset,
      windowBytes: limits.streamWindowBytes,
      grant: (bytes) => {
        this.#grant(bytes);
      },
    });
  }

  get offset(): number {
    return this.#parts.offset;
  }

  get file(): FileIdentity {
    if (this.#file === undefined) throw new AppError("agent.protocol", "The file is not open yet.");
    return this.#file;
  }

  /** Asks for the file and for its beginning at once: one way there and back. */
  async start(ask: () => void): Promise<void> {
    try {
      ask();
      this.#inbox.open();
      this.#file = await this.#opened.within(this.#parts.clock, streamLimits.openMs);
      if (this.#file === undefined) throw new AppError("agent.gone", "The agent did not say which file it opened.");
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  take(frame: StreamFrame): void {
    switch (frame.kind) {
      case "opened":
        this.#opened.resolve(frame.file);
        return;
      case "data":
        this.#refuseMore(frame.position + frame.bytes.length);
        this.#inbox.receive(frame.position, frame.bytes);
        return;
      case "end":
        this.#inbox.complete(frame.position);
        this.#leave();
        return;
      case "abort":
        this.fail(errorOf(frame));
        return;
      default:
        throw new AppError("agent.protocol", "A stream that reads got something else than data.");
    }
  }

  fail(error: AppError): void {
    this.#leave();
    this.#opened.reject(error);
    this.#inbox.fail(error);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, undefined> {
    const pieces = this.#inbox[Symbol.asyncIterator]();
    for (;;) {
      // While the reader is busy with a piece, nobody is idle.
      const next = await unlessIdle(this.#parts.clock, pieces.next(), (error) => {
        this.#giveUp(error);
      });
      if (next.done === true) return;
      yield next.value;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOver) sayAbort(this.#parts.wire);
    this.#leave();
    this.#inbox.discard();
    return Promise.resolve();
  }

  // Whoever asked for a little has room for a little.
  #refuseMore(position: number): void {
    const { offset, maxBytes = Infinity } = this.#parts;
    if (position - offset > maxBytes) throw new AppError("agent.protocol", "A stream that reads brought more than was asked for.");
  }

  #giveUp(error: AppError): void {
    if (!this.#isOver) sayAbort(this.#parts.wire);
    this.fail(error);
  }

  #grant(bytes: number): void {
    if (this.#isOver) return;
    try {
      this.#parts.wire.send({ kind: "credit", bytes });
    } catch (error) {
      // The agent would wait for it for ever. What came is good, so the reader may go on behind it.
      this.fail(new AppError("agent.gone", "The connection to the agent broke in the middle of a file.", { cause: error }));
    }
  }

  #leave(): void {
    this.#isOver = true;
    this.#parts.wire.leave();
  }
}
