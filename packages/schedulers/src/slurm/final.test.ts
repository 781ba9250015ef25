import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";

import { parseFinal, renderFinal } from "./final.ts";

const id = toSchedulerJobId("12");
const answer = (more: Partial<CommandResult>): CommandResult => ({ exitCode: 0, stdout: "", stderr: "", ...more });
const shown = (state: string, exit: string): CommandResult =>
  answer({
    stdout: `banner\nJobId=12 JobName=nf-workflow-x\n   UserId=a(1) GroupId=a(1)\n   JobState=${state} Reason=None Dependency=(null)\n   Requeue=0 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=${exit}\n   DerivedExitCode=0:0\n`,
  });
const forgotten = answer({ exitCode: 1, stderr: "slurm_load_jobs error: Invalid job id specified\n" });
const away = answer({ exitCode: 1, stderr: "slurm_load_jobs error: Unable to contact slurm controller\n" });
const accounted = (line: string): CommandResult => answer({ stdout: `banner\n${line}\n` });
const noAccounting = answer({ exitCode: 1, stderr: "Slurm accounting storage is disabled\n" });
const brokenAccounting = answer({ exitCode: 1, stderr: "sacct: error: slurmdbd: Connection refused\n" });

test("the controller is asked first, then accounting", () => {
  expect(renderFinal(id).map(({ words }) => words[0])).toEqual(["scontrol", "sacct"]);
});

test.each([
  ["the controller remembers the end", [shown("FAILED", "7:0"), noAccounting], { seen: "ended", exitCode: 7, reason: "FAILED" }],
  ["the controller says it lives", [shown("RUNNING", "0:0"), noAccounting], { seen: "running" }],
  ["only accounting knows", [forgotten, accounted("12|postern|COMPLETED|postern|0:0")], { seen: "ended", exitCode: 0, reason: "" }],
  [
    "accounting names who cancelled",
    [forgotten, accounted("12|postern|CANCELLED by 1000|postern|0:15")],
    { seen: "ended", exitCode: 143, reason: "CANCELLED by 1000", isForced: true },
  ],
  [
    "accounting knows while the controller is away",
    [away, accounted("12|postern|OUT_OF_MEMORY|postern|0:125")],
    { seen: "ended", exitCode: 137, reason: "OUT_OF_MEMORY", isForced: true, because: "memory" },
  ],
  ["nobody knows", [forgotten, accounted("")], { seen: "absent" }],
  ["the controller forgot and there is no accounting", [forgotten, noAccounting], { seen: "absent" }],
  ["accounting alone claims that it runs", [forgotten, accounted("12|postern|RUNNING|postern|0:0")], { seen: "absent" }],
  ["another job's line", [forgotten, accounted("120|postern|FAILED|postern|1:0")], { seen: "absent" }],
])("%s", (_, results, expected) => {
  expect(parseFinal(results, id)).toEqual(expected);
});

test.each([
  ["the controller is away and accounting has nothing", [away, accounted("")]],
  ["the controller is away and there is no accounting", [away, noAccounting]],
  ["accounting is broken", [forgotten, brokenAccounting]],
  ["scontrol shows something else", [answer({ stdout: "JobId=13 JobName=x\n JobState=FAILED\n" }), noAccounting]],
  ["nothing was asked", []],
])("%s: nothing is said", (_, results) => {
  expect(parseFinal(results, id)).toMatchObject({ seen: "nothing" });
});
