import { EventEmitter } from "node:events";

import type { WebSocket } from "ws";

type Item = { readonly text: string } | { readonly code: number; readonly reason: string };

/** One end of a WebSocket without a network: what is sent arrives when the test delivers it, or never. */
export class VirtualSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly bufferedAmount = 0;
  readyState = 1;
  /** Everything that was sent from here, delivered or not. */
  readonly sent: string[] = [];
  readonly #inbox: Item[] = [];
  #peer: VirtualSocket | undefined;

  static pair(): readonly [VirtualSocket, VirtualSocket] {
    const [left, right] = [new VirtualSocket(), new VirtualSocket()];
    left.#peer = right;
    right.#peer = left;
    return [left, right];
  }

  /** For what takes the real one. It has all that agents and servers use of it. */
  asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }

  send(text: string): void {
    if (this.readyState !== 1) return;
    this.sent.push(text);
    this.#peer?.queue({ text });
  }

  close(code: number, reason: string): void {
    if (this.readyState !== 1) return;
    this.readyState = 2;
    this.#peer?.queue({ code, reason });
  }

  queue(item: Item): void {
    this.#inbox.push(item);
  }

  terminate(): void {
    this.lose();
  }

  /** This end hears that the connection is lost; the other end does not. */
  lose(): void {
    this.#finish(1006, "");
  }

  /** The network swallows what is on its way and all that is sent from here on. Nobody is told. */
  break(): void {
    const peer = this.#peer;
    this.#inbox.length = 0;
    this.#peer = undefined;
    peer?.break();
  }

  /** The next that was sent to this end arrives. */
  deliver(): void {
    const item = this.readyState === 3 ? undefined : this.#inbox.shift();
    if (item === undefined) return;
    if ("text" in item) this.emit("message", Buffer.from(item.text), false);
    else this.#finish(item.code, item.reason);
  }

  #finish(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#inbox.length = 0;
    this.emit("close", code, Buffer.from(reason));
  }
}
