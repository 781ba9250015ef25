import { decodeStreamFrame, encodeStreamFrame, limits } from "@postern/agent-protocol";
import type { StreamFrame } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { FileReading, FileWriting, ReadingOptions, WriteOptions } from "@postern/transport";
import type { FileStreams } from "@postern/transport/agent";

import type { AgentStream, StreamWire } from "./agent-stream.ts";
import { AgentReading } from "./agent-reading.ts";
import { AgentWriting } from "./agent-writing.ts";

export interface AgentStreamTableParts {
  readonly fence: number;
  readonly clock: Clock;
  /** Throws `agent.offline`, `agent.busy` when nothing was sent. */
  readonly send: (frame: Uint8Array) => void;
  /** What the socket has not passed on yet. */
  readonly bufferedBytes: () => number;
}

/** The streams of one connection to an agent. Each ends exactly once: by itself, by either side, or with the connection. */
export class AgentStreamTable implements FileStreams {
  readonly #parts: AgentStreamTableParts;
  readonly #open = new Map<number, AgentStream>();
  #lastId = 0;
  #isEnded = false;

  constructor(parts: AgentStreamTableParts) {
    this.#parts = parts;
  }

  get openCount(): number {
    return this.#open.size;
  }

  async openRead(path: string, options: ReadingOptions = {}): Promise<FileReading> {
    const { offset = 0, maxBytes } = options;
    const range = { offset, ...(maxBytes === undefined ? {} : { maxBytes }) };
    const { id, wire } = this.#enter();
    const reading = new AgentReading({ offset, maxBytes, clock: this.#parts.clock, wire });
    this.#open.set(id, reading);
    await reading.start(() => {
      this.#send({ kind: "open", id, fence: this.#parts.fence, ask: { what: "read", path, ...range } });
    });
    return reading;
  }

  async openWrite(path: string, options: WriteOptions = {}): Promise<FileWriting> {
    const { id, wire } = this.#enter();
    const writing = new AgentWriting({ clock: this.#parts.clock, wire, bufferedBytes: this.#parts.bufferedBytes });
    this.#open.set(id, writing);
    await writing.start(() => {
      this.#send({ kind: "open", id, fence: this.#parts.fence, ask: { what: "write", path, ...options } });
    });
    return writing;
  }

  /** @throws agent.protocol for what an agent must not send; the connection is closed then. */
  receive(bytes: Uint8Array): void {
    const frame = decodeStreamFrame(bytes);
    // Of a stream that was given up, frames may still be on their way.
    if (frame !== undefined) this.#open.get(frame.id)?.take(frame);
  }

  /** The connection is over. */
  end(): void {
    this.#isEnded = true;
    const gone = new AppError("agent.gone", "The connection to the agent broke in the middle of a file.");
    for (const stream of this.#open.values()) stream.fail(gone);
    this.#open.clear();
  }

  #enter(): { readonly id: number; readonly wire: StreamWire } {
    if (this.#isEnded) throw new AppError("agent.offline", "The agent is not connected.");
    if (this.#open.size >= limits.maxStreams) throw new AppError("agent.busy", "Too many files of this agent are open.");
    this.#lastId += 1;
    const id = this.#lastId;
    const wire: StreamWire = {
      send: (frame) => {
        this.#send({ ...frame, id });
      },
      leave: () => {
        this.#open.delete(id);
      },
    };
    return { id, wire };
  }

  #send(frame: StreamFrame): void {
    this.#parts.send(encodeStreamFrame(frame));
  }
}
