import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { withinTime } from "./time-limit.ts";

test("work that ends in time gives its value", async () => {
  expect(await withinTime(new ManualClock(), 10, Promise.resolve("done"))).toEqual({ isTimely: true, value: "done" });
});

test("work that fails in time fails", async () => {
  await expect(withinTime(new ManualClock(), 10, Promise.reject(new Error("trouble")))).rejects.toThrow("trouble");
});

test("work that takes longer is left alone, and its later failure is nobody's", async () => {
  const clock = new ManualClock();
  const work = Promise.withResolvers<string>();
  const waiting = withinTime(clock, 10, work.promise);

  clock.advance(10);
  const answer = await waiting;
  work.reject(new Error("too late to matter"));

  expect(answer).toEqual({ isTimely: false });
});
