import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";

import { schedulerOfKind } from "../scheduler-of-kind.ts";

const head = "JOBID              USERNAME      STATE PROCS     WCLIMIT            QUEUETIME\n";
const table = `
active jobs------------------------
JOBID              USERNAME      STATE PROCS   REMAINING            STARTTIME

Moab.12                jane    Running     1    00:59:59  Sun Nov 29 01:08:20
41.torque*             john   Starting    64  1:00:00:00  Sun Nov 29 01:08:20

2 active jobs              65 of 128 processors in use by local jobs (50.78%)

eligible jobs----------------------
${head}
Moab.13                jane       Idle     1     1:00:00  Sun Nov 29 01:08:20

1 eligible job

blocked jobs-----------------------
${head}
Moab.14                jane       Idle     1     1:00:00  Sun Nov 29 01:08:20
Moab.15                jane   UserHold     1     1:00:00  Sun Nov 29 01:08:20

2 blocked jobs

Total jobs:  5

`;
const short = schedulerOfKind("moab").shortStatus;
const answer = (stdout: string, more: Partial<CommandResult> = {}): CommandResult => ({ exitCode: 0, stdout, stderr: "", ...more });

function look(result: CommandResult, job: string) {
  return short?.parse(result, [toSchedulerJobId(job)]).get(toSchedulerJobId(job));
}

test.each([
  ["Moab.12", { seen: "running" }],
  ["41.torque", { seen: "running" }],
  ["Moab.13", { seen: "queued", reason: "" }],
  ["Moab.14", { seen: "queued", reason: "it is blocked (Idle)" }],
  ["Moab.15", { seen: "queued", reason: "it is held (UserHold)" }],
  ["Moab.1", { seen: "absent" }],
])("job %s is told by the plain table", (job, expected) => {
  expect(look(answer(`Welcome to login1\n${table}`), job)).toEqual(expected);
});

test("of a table that was cut nothing is made of what is not in it, nor of its last line", () => {
  const cut = answer(table.slice(0, table.indexOf("Moab.13") + 30), { isCut: true });

  expect(look(cut, "Moab.12")).toEqual({ seen: "running" });
  expect(look(cut, "Moab.13")).toEqual({ seen: "nothing", reason: "The cluster has more jobs than one answer of showq holds." });
  expect(look(cut, "Moab.99")).toMatchObject({ seen: "nothing" });
});

test.each([
  ["none", answer("")],
  ["half a table", answer(table.slice(0, 300))],
  ["a failure", answer(table, { exitCode: 1, stderr: "ERROR:    communication error moab01:42559 (request timed out)\n" })],
])("%s says nothing of what it does not list", (_, result) => {
  expect(look(result, "Moab.99")).toMatchObject({ seen: "nothing" });
});
