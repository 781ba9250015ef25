import type { ServerResponse } from "node:http";
import type { LiveEvent } from "@postern/contracts";
import { AppError } from "@postern/domain";
import type { Clock, UserId, WorkspaceId } from "@postern/domain";
import type { PlaceFinder } from "../http/place.ts";
import type { LiveEvents } from "./live-events.ts";
import { ReaderSight } from "./reader-sight.ts";

/** A reader that stops hearing this notices that its connection is dead. */
const keepAliveMs = 20_000;
/** A browser that reads slower than this many waiting bytes is cut off; it comes back and looks again. */
const maxWaitingBytes = 1024 * 1024;

/** More pages than anybody has open. Whoever opens another one loses the oldest, and nobody takes all that the server can hold open. */
const maxPerReader = 50;

export interface LiveStreamParts {
  readonly live: LiveEvents;
  readonly places: Pick<PlaceFinder, "findWorkspace">;
  readonly clock: Clock;
  readonly serverVersion: string;
}

export interface LiveReader {
  readonly userId: UserId;
  /** The only workspaces that the reader's token is good for; null: it is not bound. */
  readonly boundTo: readonly WorkspaceId[] | null;
  readonly response: ServerResponse;
  /** Asked at every keep-alive: a stream must not outlive the session or the token that opened it. Never rejects. */
  readonly isStillAllowed: () => Promise<boolean>;
}

/** Open event streams of browsers. */
export class LiveStreams implements Disposable {
  readonly #parts: LiveStreamParts;
  /** How to end each open stream, and whose it is. */
  readonly #open = new Map<() => void, UserId>();
  #isClosed = false;

  constructor(parts: LiveStreamParts) {
    this.#parts = parts;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** @throws server.closing once disposed; ask before the response is taken over. */
  requireOpen(): void {
    if (this.#isClosed) throw new AppError("server.closing", "The server is closing.");
  }

  /** Serves one reader until either side ends. */
  serve({ userId, boundTo, response, isStillAllowed }: LiveReader): void {
    // A reader that left while it was authenticated will never say "close" again.
    if (response.destroyed || this.#isClosed) return void response.destroy();
    const ended = new AbortController();
    const send = (event: LiveEvent): void => write(response, `data: ${JSON.stringify(event)}\n\n`);
    const end = (): void => {
      ended.abort();
      unsubscribe();
      this.#open.delete(end);
      response.end();
    };
    const { live, places } = this.#parts;
    const sight = new ReaderSight({ userId, boundTo, places, send, fail: end });
    const unsubscribe = live.listen((addressed) => sight.offer(addressed));
    this.#makeRoom(userId);
    this.#open.set(end, userId);
    response.on("close", end);
    // A broken connection is no trouble of the server; "close" follows.
    response.on("error", () => undefined);

    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      // Proxies that buffer would turn "live" into "sometimes".
      "x-accel-buffering": "no",
    });
    send({ type: "hello", serverVersion: this.#parts.serverVersion });
    void this.#keepAlive(response, { isStillAllowed, sight, end, ended: ended.signal });
  }

  /** Somebody has lost a session or more: their browsers come back at once, as far as they still may. */
  endOf(userId: UserId): void {
    for (const [end, reader] of [...this.#open]) if (reader === userId) end();
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const end of [...this.#open.keys()]) end();
  }

  #makeRoom(userId: UserId): void {
    const own = [...this.#open].filter(([, reader]) => reader === userId);
    if (own.length >= maxPerReader) own[0]?.[0]();
  }

  async #keepAlive(
    response: ServerResponse,
    stream: { isStillAllowed: () => Promise<boolean>; sight: ReaderSight; end: () => void; ended: AbortSignal },
  ): Promise<void> {
    const { isStillAllowed, sight, end, ended } = stream;
    while (!ended.aborted) {
      await this.#parts.clock.sleep(keepAliveMs, ended);
      if (ended.aborted) return;
      sight.forget();
      if (await isStillAllowed()) write(response, ": alive\n\n");
      else end();
    }
  }
}

function write(response: ServerResponse, text: string): void {
  if (response.writableEnded || response.destroyed) return;
  if (response.writableLength > maxWaitingBytes) response.destroy();
  else response.write(text);
}
