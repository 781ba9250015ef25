import { expect, test } from "vitest";
import { nextWords, outcomeLook, reasonWords, runWords, scheduleWords } from "./check-words.ts";

const usual = { everyHours: 6, isManaged: false, isOn: true, nextAt: "2026-01-01T00:00:00Z" };

test.each([
  { change: {}, words: /^Checked every 6 hours, without a job\.$/ },
  { change: { everyHours: 1 }, words: /^Checked every hour, / },
  { change: { nextAt: null }, words: /while it is not disabled\.$/ },
  { change: { isOn: false, nextAt: null }, words: /^It is not on the schedule/ },
  { change: { everyHours: null, nextAt: null }, words: /^This server checks no environment by itself\.$/ },
  { change: { isManaged: true, nextAt: null }, words: /looked at when somebody launches/ },
])("the schedule of $change is told", ({ change, words }) => {
  expect(scheduleWords({ ...usual, ...change })).toMatch(words);
});

test("the next one is told roughly", () => {
  const minute = 60_000;

  expect([-5, 0.5, 12, 119, 200, 60 * 24 * 3].map((left) => nextWords(left * minute, 0))).toEqual([
    ...["The next is due.", "The next is due.", "The next is in about 12 min.", "The next is in about 119 min."],
    ...["The next is in about 3 h.", "The next is in about 72 h."],
  ]);
});

test("unfinished runs are told by what they do, and none as none", () => {
  const all = [
    { submitted: 0, running: 0, unknown: 0 },
    { submitted: 2, running: 1, unknown: 0 },
    { submitted: 0, running: 0, unknown: 3 },
  ];

  expect(all.map(runWords)).toEqual(["none", "1 running, 2 waiting", "3 unknown"]);
});

test("a cluster that was not reached looks like something unknown, and not like a failure", () => {
  expect([outcomeLook("unreached").tone, outcomeLook("failed").tone]).toEqual(["unknown", "failed"]);
  expect(reasonWords("schedule")).toBe("on schedule");
});
