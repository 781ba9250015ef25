import type { UserId } from "@postern/domain";

/** A connection that can be kept from bringing more. */
export interface Holder {
  pause(): void;
  resume(): void;
}

/** Of one person. */
interface Share {
  /** Only connections that hold something. */
  readonly holders: Map<Holder, number>;
  /** Those of them that are not read from, the one that waits longest first. */
  readonly waiting: Set<Holder>;
  bytes: number;
}

/**
 * What the connections of each person hold of messages that have not come to their end.
 *
 * A person who holds as much as one may is read from by one connection after the other: it gets slower, and nothing is lost.
 *
 * INVARIANT: where some wait, one that holds something does not. Else all would wait for each other.
 */
export class HeldBytes {
  readonly #maxBytes: number;
  readonly #shares = new Map<UserId, Share>();

  /** `maxBytes`: for each person. What the last one brings that does not wait may come on top. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  bytesOf(userId: UserId): number {
    return this.#shares.get(userId)?.bytes ?? 0;
  }

  /** Says what a connection holds now; none is also said of one that has gone. */
  hold(userId: UserId, holder: Holder, bytes: number): void {
    const share = this.#shares.get(userId) ?? { holders: new Map<Holder, number>(), waiting: new Set<Holder>(), bytes: 0 };
    const before = share.holders.get(holder) ?? 0;
    enter(share, holder, bytes);
    if (share.holders.size > 0) this.#shares.set(userId, share);
    else this.#shares.delete(userId);

    const runningCount = share.holders.size - share.waiting.size;
    if (share.bytes <= this.#maxBytes || runningCount === 0) resumeFirst(share);
    else if (bytes > before && runningCount > 1 && !share.waiting.has(holder)) pause(share, holder);
  }
}

function enter(share: Share, holder: Holder, bytes: number): void {
  share.bytes += bytes - (share.holders.get(holder) ?? 0);
  if (bytes > 0) share.holders.set(holder, bytes);
  else {
    share.holders.delete(holder);
    share.waiting.delete(holder);
  }
}

function pause({ waiting }: Share, holder: Holder): void {
  waiting.add(holder);
  holder.pause();
}

// One at a time: what it brings says whether there is room for the next.
function resumeFirst({ waiting }: Share): void {
  for (const holder of waiting) {
    waiting.delete(holder);
    holder.resume();
    return;
  }
}
