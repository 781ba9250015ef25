import { toSchedulerJobId } from "@postern/domain";
import { expect, test } from "vitest";

import { readerOf, rejected, sampleJob, unclear, withBanner } from "../testing/scheduler-asker.ts";

const { final, judge, look, recorded, scheduler } = readerOf("moab", "moab", "moab-9.1.");

test("options are those of Torque, with a signal before the end", () => {
  const resources = { account: "ab12", wallTimeSeconds: 3600, memoryMb: 4096, cpus: 2, constraint: "ssd", noticeSeconds: 60 };
  const { words } = scheduler.renderSubmit({ ...sampleJob, queue: "batch", resources, extraOptions: ["-l", "qos=long"] });

  expect(words).toEqual([
    ...["msub", "--xml", "-C", "", "-S", "/bin/bash", "-r", "n", "-N", "n5Mq3xJ2vRp8a1b", "-o", sampleJob.outputPath, "-j", "oe"],
    ...["-q", "batch", "-d", sampleJob.workDir, "-A", "ab12", "-l", "nodes=1:ppn=2:ssd", "-l", "mem=4096mb", "-l", "walltime=01:00:00"],
    ...["-l", "signal=USR2@60", "-l", "qos=long", sampleJob.scriptPath],
  ]);
  expect(() => scheduler.renderSubmit({ ...sampleJob, extraOptions: ["-t", "1-3"] })).toThrow(rejected);
  expect(() => scheduler.renderSubmit({ ...sampleJob, name: "a b" })).toThrow(rejected);
});

test("the id comes in XML, or after an empty line, between banners too", () => {
  for (const name of ["msub.taken", "msub.taken-plain"]) expect(scheduler.parseSubmit(withBanner(recorded(name)))).toBe("Moab.12");
});

test("a class that is not there is a refusal; what was lost or cut is not", () => {
  expect(() => scheduler.parseSubmit(recorded("msub.refused-class"))).toThrow(rejected);
  for (const answer of [
    recorded("msub.lost"),
    recorded("showq.down"),
    { exitCode: 0, stdout: "\nMoab.1", stderr: "" },
    { exitCode: 0, stdout: '<Data><job JobID="Moab.1', stderr: "" },
    { exitCode: 0, stdout: "Moab.1\nMoab.2\n", stderr: "" },
    { exitCode: 1, stdout: "", stderr: "FEHLER: Klasse unbekannt\n" },
  ]) {
    expect(() => scheduler.parseSubmit(answer)).toThrow(unclear);
  }
});

test.each([
  ["Moab.12", { seen: "running" }],
  ["41.torque", { seen: "running" }],
  ["Moab.13", { seen: "queued", reason: "" }],
  ["Moab.14", { seen: "queued", reason: "it is held (UserHold)" }],
  ["Moab.16", { seen: "queued", reason: "it is held (BatchHold)" }],
  ["Moab.77", { seen: "absent" }],
])("job %s is told in an answer about many", (job, expected) => {
  expect(look("showq.running-idle-blocked", job)).toEqual(expected);
});

test("quirk: whether an idle job may start is told by its list alone", () => {
  expect(look("showq.running-idle-blocked", "Moab.15")).toEqual({ seen: "queued", reason: "it is blocked (Idle)" });
});

test.each([
  ["881196", { seen: "running" }],
  ["881196.torque", { seen: "running" }],
  ["881197", { seen: "queued", reason: "" }],
  ["881198", { seen: "absent" }],
])("above Torque a job has a number, which both may know: %s", (job, expected) => {
  expect(look("showq.with-torque", job)).toEqual(expected);
  expect(scheduler.parseFindByName(recorded("showq.with-torque"), sampleJob.name)).toEqual(["881196"]);
});

test.each([
  ["881190", { seen: "ended", exitCode: 0, reason: "" }],
  ["881191", { seen: "ended", exitCode: 143, reason: "CNCLD" }],
])("above Torque the end of %s is in the list of what completed", (job, expected) => {
  expect(final(["checkjob.unknown", "showq-c.with-torque"], job)).toMatchObject(expected);
});

