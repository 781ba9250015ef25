import { ManualClock } from "@postern/testing";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { RunEventThrottle } from "./run-event-throttle.ts";

const run = (id: string, status: string) => ({ id, user_id: 1, workspace_id: null, status });

function watchThrottle() {
  const clock = new ManualClock();
  const seen: string[] = [];
  const throttle = new RunEventThrottle(clock, ({ id, status }) => seen.push(`${id} ${status}`));
  return { clock, seen, throttle };
}

test("of a burst the first event goes at once and the last one when its second is over", async () => {
  const { clock, seen, throttle } = watchThrottle();

  for (const status of ["RUNNING", "UNKNOWN", "SUCCEEDED"]) throttle.announce(run("a", status));
  const atOnce = [...seen];
  clock.advance(1000);
  await turn();

  expect(atOnce).toEqual(["a RUNNING"]);
  expect(seen).toEqual(["a RUNNING", "a SUCCEEDED"]);
  await throttle[Symbol.asyncDispose]();
});

test("runs do not hold each other back", async () => {
  const { seen, throttle } = watchThrottle();

  throttle.announce(run("a", "RUNNING"));
  throttle.announce(run("b", "RUNNING"));

  expect(seen).toEqual(["a RUNNING", "b RUNNING"]);
  await throttle[Symbol.asyncDispose]();
});

test("after a quiet second the next event goes at once again", async () => {
  const { clock, seen, throttle } = watchThrottle();
  throttle.announce(run("a", "RUNNING"));
  clock.advance(1000);
  await turn();

  throttle.announce(run("a", "SUCCEEDED"));

  expect(seen).toEqual(["a RUNNING", "a SUCCEEDED"]);
  await throttle[Symbol.asyncDispose]();
});

test("closing sends what waits, and nothing after", async () => {
  const { seen, throttle } = watchThrottle();
  throttle.announce(run("a", "RUNNING"));
  throttle.announce(run("a", "SUCCEEDED"));

  await throttle[Symbol.asyncDispose]();
  throttle.announce(run("a", "FAILED"));

  expect(seen).toEqual(["a RUNNING", "a SUCCEEDED"]);
});
