import type { ProcessLoad } from "@postern/contracts";
import { expect, test } from "vitest";
import { progressOf } from "./task-counts.ts";

test("ended tasks are done, however they ended; what waits counts to the total", () => {
  const load = {
    pending: 2,
    submitted: 3,
    running: 4,
    succeeded: 10,
    cached: 5,
    failed: 2,
    aborted: 1,
    ignored: 1,
    retries: 2,
  } as ProcessLoad;

  expect(progressOf(load)).toEqual({ total: 27, done: 18, succeeded: 10, cached: 5, failed: 3, running: 4, waiting: 5, retries: 2 });
});

test("before the first report there is nothing", () => {
  expect(progressOf(undefined).total).toBe(0);
});
