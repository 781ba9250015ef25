import { expect, test } from "vitest";
import { isLost } from "./lost-run.ts";
import { runStatuses } from "./run-status.ts";

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const unfinished = ["SUBMITTED", "RUNNING", "UNKNOWN"] as const;

test("a Nextflow that was started elsewhere is lost after an hour of silence, whatever its state says", () => {
  for (const status of unfinished) {
    const run = { status, isForeign: true, lastContactAt: 5, updatedAt: 5 };
    expect([status, isLost(run, 4 + hourMs), isLost(run, 5 + hourMs)]).toEqual([status, false, true]);
  }
});

test("a launched run is lost only when its cluster has been silent for two weeks", () => {
  const run = { status: "UNKNOWN", isForeign: false, lastContactAt: 5, updatedAt: 7 } as const;

  expect([isLost(run, 6 + 14 * dayMs), isLost(run, 7 + 14 * dayMs)]).toEqual([false, true]);
  expect(isLost({ ...run, lastContactAt: 9 }, 8 + 14 * dayMs)).toBe(false);
});

test("a launched run whose cluster answers may wait in its queue, or work, as long as it likes", () => {
  for (const status of ["SUBMITTED", "RUNNING"] as const) {
    expect(isLost({ status, isForeign: false, lastContactAt: 0, updatedAt: 0 }, 400 * dayMs)).toBe(false);
  }
});

test("a run that has ended is not lost", () => {
  for (const status of runStatuses.filter((each) => !(unfinished as readonly string[]).includes(each))) {
    expect(isLost({ status, isForeign: true, lastContactAt: 0, updatedAt: 0 }, 400 * dayMs)).toBe(false);
  }
});
