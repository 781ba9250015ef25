import { expect, test } from "vitest";

import { LatencyHistory } from "./latency-history.ts";

function historyOf(...tookMs: readonly number[]): LatencyHistory {
  const history = new LatencyHistory();
  for (const [index, took] of tookMs.entries()) {
    const at = index * 20_000;
    history.sent(index + 1, at);
    history.answered(index + 1, at + took);
  }
  return history;
}

test("before the first answer nothing is known", () => {
  const history = new LatencyHistory();
  history.sent(1, 0);

  expect([history.median, history.medians]).toEqual([null, []]);
});

test("the median of the last five passes over one slow answer", () => {
  expect(historyOf(10).median).toBe(10);
  expect(historyOf(10, 20).median).toBe(15);
  expect(historyOf(10, 20, 9_000, 30, 40).median).toBe(30);
  expect(historyOf(9_000, 9_000, 9_000, 10, 20, 30, 40, 50).median).toBe(30);
});

test("the last thirty medians are kept, oldest first", () => {
  const history = historyOf(...Array.from({ length: 100 }, (_, index) => index));

  expect(history.medians).toHaveLength(30);
  expect([history.medians[0], history.medians.at(-1)]).toEqual([68, 97]);
});

test("repeated, invented and overtaken answers change nothing", () => {
  const history = historyOf(10);

  history.sent(2, 20_000);
  history.sent(3, 40_000);
  history.answered(1, 90_000);
  history.answered(7, 90_000);
  history.answered(3, 40_020);
  history.answered(2, 90_000);

  expect(history.medians).toEqual([10, 15]);
});

test("a clock that was set back gives no negative time", () => {
  expect(historyOf(-5_000).median).toBe(0);
});
