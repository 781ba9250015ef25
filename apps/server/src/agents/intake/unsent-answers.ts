import type { WebSocket } from "ws";

/**
 * What a socket answers by itself, to heartbeats and pings, and has not passed on yet.
 *
 * Counted, not measured: a small frame that waits costs many times its bytes. Who asks without end and reads nothing must not make us grow.
 */
export class UnsentAnswers {
  readonly #socket: WebSocket;
  readonly #maxCount: number;
  #count = 0;

  /** Answers pings from here on; the library must not. What there is no room for stays unanswered, which a ping may. */
  constructor(socket: WebSocket, maxCount: number = 256) {
    this.#socket = socket;
    this.#maxCount = maxCount;
    socket.on("ping", (data) => {
      if (this.hasRoom) socket.pong(data, false, this.#begin());
    });
  }

  get hasRoom(): boolean {
    return this.#count < this.#maxCount;
  }

  send(frame: string): void {
    this.#socket.send(frame, this.#begin());
  }

  #begin(): () => void {
    this.#count += 1;
    return () => {
      this.#count -= 1;
    };
  }
}
