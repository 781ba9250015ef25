import type { Readable } from "node:stream";

import type { Clock } from "@postern/domain";

const freeBytes = 16 * 1024 * 1024;
const pauseMs = 5;

/**
 * What nobody wants comes at a few MB per second: a program that prints without end, or a login shell that does, must not keep us busy until
 * its deadline.
 *
 * @param uselessBytes how much of it came so far, with the piece that came last: whoever counts listens before
 */
export function takeSlowly(pipe: Readable, clock: Clock, uselessBytes: () => number): void {
  pipe.on("data", () => {
    if (uselessBytes() < freeBytes || pipe.isPaused()) return;
    pipe.pause();
    void clock.sleep(pauseMs).then(() => pipe.resume());
  });
}
