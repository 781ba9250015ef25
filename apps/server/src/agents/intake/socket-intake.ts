import type { Duplex } from "node:stream";

import { closeCodes, limits } from "@postern/agent-protocol";
import type { Clock, UserId } from "@postern/domain";
import type { WebSocket } from "ws";

import type { HeldBytes, Holder } from "./held-bytes.ts";
import { MessageBounds } from "./message-bounds.ts";
import type { Unasked, UnaskedOfConnection } from "./unasked.ts";

/** What a piece of a message costs beside its bytes, however small: one byte in each packet must not be cheap to send and dear to hold. */
const pieceCostBytes = 512;
/** How long one that sent too much has to read why. */
const partingMs = 500;

export interface SocketIntakeParts {
  readonly webSocket: WebSocket;
  /** What the WebSocket reads from. */
  readonly stream: Duplex;
  readonly userId: UserId;
  readonly held: HeldBytes;
  readonly unasked: Unasked;
  readonly clock: Clock;
}

/**
 * Counts what a socket holds of a message that has not ended, from its first byte.
 *
 * Before it is opened, messages are small. The library has one limit for the whole life of a socket, so the small one is kept here.
 */
export class SocketIntake implements Holder {
  readonly #parts: SocketIntakeParts;
  readonly #bounds = new MessageBounds();
  readonly #gone = new AbortController();
  readonly #unasked: UnaskedOfConnection;
  #heldBytes = 0;
  #isOpen = false;
  #isRefused = false;

  /** Call it in the turn in which the WebSocket came to be: nothing has been read by then. */
  constructor(parts: SocketIntakeParts) {
    this.#parts = parts;
    const { webSocket, stream, held, unasked, userId } = parts;
    this.#unasked = unasked.ofConnection(userId);
    // Before the library sees them. Its own listener has set the stream going.
    stream.prependListener("data", (bytes: Uint8Array) => {
      this.#take(bytes);
    });
    // Frames of streams come only as far as they were asked for.
    webSocket.on("message", (data: Buffer, isBinary) => {
      if (!isBinary) this.#count(data.length);
    });
    for (const control of ["ping", "pong"] as const) webSocket.on(control, () => this.#count(0));
    webSocket.once("close", () => {
      // With a reason: without one it makes an error each time, with its stack.
      this.#gone.abort("closed");
      held.hold(userId, this, 0);
    });
  }

  /** It is known who that is: from here on the limit of the protocol holds. */
  open(): void {
    this.#isOpen = true;
  }

  /** The message that is being read was an answer to a question. */
  forgive(): void {
    this.#unasked.forgive();
  }

  /** What the kernel has handed over by then still comes: some 150 KiB. */
  pause(): void {
    this.#parts.webSocket.pause();
  }

  resume(): void {
    if (!this.#isRefused) this.#parts.webSocket.resume();
  }

  #take(bytes: Uint8Array): void {
    if (this.#gone.signal.aborted) return;
    const cost = bytes.length + pieceCostBytes;
    const hasEnded = this.#bounds.read(bytes);
    if (this.#bounds.isBetween) this.#heldBytes = 0;
    else this.#heldBytes = hasEnded ? cost : this.#heldBytes + cost;
    const isTooMuch = this.#bounds.messageBytes > limits.maxHelloBytes || this.#heldBytes > 2 * limits.maxHelloBytes;
    if (!this.#isOpen && isTooMuch) void this.#refuse(closeCodes.tooLarge, "the first message is too large");
    this.#parts.held.hold(this.#parts.userId, this, this.#heldBytes);
  }

  #count(sizeBytes: number): void {
    if (!this.#unasked.note(sizeBytes)) void this.#refuse(closeCodes.tooMuch, "more messages than anybody asked for");
  }

  async #refuse(code: number, reason: string): Promise<void> {
    if (this.#isRefused) return;
    this.#isRefused = true;
    const { clock, webSocket } = this.#parts;
    webSocket.close(code, reason);
    // Read on, it would bring more; ended at once, its end would overtake the reason.
    webSocket.pause();
    await clock.sleep(partingMs, this.#gone.signal);
    webSocket.terminate();
  }
}