test("the jobs of one user are asked for by a name that is one", () => {
  expect(scheduler.renderStatusOfUser?.("jane.doe-2")?.words).toEqual(["showq", "--xml", "-w", "user=jane.doe-2"]);
  for (const name of ["", "jane,user=adam", "jane doe", "jane@x"]) expect(scheduler.renderStatusOfUser?.(name)).toBeUndefined();
});

test("half an answer and none say nothing", () => {
  const list = recorded("showq.running-idle-blocked");
  const half = { ...list, stdout: list.stdout.slice(0, -9) };

  expect(scheduler.parseStatus(half, [toSchedulerJobId("Moab.77")]).get(toSchedulerJobId("Moab.77"))).toMatchObject({ seen: "nothing" });
  for (const name of ["showq.down", "showq.timed-out"]) expect(look(name, "Moab.12")).toMatchObject({ seen: "nothing" });
  expect(() => scheduler.parseSubmit(recorded("showq.timed-out"))).toThrow(unclear);
  expect(() => scheduler.parseFindByName(half, sampleJob.name)).toThrow(unclear);
});

test.each([
  ["Moab.1", { seen: "ended", exitCode: 0, reason: "" }],
  ["Moab.2", { seen: "ended", exitCode: 7 }],
  ["Moab.3", { seen: "ended", exitCode: 143, reason: "CNCLD" }],
  ["Moab.4", { seen: "ended", exitCode: 143 }],
  ["Moab.5", { seen: "ended", exitCode: 143, reason: "Vacated" }],
  ["Moab.77", { seen: "absent" }],
])("the end of %s is in the list of what completed", (job, expected) => {
  expect(final(["checkjob.unknown", "showq-c.completed"], job)).toMatchObject(expected);
});

test("the job itself is believed first, and nobody asked says nothing", () => {
  expect(final(["checkjob.running", "showq-c.completed"], "Moab.12")).toEqual({ seen: "running" });
  expect(final(["showq.down", "showq-c.completed"], "Moab.1")).toMatchObject({ seen: "nothing" });
  expect(final(["checkjob.unknown", "showq.down"], "Moab.1")).toMatchObject({ seen: "nothing" });
  expect(final(["checkjob.unknown"], "Moab.1")).toMatchObject({ seen: "nothing" });
  expect(final([], "Moab.1")).toMatchObject({ seen: "nothing" });
});

test("jobs are found by their short name, and cancelling what is over is done", () => {
  expect(scheduler.parseFindByName(recorded("showq.running-idle-blocked"), sampleJob.name)).toEqual(["Moab.12"]);
  expect(scheduler.parseFindByName(recorded("showq.empty"), sampleJob.name)).toEqual([]);
  for (const name of ["cancelled", "unknown"]) expect(() => scheduler.parseCancel(recorded(`mjobctl.${name}`))).not.toThrow();
  expect(() => scheduler.parseCancel(recorded("showq.down"))).toThrow(unclear);
});

test("classes, accounts with their qualities, and the start that is estimated", () => {
  const { askAccounts, askQueues, askStart } = scheduler.site;
  const start = askStart(toSchedulerJobId("Moab.13"));

  expect(askQueues()?.read(recorded("mdiag-c.classes"))).toEqual([
    { name: "batch", isOpen: true, maxWallTimeSeconds: 172_800 },
    { name: "old", isOpen: false },
  ]);
  expect(askAccounts("jane")?.read(recorded("mdiag-a.accounts"))).toEqual([{ name: "ab12", qualities: ["normal", "long"] }]);
  expect(start?.read(recorded("showstart"))).toBe("Fri Jul 15 12:53:40");
  for (const question of [askQueues(), askAccounts("jane"), start]) expect(() => question?.read(recorded("showq.down"))).toThrow(unclear);
  expect(judge("batch", ["showq-version", "mdiag-c.classes"])).toEqual([{ summary: "Moab 9.1.3" }, { summary: "queue batch is open" }]);
  const said = "moab client 8.1.1.2 (revision 2015080516, changeset eb28ad0)\n";
  expect(scheduler.renderProbes(undefined)[0]?.judge({ exitCode: 0, stdout: said, stderr: "" })).toEqual({ summary: "Moab 8.1.1.2" });
  expect(judge(undefined, ["showq.down", "showq.down"])).toMatchObject([
    { problem: expect.stringContaining("version") as unknown },
    { problem: expect.stringContaining("does not answer") as unknown },
  ]);
});
