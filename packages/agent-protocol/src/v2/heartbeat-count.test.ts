import { expect, test } from "vitest";

import { HeartbeatCount } from "./heartbeat-count.ts";

const rhythm = { heartbeatMs: 20_000, deadlineMs: 60_000 };

test("a peer that answers lives for ever", () => {
  const count = new HeartbeatCount(rhythm);

  for (let tick = 1; tick <= 1_000; tick += 1) {
    expect(count.next()).toBe(tick);
    count.answer(tick);
  }
});

test("a peer that never answers is dead by its deadline", () => {
  const count = new HeartbeatCount(rhythm);

  expect([count.next(), count.next(), count.next()]).toEqual([1, 2, undefined]);
});

test("a late answer counts for those before it", () => {
  const count = new HeartbeatCount(rhythm);
  count.next();
  count.next();

  count.answer(2);

  expect(count.missed).toBe(0);
});

test("old, repeated and invented answers change nothing", () => {
  const count = new HeartbeatCount(rhythm);
  count.next();
  count.answer(1);
  count.next();

  count.answer(1);
  count.answer(99);

  expect(count.missed).toBe(1);
});

test("a deadline shorter than the interval still allows one", () => {
  const count = new HeartbeatCount({ heartbeatMs: 100, deadlineMs: 50 });

  expect([count.next(), count.next()]).toEqual([1, undefined]);
});
