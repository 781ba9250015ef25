import type { LiveEvent } from "@postern/contracts";
import type { Clock, TimeMs } from "@postern/domain";
import { EventStreamParser } from "./event-stream.ts";
import { parseLiveEvent } from "./live-query-keys.ts";
import { reconnectDelay } from "./reconnect-delay.ts";

export type LiveState =
  /** Connected; what the pages show is what the server knows. */
  | { readonly mark: "live" }
  /** Connecting, or back and reading what was missed. */
  | { readonly mark: "catching up" }
  | { readonly mark: "offline"; readonly sinceMs: TimeMs };

export interface LiveConnectionParts {
  readonly clock: Clock;
  /** Opens the stream; the signal closes it. */
  readonly open: (signal: AbortSignal) => Promise<Response>;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onState: (state: LiveState) => void;
  /** Resolves when everything shown has been asked for again after a gap. */
  readonly catchUp: () => Promise<void>;
  /** 0 ≤ x < 1, for the jitter. */
  readonly random: () => number;
}

/** The server sends a sign of life every 20 s; three missed ones mean that the connection is dead. */
export const silenceLimitMs = 60_000;

/** Failures in a row before the mark says "offline": one may be a restart. */
const offlineAfter = 2;

/** One event stream for all pages, kept open until it is disposed of. */
export class LiveConnection implements AsyncDisposable {
  readonly #parts: LiveConnectionParts;
  readonly #end = new AbortController();
  readonly #loop: Promise<void>;
  #lastSignMs: TimeMs;
  #failures = 0;

  constructor(parts: LiveConnectionParts) {
    this.#parts = parts;
    this.#lastSignMs = parts.clock.now();
    this.#loop = this.#keepOpen();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#loop;
  }

  async #keepOpen(): Promise<void> {
    let isFirst = true;
    while (!this.#end.signal.aborted) {
      await this.#follow(isFirst);
      isFirst = false;
      if (this.#end.signal.aborted) return;
      this.#failures += 1;
      this.#parts.onState(this.#failures < offlineAfter ? { mark: "catching up" } : { mark: "offline", sinceMs: this.#lastSignMs });
      await this.#parts.clock.sleep(reconnectDelay(this.#failures, this.#parts.random()), this.#end.signal);
    }
  }

  /** Follows one connection to its end. Never throws: whatever went wrong, the answer is to connect again. */
  async #follow(isFirst: boolean): Promise<void> {
    const one = new AbortController();
    const signal = AbortSignal.any([this.#end.signal, one.signal]);
    const watch = this.#watchSilence(one);
    try {
      const response = await this.#parts.open(signal);
      if (!response.ok || response.body === null) return;
      await this.#read(response.body, isFirst);
    } catch {
      // A broken stream and a refused one are the same to us: try again after the delay.
    } finally {
      one.abort();
      await watch;
    }
  }

  async #read(body: ReadableStream<Uint8Array>, isFirst: boolean): Promise<void> {
    const parser = new EventStreamParser();
    const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
    for (;;) {
      const piece = await reader.read();
      if (piece.done) return;
      this.#lastSignMs = this.#parts.clock.now();
      for (const data of parser.push(piece.value)) await this.#take(data, isFirst);
    }
  }

  async #take(data: string, isFirst: boolean): Promise<void> {
    const event = parseLiveEvent(data);
    if (event === undefined) return;
    if (event.type !== "hello") {
      this.#parts.onEvent(event);
      return;
    }
    // What happened in the gap was told to nobody: ask for everything once.
    if (!isFirst || this.#failures > 0) {
      this.#parts.onState({ mark: "catching up" });
      await this.#parts.catchUp();
    }
    this.#failures = 0;
    this.#parts.onState({ mark: "live" });
  }

  async #watchSilence(one: AbortController): Promise<void> {
    const startedMs = this.#parts.clock.now();
    while (!one.signal.aborted && !this.#end.signal.aborted) {
      const quietMs = this.#parts.clock.now() - Math.max(startedMs, this.#lastSignMs);
      if (quietMs >= silenceLimitMs) one.abort();
      else await this.#parts.clock.sleep(silenceLimitMs - quietMs, AbortSignal.any([one.signal, this.#end.signal]));
    }
  }
}
