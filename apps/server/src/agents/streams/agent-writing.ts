import { limits, StreamCredit } from "@postern/agent-protocol";
import type { StreamFrame } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { FileWriting } from "@postern/transport";

import { Awaited, errorOf, sayAbort, streamLimits, unlessIdle } from "./agent-stream.ts";
import type { AgentStream, Opened, StreamWire } from "./agent-stream.ts";

/** More than this in the socket would let heartbeats and requests wait behind it. */
const maxBufferedBytes = 1024 * 1024;
const roomPollMs = 4;

export interface AgentWritingParts {
  readonly clock: Clock;
  readonly wire: StreamWire;
  readonly bufferedBytes: () => number;
}

/** A file that is written on the machine of an agent, no faster than its disk takes it and the line carries it. */
export class AgentWriting implements AgentStream, FileWriting {
  readonly #parts: AgentWritingParts;
  readonly #opened: Opened = new Awaited();
  readonly #done = new Awaited<void>();
  readonly #credit = new StreamCredit();
  #position = 0;
  #isCommitting = false;
  #over: AppError | "done" | undefined;

  constructor(parts: AgentWritingParts) {
    this.#parts = parts;
  }

  async start(ask: () => void): Promise<void> {
    try {
      ask();
      await this.#opened.within(this.#parts.clock, streamLimits.openMs);
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      const taken = await this.#unlessIdle(this.#credit.take(Math.min(bytes.length - sent, limits.streamPieceBytes)));
      await this.#unlessIdle(this.#untilRoom());
      this.#parts.wire.send({ kind: "data", position: this.#position, bytes: bytes.subarray(sent, sent + taken) });
      sent += taken;
      this.#position += taken;
    }
    this.#checkOpen();
  }

  async commit(): Promise<void> {
    this.#checkOpen();
    this.#parts.wire.send({ kind: "end", position: this.#position });
    this.#isCommitting = true;
    await this.#done.within(this.#parts.clock, streamLimits.commitMs);
  }

  take(frame: StreamFrame): void {
    switch (frame.kind) {
      case "opened":
        this.#opened.resolve(undefined);
        return;
      case "credit":
        this.#credit.grant(frame.bytes);
        return;
      case "done":
        // Believed, it would leave a writer waiting for credit for ever.
        if (!this.#isCommitting) throw new AppError("agent.protocol", "A file was done before all of it was sent.");
        this.#over = "done";
        this.#parts.wire.leave();
        this.#done.resolve();
        return;
      case "abort":
        this.fail(errorOf(frame));
        return;
      default:
        throw new AppError("agent.protocol", "A stream that writes got something else than credit.");
    }
  }

  fail(error: AppError): void {
    this.#over ??= error;
    this.#parts.wire.leave();
    this.#opened.reject(error);
    this.#credit.end(error);
    this.#done.reject(error);
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (this.#over === undefined) {
      sayAbort(this.#parts.wire);
      this.fail(new AppError("agent.gone", "The writing was given up."));
    }
    return Promise.resolve();
  }

  #unlessIdle<Value>(awaited: Promise<Value>): Promise<Value> {
    return unlessIdle(this.#parts.clock, awaited, (error) => {
      if (this.#over === undefined) sayAbort(this.#parts.wire);
      this.fail(error);
    });
  }

  #checkOpen(): void {
    if (this.#over === "done") throw new AppError("file.failed", "The writing has ended.");
    if (this.#over !== undefined) throw this.#over;
  }

  // Polled like on the agent, so that both sides bound what waits in a socket in the same way.
  async #untilRoom(): Promise<void> {
    this.#checkOpen();
    while (this.#parts.bufferedBytes() > maxBufferedBytes) {
      await this.#parts.clock.sleep(roomPollMs);
      this.#checkOpen();
    }
  }
}
