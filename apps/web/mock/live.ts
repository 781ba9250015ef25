import type { ServerResponse } from "node:http";
import type { LiveEvent } from "@postern/contracts";

/** The open event streams. */
export class LiveStreams {
  readonly #open = new Map<ServerResponse, number>();

  #isAway = false;

  /** A stream that `userId` reads. */
  add(response: ServerResponse, userId: number): void {
    if (this.#isAway) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    this.#open.set(response, userId);
    response.on("close", () => this.#open.delete(response));
    send(response, { type: "hello", serverVersion: "0.1.0" });
  }

  /** Tells everybody, or only those who are named. */
  publish(event: LiveEvent, userIds?: readonly number[]): void {
    for (const [response, userId] of this.#open) if (userIds?.includes(userId) ?? true) send(response, event);
  }

  /** Breaks every stream off and takes no new one until `comeBack`. */
  goAway(): void {
    this.#isAway = true;
    for (const response of this.#open.keys()) response.destroy();
  }

  comeBack(): void {
    this.#isAway = false;
  }
}

function send(response: ServerResponse, event: LiveEvent): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}
