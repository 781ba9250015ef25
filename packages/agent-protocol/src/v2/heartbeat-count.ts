export interface HeartbeatRhythm {
  readonly heartbeatMs: number;
  readonly deadlineMs: number;
}

/**
 * Counts heartbeats that were sent and not answered.
 *
 * It counts ticks, not time, so that a process which was suspended does not take its peer for dead when it wakes.
 */
export class HeartbeatCount {
  readonly #allowed: number;
  #sent = 0;
  #answered = 0;

  constructor(rhythm: HeartbeatRhythm) {
    this.#allowed = Math.max(1, Math.round(rhythm.deadlineMs / rhythm.heartbeatMs) - 1);
  }

  /** Call once per interval. The number of the next heartbeat, or `undefined` when the peer is taken for dead. */
  next(): number | undefined {
    if (this.missed >= this.#allowed) return undefined;
    this.#sent += 1;
    return this.#sent;
  }

  /** An answer arrived. Old, repeated and invented numbers change nothing. */
  answer(seq: number): void {
    if (seq > this.#answered && seq <= this.#sent) this.#answered = seq;
  }

  get missed(): number {
    return this.#sent - this.#answered;
  }
}
