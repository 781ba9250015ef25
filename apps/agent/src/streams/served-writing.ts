import { limits, StreamInbox } from "@postern/agent-protocol";
import type { StreamAsk, StreamFrame } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";

import { openWithinIdle, withinIdle } from "./served-stream.ts";
import type { FileMachine, ServedStream, StreamWire } from "./served-stream.ts";

export interface ServedWritingParts {
  readonly ask: Extract<StreamAsk, { readonly what: "write" }>;
  readonly machine: FileMachine;
  readonly clock: Clock;
  readonly wire: StreamWire;
}

/** Takes a file, no faster than the disk does, and puts it in its place when all of it is there. */
export class ServedWriting implements ServedStream {
  readonly #parts: ServedWritingParts;
  readonly #inbox: StreamInbox;

  constructor(parts: ServedWritingParts) {
    this.#parts = parts;
    this.#inbox = new StreamInbox({
      position: 0,
      windowBytes: limits.streamWindowBytes,
      grant: (bytes) => {
        parts.wire.send({ kind: "credit", bytes });
      },
    });
  }

  take(frame: StreamFrame): void {
    if (frame.kind === "data") this.#inbox.receive(frame.position, frame.bytes);
    else if (frame.kind === "end") this.#inbox.complete(frame.position);
    else if (frame.kind === "abort") this.cancel(new AppError("agent.gone", "The server gave the file up."));
    else throw new AppError("agent.protocol", "A stream that writes was sent something else than data.");
  }

  cancel(error: AppError): void {
    this.#inbox.fail(error);
  }

  async serve(): Promise<void> {
    const { ask, machine, clock, wire } = this.#parts;
    const mode = ask.mode === undefined ? {} : { mode: ask.mode };
    const writing = await openWithinIdle(clock, machine.openWrite(ask.path, mode));
    try {
      wire.send({ kind: "opened", file: undefined });
      this.#inbox.open();
      const pieces = this.#inbox[Symbol.asyncIterator]();
      for (;;) {
        const piece = await withinIdle(clock, pieces.next());
        if (piece.done === true) break;
        await withinIdle(clock, writing.write(piece.value));
      }
      await withinIdle(clock, writing.commit());
      wire.send({ kind: "done" });
    } finally {
      // After a commit nothing is left to remove. Not waited for: see `ServedReading`.
      void writing[Symbol.asyncDispose]();
    }
  }
}
