import { expect, test } from "vitest";
import { askedAndUsed, exitOf, noTaskWords, peakMemoryWords, shortTaskName } from "./task-words.ts";

test.each([
  [{ exit: 0, exitStatus: null }, 0],
  [{ exit: null, exitStatus: 137 }, 137],
  [{ exit: 2_147_483_647, exitStatus: null }, undefined],
  [{ exit: null, exitStatus: null }, undefined],
])("the exit of %j is %s", (task, exit) => {
  expect(exitOf(task)).toBe(exit);
});

test.each([
  ["NFCORE_RNASEQ:RNASEQ:FASTQC (sample:1)", "FASTQC (sample:1)"],
  ["FASTQC", "FASTQC"],
])("%s is shown as %s", (name, short) => {
  expect(shortTaskName(name)).toBe(short);
});

test.each([
  [{ asked: "100 MB", used: "3 MB", isPeak: true }, "asked 100 MB, used at most 3 MB"],
  [{ asked: "12", used: "3.4" }, "asked 12, used 3.4"],
  [{ asked: "4 h 00 min", used: null }, "asked 4 h 00 min"],
  [{ asked: null, used: "3 MB", isPeak: true }, "used at most 3 MB"],
  [{ asked: null, used: null }, null],
])("%j reads %s", (resource, words) => {
  expect(askedAndUsed(resource)).toBe(words);
});

test("a task that was too short to be measured has no peak memory", () => {
  expect(peakMemoryWords(0)).toBeNull();
  expect(peakMemoryWords(null)).toBeNull();
  expect(peakMemoryWords(3 * 1024 ** 2)).toBe("3 MB");
});

test.each([
  ["", "SUBMITTED", "No task yet."],
  ["", "RUNNING", "No task yet."],
  ["", "UNKNOWN", "No task yet."],
  ["", "FAILED", "No task was started."],
  ["", "CANCELLED", "No task was started."],
  ["STAR", "FAILED", "No task has “STAR” in its name."],
] as const)("without a task, search %j in a run that is %s says: %s", (search, status, words) => {
  expect(noTaskWords(search, status)).toBe(words);
});
