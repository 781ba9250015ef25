import { AppError } from "@postern/domain";

import { PieceQueue } from "./piece-queue.ts";

export interface StreamInboxParts {
  /** Of the first byte. */
  readonly position: number;
  readonly windowBytes: number;
  /** Tells the sender that it may send so much more. */
  readonly grant: (bytes: number) => void;
}

/**
 * What arrived of one stream and was not taken yet. One reader.
 *
 * INVARIANT: granted and not yet taken are never more than the window, however slow the reader is.
 */
export class StreamInbox implements AsyncIterable<Uint8Array> {
  readonly #parts: StreamInboxParts;
  readonly #pieces = new PieceQueue();
  #nextPosition: number;
  /** What the sender may still send. */
  #granted = 0;
  /** Taken by the reader since the last grant. */
  #taken = 0;
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(parts: StreamInboxParts) {
    this.#parts = parts;
    this.#nextPosition = parts.position;
  }

  /** From here on the sender may send. */
  open(): void {
    this.#grant(this.#parts.windowBytes);
  }

  /** @throws agent.protocol when it is not what comes next, or more than was granted. */
  receive(position: number, bytes: Uint8Array): void {
    if (position !== this.#nextPosition) throw new AppError("agent.protocol", "A piece of a stream is missing or came twice.");
    if (bytes.length > this.#granted) throw new AppError("agent.protocol", "A stream sends more than was asked for.");
    this.#granted -= bytes.length;
    this.#nextPosition += bytes.length;
    if (this.#end === undefined) this.#pieces.add(bytes);
    this.#wakeUp();
  }

  /** @throws agent.protocol when bytes are missing. */
  complete(position: number): void {
    if (position !== this.#nextPosition) throw new AppError("agent.protocol", "A stream ends before all of it came.");
    this.#end ??= {};
    this.#wakeUp();
  }

  /** What came is still handed out; then the reader is told why no more comes. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wakeUp();
  }

  /** The reader has gone: what waits is let go. */
  discard(): void {
    this.#end ??= {};
    this.#pieces.clear();
    this.#wakeUp();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, undefined> {
    for (;;) {
      const piece = this.#pieces.take();
      if (piece !== undefined) {
        yield piece;
        // Only now is the reader done with it.
        this.#take(piece.length);
      } else if (this.#end !== undefined) {
        if ("error" in this.#end) throw this.#end.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  // Half a window at a time: often enough that the sender never runs dry, seldom enough that grants cost nothing.
  #take(bytes: number): void {
    this.#taken += bytes;
    if (this.#end !== undefined || this.#taken < this.#parts.windowBytes / 2) return;
    this.#grant(this.#taken);
    this.#taken = 0;
  }

  #grant(bytes: number): void {
    this.#granted += bytes;
    this.#parts.grant(bytes);
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
