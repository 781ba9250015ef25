import { ManualClock } from "@postern/testing";
import { expect, test, vi } from "vitest";
import type { BatchOutcome } from "../features/keys/rewrap-batch.ts";
import { KeyReconciler } from "./key-reconciler.ts";

/** A reconciler over steps that end as they are told, each after some time. */
function stage(outcomes: readonly BatchOutcome[], { stepMs = 10, isSealed = false } = {}) {
  const clock = new ManualClock();
  const slept: number[] = [];
  vi.spyOn(clock, "sleep").mockImplementation(async (delayMs) => {
    slept.push(delayMs);
    clock.advance(delayMs);
  });
  const rest = [...outcomes];
  const keys = {
    refresh: vi.fn(() => Promise.resolve()),
    rewrapSome: vi.fn(async (): Promise<BatchOutcome> => {
      clock.advance(stepMs);
      return rest.shift() ?? "idle";
    }),
  };
  const tell = vi.fn(() => Promise.resolve());
  const reconciler = new KeyReconciler({ clock, keys, vault: { isSealed }, tell });
  return { keys, tell, slept, step: (signal = new AbortController().signal) => reconciler.step(signal) };
}

test("it works until nothing is left, and rests twelve times as long as each step took", async () => {
  const { keys, slept, step } = stage(["more", "more", "over"]);

  await step();

  expect(keys.rewrapSome).toHaveBeenCalledTimes(4);
  expect(slept).toEqual([120, 120, 120]);
});

test("a quick step is followed by a rest, too", async () => {
  const { slept, step } = stage(["more"], { stepMs: 0 });

  await step();

  expect(slept).toEqual([4]);
});

test("pages are told at the first step, once in a second, and at the end", async () => {
  const { tell, step } = stage([...Array.from({ length: 20 }, () => "more" as const), "over"]);

  await step();

  // 20 steps of 130 ms are 2.6 s.
  expect(tell).toHaveBeenCalledTimes(4);
});

test("where nothing runs it only looks for keys that others made, and tells nobody", async () => {
  const { keys, tell, step } = stage([]);

  await step();

  expect(keys.refresh).toHaveBeenCalledOnce();
  expect(tell).not.toHaveBeenCalled();
});

test("a sealed vault is left alone", async () => {
  const { keys, step } = stage(["more"], { isSealed: true });

  await step();

  expect(keys.refresh).not.toHaveBeenCalled();
  expect(keys.rewrapSome).not.toHaveBeenCalled();
});

test("a server that closes ends it after the step that is under way", async () => {
  const { keys, step } = stage(["more", "more", "more"]);
  const closing = new AbortController();
  keys.rewrapSome.mockImplementationOnce(async () => {
    closing.abort();
    return "more";
  });

  await step(closing.signal);

  expect(keys.rewrapSome).toHaveBeenCalledOnce();
});
