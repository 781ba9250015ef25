import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import { OperationQueue } from "./operation-queue.ts";

const limits = { timeoutMs: 1_000 };

function gate(): { readonly act: () => Promise<string>; open(): void; readonly begun: () => boolean } {
  const { promise, resolve } = Promise.withResolvers<string>();
  let begun = false;
  return {
    act: () => {
      begun = true;
      return promise;
    },
    open: () => resolve("done"),
    begun: () => begun,
  };
}

test("acts begin in their order, each when the one before has ended, also when that failed", async () => {
  const queue = new OperationQueue(new ManualClock(), 10);
  const [first, third] = [gate(), gate()];

  const answers = [
    queue.run(first.act, limits),
    queue.run(() => Promise.reject(new Error("second")), limits),
    queue.run(third.act, limits),
  ];
  expect([first.begun(), third.begun(), queue.waitingCount]).toEqual([true, false, 2]);
  first.open();
  await expect(answers[1]).rejects.toThrow("second");
  third.open();

  expect(await answers[0]).toBe("done");
  expect(await answers[2]).toBe("done");
});

test("what does not begin in time is told that nothing happened, and does not happen later", async () => {
  const clock = new ManualClock();
  const queue = new OperationQueue(clock, 10);
  const [first, second] = [gate(), gate()];
  const running = queue.run(first.act, limits);

  const late = queue.run(second.act, limits).catch((error: unknown) => error);
  clock.advance(1_000);
  expect(await late).toMatchObject({ code: "agent.busy" });
  first.open();

  expect(await running).toBe("done");
  expect(second.begun()).toBe(false);
});

test("an act gets what is left of its limit", async () => {
  const clock = new ManualClock();
  const queue = new OperationQueue(clock, 10);
  const first = gate();
  const running = queue.run(first.act, limits);

  const left = queue.run((timeoutMs) => Promise.resolve(timeoutMs), limits);
  clock.advance(400);
  first.open();

  expect(await running).toBe("done");
  expect(await left).toBe(600);
});

test("no more wait than may", async () => {
  const queue = new OperationQueue(new ManualClock(), 1);
  const first = gate();
  void queue.run(first.act, limits);
  const waiting = queue.run(() => Promise.resolve("next"), limits);

  await expect(queue.run(() => Promise.resolve("too many"), limits)).rejects.toMatchObject({ code: "agent.busy" });

  first.open();
  expect(await waiting).toBe("next");
});

test("when it ends, what waits has not begun", async () => {
  const queue = new OperationQueue(new ManualClock(), 10);
  const first = gate();
  void queue.run(first.act, limits);
  const waiting = queue.run(() => Promise.resolve("next"), limits).catch((error: unknown) => error);

  queue.end();

  expect(await waiting).toMatchObject({ code: "agent.offline" });
  await expect(queue.run(first.act, limits)).rejects.toMatchObject({ code: "agent.offline" });
});

test("what is given up holds nobody up: waiting it leaves, and running it goes on alone", async () => {
  const queue = new OperationQueue(new ManualClock(), 10);
  const first = gate();
  const [running, waiting] = [new AbortController(), new AbortController()];
  const given = [
    queue.run(first.act, { ...limits, signal: running.signal }).catch((error: unknown) => error),
    queue.run(() => Promise.resolve("second"), { ...limits, signal: waiting.signal }).catch((error: unknown) => error),
  ];
  const third = queue.run(() => Promise.resolve("third"), limits);

  running.abort();
  waiting.abort();
  const errors = await Promise.all(given);
  first.open();

  expect(errors).toMatchObject([{ code: "agent.gone" }, { code: "agent.gone" }]);
  expect(await third).toBe("third");
  await expect(queue.run(first.act, { ...limits, signal: waiting.signal })).rejects.toMatchObject({ code: "agent.gone" });
  expect(await queue.run(() => Promise.resolve("fourth"), limits)).toBe("fourth");
});
