import { toUserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import { Unasked } from "./unasked.ts";

const [ada, bob] = [toUserId(1), toUserId(2)];

function start() {
  const clock = new ManualClock();
  return { clock, unasked: new Unasked(clock, { windowMs: 20_000, maxOfConnection: 3, maxOfPerson: 5 }) };
}

test("a connection may send so much that nobody asked for, and again after a while", () => {
  const { clock, unasked } = start();
  const connection = unasked.ofConnection(ada);

  expect([1, 2, 3, 4].map(() => connection.note(10))).toEqual([true, true, true, false]);
  clock.advance(20_000);
  expect(connection.note(10)).toBe(true);
});

test("all connections of a person together may send so much, those of others not counted", () => {
  const { unasked } = start();
  const [one, two, his] = [unasked.ofConnection(ada), unasked.ofConnection(ada), unasked.ofConnection(bob)];

  for (let count = 0; count < 3; count += 1) one.note(10);

  expect([two.note(10), two.note(10), two.note(10), his.note(10)]).toEqual([true, true, false, true]);
  // Coming again does not help.
  expect(unasked.ofConnection(ada).note(10)).toBe(false);
});

test("a large message counts for several", () => {
  const { unasked } = start();

  expect(unasked.ofConnection(ada).note(3 * 64 * 1024)).toBe(false);
});

test("what was asked for is not counted, however much it is", () => {
  const { unasked } = start();
  const connection = unasked.ofConnection(ada);

  for (let count = 0; count < 100; count += 1) {
    expect(connection.note(64 * 1024)).toBe(true);
    connection.forgive();
  }
});
