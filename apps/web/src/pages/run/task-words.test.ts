import { expect, test } from "vitest";
import { exitOf, shortTaskName } from "./task-words.ts";

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
