import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";

import { unclear } from "../testing/scheduler-asker.ts";
import { askLimits, askReservation } from "./memory-rules.ts";

const answer = (stdout: string): CommandResult => ({ exitCode: 0, stdout, stderr: "" });
const failure: CommandResult = { exitCode: 1, stdout: "", stderr: "bash: line 1: LSF_ENVDIR: parameter null or not set\n" };

test.each([
  ["RESOURCE_RESERVE_PER_TASK = Y\nABS_RUNLIMIT              = Y\n", { isReservedPerCpu: true }],
  ["ABS_RUNLIMIT = Y\nRESOURCE_RESERVE_PER_TASK = n\n", { isReservedPerCpu: false }],
  ["ABS_RUNLIMIT = Y\n", {}],
])("whether memory is reserved for each processor is told by the parameters %j", (stdout, rules) => {
  expect(askReservation.read(answer(stdout))).toEqual(rules);
});

test.each([
  ["LSF_UNIT_FOR_LIMITS=GB\nLSB_JOB_MEMLIMIT=y\n", { unit: "GB", isLimitOfJob: true }],
  ['#LSF_UNIT_FOR_LIMITS=TB\nLSF_UNIT_FOR_LIMITS = "m"  # not GB\nLSB_JOB_MEMLIMIT=N\n', { unit: "MB", isLimitOfJob: false }],
  ["LSF_LOGDIR=/x\n", { unit: "KB" }],
])("unit and kind of limits are told by lsf.conf %j, with LSF's default", (stdout, rules) => {
  expect(askLimits.read(answer(stdout))).toEqual(rules);
});

test("no answer, or half of one, says nothing", () => {
  for (const question of [askLimits, askReservation]) {
    expect(() => question.read(failure)).toThrow(unclear);
    expect(() => question.read({ ...answer("LSF_UNIT_FOR_LIMITS=GB\n"), isCut: true })).toThrow(unclear);
  }
});
