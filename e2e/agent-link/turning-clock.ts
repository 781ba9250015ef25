import { ManualClock } from "@postern/testing";

/** Between two steps of a quiet process; a busy one takes longer, and its time with it. */
const pauseMs = 2;

/**
 * A clock that goes one step further each time the event loop has come round.
 *
 * Minutes of the product pass in seconds, with its real limits; and on a machine that is slow, time is slow in the same measure, so
 * that nobody is taken for dead who only had no turn.
 */
export class TurningClock extends ManualClock implements Disposable {
  #isOver = false;

  constructor(stepMs: number) {
    super();
    const turn = (): void => {
      this.advance(stepMs);
      // What has arrived meanwhile is read before the next step.
      if (!this.#isOver) setTimeout(() => setImmediate(turn), pauseMs);
    };
    turn();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
  }
}
