import { limits, StreamCredit } from "@postern/agent-protocol";
import type { StreamAsk, StreamFrame } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";

import { openWithinIdle, withinIdle } from "./served-stream.ts";
import type { FileMachine, ServedStream, StreamWire } from "./served-stream.ts";

/** More than this in the socket would let heartbeats wait behind it. */
const maxBufferedBytes = 1024 * 1024;
const roomPollMs = 4;

export interface ServedReadingParts {
  readonly ask: Extract<StreamAsk, { readonly what: "read" }>;
  readonly machine: FileMachine;
  readonly clock: Clock;
  readonly wire: StreamWire;
}

/** Sends a file, no faster than the server takes it and the line carries it. */
export class ServedReading implements ServedStream {
  readonly #parts: ServedReadingParts;
  readonly #credit = new StreamCredit();
  readonly #over = new AbortController();

  constructor(parts: ServedReadingParts) {
    this.#parts = parts;
  }

  take(frame: StreamFrame): void {
    if (frame.kind === "credit") this.#credit.grant(frame.bytes);
    else if (frame.kind === "abort") this.cancel(new AppError("agent.gone", "The server wants no more of it."));
    else throw new AppError("agent.protocol", "A stream that reads was sent something else than credit.");
  }

  cancel(error: AppError): void {
    this.#over.abort(error);
    this.#credit.end(error);
  }

  async serve(): Promise<void> {
    const { ask, machine, clock, wire } = this.#parts;
    const { path, what: _, ...range } = ask;
    const reading = await openWithinIdle(clock, machine.openRead(path, range));
    try {
      wire.send({ kind: "opened", file: reading.file });
      const pieces = reading[Symbol.asyncIterator]();
      let position = ask.offset;
      for (;;) {
        const piece = await withinIdle(clock, pieces.next());
        if (piece.done === true) break;
        await this.#sendPiece(piece.value, position);
        position += piece.value.length;
      }
      wire.send({ kind: "end", position });
    } finally {
      // Not waited for: behind a file system that hangs, closing hangs too.
      void reading[Symbol.asyncDispose]();
    }
  }

  async #sendPiece(piece: Uint8Array, position: number): Promise<void> {
    for (let sent = 0; sent < piece.length;) {
      const wanted = Math.min(piece.length - sent, limits.streamPieceBytes);
      const bytes = await withinIdle(this.#parts.clock, this.#credit.take(wanted));
      await this.#untilRoom();
      this.#parts.wire.send({ kind: "data", position: position + sent, bytes: piece.subarray(sent, sent + bytes) });
      sent += bytes;
    }
  }

  // Asked again and again, because the stand-in for `ws` in the packed executable does not say when a frame has left.
  async #untilRoom(): Promise<void> {
    this.#over.signal.throwIfAborted();
    while (this.#parts.wire.bufferedBytes() > maxBufferedBytes) {
      await this.#parts.clock.sleep(roomPollMs, this.#over.signal);
      this.#over.signal.throwIfAborted();
    }
  }
}
