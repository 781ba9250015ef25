import type { ServerResponse } from "node:http";
import type { LiveEvent } from "@postern/contracts";
import type { Clock, UserId } from "@postern/domain";
import type { LiveEvents } from "./live-events.ts";

/** A reader that stops hearing this notices that its connection is dead. */
const keepAliveMs = 20_000;
/** A browser that reads slower than this many waiting bytes is cut off; it comes back and looks again. */
const maxWaitingBytes = 1024 * 1024;

export interface LiveStreamParts {
  readonly live: LiveEvents;
  readonly clock: Clock;
  readonly serverVersion: string;
}

/** Open event streams of browsers. */
export class LiveStreams implements Disposable {
  readonly #parts: LiveStreamParts;
  readonly #open = new Set<ServerResponse>();

  constructor(parts: LiveStreamParts) {
    this.#parts = parts;
  }

  /** Serves one reader until either side ends. */
  serve(userId: UserId, response: ServerResponse): void {
    this.#open.add(response);
    const ended = new AbortController();
    const send = (event: LiveEvent): void => write(response, `data: ${JSON.stringify(event)}\n\n`);
    const unsubscribe = this.#parts.live.subscribe(userId, send);
    response.on("close", () => {
      ended.abort();
      unsubscribe();
      this.#open.delete(response);
    });

    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      // Proxies that buffer would turn "live" into "sometimes".
      "x-accel-buffering": "no",
    });
    send({ type: "hello", serverVersion: this.#parts.serverVersion });
    void this.#keepAlive(response, ended.signal);
  }

  [Symbol.dispose](): void {
    for (const response of this.#open) response.end();
    this.#open.clear();
  }

  async #keepAlive(response: ServerResponse, ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.#parts.clock.sleep(keepAliveMs, ended);
      if (!ended.aborted) write(response, ": alive\n\n");
    }
  }
}

function write(response: ServerResponse, text: string): void {
  if (response.writableLength > maxWaitingBytes) response.destroy();
  else response.write(text);
}
