import type { ServerResponse } from "node:http";
import type { LiveEvent } from "@postern/contracts";

/** The open event streams. */
export class LiveStreams {
  readonly #open = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    this.#open.add(response);
    response.on("close", () => this.#open.delete(response));
    send(response, { type: "hello", serverVersion: "0.1.0" });
  }

  publish(event: LiveEvent): void {
    for (const response of this.#open) send(response, event);
  }

  /** Breaks every stream off, as a restart of the server would. */
  breakOff(): void {
    for (const response of this.#open) response.destroy();
  }
}

function send(response: ServerResponse, event: LiveEvent): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}
