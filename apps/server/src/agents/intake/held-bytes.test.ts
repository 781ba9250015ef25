import { toUserId } from "@postern/domain";
import fc from "fast-check";
import { expect, test } from "vitest";

import { HeldBytes } from "./held-bytes.ts";

const [ada, bob] = [toUserId(1), toUserId(2)];
const pieceBytes = 10;

function connection() {
  const state = { isPaused: false, bytes: 0 };
  return Object.assign(state, {
    pause: () => {
      state.isPaused = true;
    },
    resume: () => {
      state.isPaused = false;
    },
  });
}

test("who would hold more than one may waits, until another one's message has ended", () => {
  const held = new HeldBytes(100);
  const [first, second] = [connection(), connection()];
  held.hold(ada, first, 90);

  held.hold(ada, second, 20);
  expect([first.isPaused, second.isPaused]).toEqual([false, true]);

  held.hold(ada, first, 0);
  expect(second.isPaused).toBe(false);
});

test("the only one that holds something goes on, however large its message is", () => {
  const held = new HeldBytes(100);
  const only = connection();

  held.hold(ada, only, 500);

  expect(only.isPaused).toBe(false);
});

test("one who goes makes room, whether it was waiting or not", () => {
  const held = new HeldBytes(100);
  const [first, second, third] = [connection(), connection(), connection()];
  held.hold(ada, first, 90);
  held.hold(ada, second, 20);
  held.hold(ada, third, 20);

  held.hold(ada, second, 0);
  held.hold(ada, first, 0);

  expect([third.isPaused, held.bytesOf(ada)]).toEqual([false, 20]);
});

test("the agents of one person do not make those of another wait", () => {
  const held = new HeldBytes(100);
  const [hers, his] = [connection(), connection()];
  held.hold(ada, hers, 1_000);

  held.hold(bob, his, 50);
  held.hold(bob, his, 90);

  expect(his.isPaused).toBe(false);
});

test("whatever the order, no more is held than one may and one message, all messages come to their end, and nothing is left", () => {
  const messages = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(messages, fc.array(fc.nat(), { minLength: 1 }), (pieces, choices) => {
      const held = new HeldBytes(100);
      const largest = Math.max(...pieces) * pieceBytes;
      let open = pieces.map((count) => ({ ...{ count }, at: connection() }));
      for (let turn = 0; open.length > 0; turn += 1) {
        const ready = open.filter(({ at }) => !at.isPaused);
        // INVARIANT of the class: somebody can always go on.
        expect(ready.length).toBeGreaterThan(0);
        const one = ready[(choices[turn % choices.length] ?? 0) % ready.length];
        if (one === undefined) break;
        one.count -= 1;
        one.at.bytes = one.count === 0 ? 0 : one.at.bytes + pieceBytes;
        held.hold(ada, one.at, one.at.bytes);
        open = open.filter(({ count }) => count > 0);
        // A connection is told to wait only after the piece that was too much.
        expect(held.bytesOf(ada)).toBeLessThanOrEqual(100 + largest + pieces.length * pieceBytes);
      }
      expect(held.bytesOf(ada)).toBe(0);
    }),
    { numRuns: 20 },
  );
});
