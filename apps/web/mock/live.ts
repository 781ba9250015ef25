import type { ServerResponse } from "node:http";
import type { LiveEvent } from "@postern/contracts";

/** The open event streams. */
export class LiveStreams {
  readonly #open = new Set<ServerResponse>();

  #isAway = false;

  add(response: ServerResponse): void {
    if (this.#isAway) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    this.#open.add(response);
    response.on("close", () => this.#open.delete(response));
    send(response, { type: "hello", serverVersion: "0.1.0" });
  }

  publish(event: LiveEvent): void {
    for (const response of this.#open) send(response, event);
  }

  /** Breaks every stream off and takes no new one until `comeBack`. */
  goAway(): void {
    this.#isAway = true;
    for (const response of this.#open) response.destroy();
  }

  comeBack(): void {
    this.#isAway = false;
  }
}

function send(response: ServerResponse, event: LiveEvent): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}
