import { describe, expect, test } from "vitest";
import { isTerminal, runStatuses, statusAfterBegin, statusAfterReport, statusAfterSignOfLife } from "./run-status.ts";
import type { RunStatus } from "./run-status.ts";

const ended: readonly RunStatus[] = ["SUCCEEDED", "FAILED", "CANCELLED"];
const unfinished = runStatuses.filter((status) => !ended.includes(status));

test("an end is an end, and unknown is none", () => {
  expect(runStatuses.filter(isTerminal)).toEqual(ended);
});

describe("a sign of life", () => {
  test.each(unfinished)("makes %s running", (status) => {
    expect(statusAfterSignOfLife(status)).toBe("RUNNING");
  });

  test.each(ended)("never revives %s", (status) => {
    expect(statusAfterSignOfLife(status)).toBe(status);
  });
});

describe("a begin", () => {
  test.each(["SUBMITTED", "RUNNING", "UNKNOWN", "FAILED", "SUCCEEDED"] as const)("shows that %s was only guessed", (status) => {
    expect(statusAfterBegin({ status, isReported: false })).toBe("RUNNING");
  });

  test("does not undo a stop that a person asked for", () => {
    expect(statusAfterBegin({ status: "CANCELLED", isReported: false })).toBe("CANCELLED");
  });

  test.each(runStatuses)("that comes after the end was reported is late: %s", (status) => {
    expect(statusAfterBegin({ status, isReported: true })).toBe(status);
  });
});

test.each([
  [true, false, "SUCCEEDED"],
  [true, true, "SUCCEEDED"],
  [false, true, "CANCELLED"],
  [false, false, "FAILED"],
] as const)("a report of success %s, with a stop asked for %s, means %s", (success, cancelRequested, status) => {
  expect(statusAfterReport({ success, cancelRequested })).toBe(status);
});
