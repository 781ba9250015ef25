import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/**
 * `freeze`: half-open from there on; what either end sends is swallowed, and neither is told.
 * `cut`: both ends are reset. `delay`: what comes is held for a while, in its order, and passed on.
 */
export type Trouble = "freeze" | "cut" | "delay";

export interface FlakyProxyOptions {
  readonly targetPort: number;
  /** Decides everything; see `seededRandom`. */
  readonly random: () => number;
  /** One is drawn for each connection, and another when it goes on after a delay. None: everything passes, in pieces. */
  readonly troubles: readonly Trouble[];
  /** Bytes of both directions together after which it strikes, anywhere below this, within a frame or a handshake too. */
  readonly maxBytes: number;
  /** How long a `delay` holds, at most. */
  readonly maxDelayMs?: number;
}

/** Stands between many ends and one on loopback, and fails each connection at a byte of its own. */
export interface FlakyProxy extends AsyncDisposable {
  readonly port: number;
  /** How often each has struck. */
  readonly struck: Readonly<Record<Trouble, number>>;
  /** New connections pass from here on; those that are open keep their fate. */
  calm(): void;
}

export async function startFlakyProxy(options: FlakyProxyOptions): Promise<FlakyProxy> {
  const open = new Set<FlakyConnection>();
  const struck: Record<Trouble, number> = { freeze: 0, cut: 0, delay: 0 };
  let isCalm = false;
  const server = createServer((near) => {
    const { random, troubles, maxBytes, maxDelayMs = 100 } = options;
    const draw = (): Fate | undefined => {
      const trouble = isCalm ? undefined : troubles[Math.floor(random() * troubles.length)];
      return trouble && { trouble, afterBytes: Math.floor(random() * maxBytes), delayMs: random() * maxDelayMs };
    };
    const connection = new FlakyConnection(near, connect(options.targetPort, "127.0.0.1"), {
      random,
      draw,
      struck: (what) => (struck[what] += 1),
      closed: () => open.delete(connection),
    });
    open.add(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    struck,
    calm: () => {
      isCalm = true;
    },
    [Symbol.asyncDispose]: async () => {
      for (const connection of open) connection.reset();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Fate {
  readonly trouble: Trouble;
  readonly afterBytes: number;
  readonly delayMs: number;
}

interface FlakyConnectionParts {
  readonly random: () => number;
  readonly draw: () => Fate | undefined;
  readonly struck: (trouble: Trouble) => void;
  readonly closed: () => void;
}

class FlakyConnection {
  readonly #sockets: readonly [Socket, Socket];
  readonly #parts: FlakyConnectionParts;
  #fate: Fate | undefined;
  /** Since its fate was drawn. */
  #bytes = 0;
  #isFrozen = false;
  #held: Promise<unknown> = Promise.resolve();

  constructor(near: Socket, far: Socket, parts: FlakyConnectionParts) {
    this.#sockets = [near, far];
    this.#parts = parts;
    this.#fate = parts.draw();
    this.#forward(near, far);
    this.#forward(far, near);
  }

  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #forward(from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on("data", (bytes: Buffer) => this.#take(bytes, to));
    from.on("error", () => undefined);
    from.on("close", () => {
      // The other end of a half-open connection never hears of it.
      if (!this.#isFrozen) void this.#held.then(() => to.destroy());
      if (this.#sockets.every((socket) => socket.destroyed)) this.#parts.closed();
    });
  }

  #take(bytes: Buffer, to: Socket): void {
    if (this.#isFrozen) return;
    const fate = this.#fate;
    const left = fate === undefined ? Number.POSITIVE_INFINITY : fate.afterBytes - this.#bytes;
    this.#bytes += bytes.length;
    if (fate === undefined || bytes.length <= left) this.#pass(bytes, to);
    else {
      this.#pass(bytes.subarray(0, left), to);
      this.#strike(fate);
      this.#pass(bytes.subarray(left), to);
    }
  }

  #strike({ trouble, delayMs }: Fate): void {
    this.#parts.struck(trouble);
    if (trouble === "freeze") this.#isFrozen = true;
    else if (trouble === "cut") this.reset();
    else {
      this.#held = this.#held.then(() => new Promise((resolve) => setTimeout(resolve, delayMs)));
      this.#fate = this.#parts.draw();
      this.#bytes = 0;
    }
  }

  /** In its order, and torn at some byte, so that no frame arrives as it was sent. */
  #pass(bytes: Buffer, to: Socket): void {
    if (this.#isFrozen) return;
    const tear = Math.floor(this.#parts.random() * bytes.length);
    const write = (): void => {
      if (to.destroyed) return;
      to.write(bytes.subarray(0, tear));
      to.write(bytes.subarray(tear));
    };
    this.#held = this.#held.then(write);
  }
}
