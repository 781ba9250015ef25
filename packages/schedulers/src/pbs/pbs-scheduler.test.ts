import { toSchedulerJobId } from "@postern/domain";
import { describe, expect, test } from "vitest";

import { recordedAnswer, recordedNames } from "../testing/recorded-answer.ts";
import { readerOf, rejected, sampleJob, unclear, withBanner } from "../testing/scheduler-asker.ts";
import { pbsOptionProblem } from "./option-problem.ts";

const pro = readerOf("pbs", "pbs", "openpbs-22.05.");
const torque = readerOf("torque", "pbs", "torque-6.1.");
const resources = { account: "ab12", wallTimeSeconds: 90_000, memoryMb: 4096, cpus: 2, constraint: "ssd" };

describe("submit", () => {
  test("quirk: a name has at most 15 letters, and its end tells it from others", () => {
    const { words, workDir } = pro.scheduler.renderSubmit({ ...sampleJob, queue: "workq" });

    expect(words).toEqual([
      ...["qsub", "-C", "", "-S", "/bin/bash", "-r", "n", "-N", "n5Mq3xJ2vRp8a1b", "-o", sampleJob.outputPath, "-j", "oe"],
      ...["-q", "workq", sampleJob.scriptPath],
    ]);
    expect(workDir).toBe(sampleJob.workDir);
    expect(pro.scheduler.renderFindByName(sampleJob.name).words).toContain("n5Mq3xJ2vRp8a1b");
  });

  test("each dialect asks for resources and the directory in its own words", () => {
    const asked = (reader: typeof pro) => reader.scheduler.renderSubmit({ ...sampleJob, resources }).words.slice(13, -1);

    expect(asked(pro)).toEqual(["-P", "ab12", "-l", "select=1:ncpus=2:mem=4096mb:ssd", "-l", "walltime=25:00:00"]);
    expect(asked(torque)).toEqual([
      ...["-d", sampleJob.workDir, "-A", "ab12", "-l", "nodes=1:ppn=2:ssd", "-l", "mem=4096mb", "-l", "walltime=25:00:00"],
    ]);
  });

  test.each([
    ["place=scatter:excl", ["-l", "select=1:ncpus=2:mem=4096mb:ssd", "-l", "walltime=25:00:00"]],
    ["storage=gdata/ab12,Place=pack", ["-l", "select=1:ncpus=2:mem=4096mb:ssd", "-l", "walltime=25:00:00"]],
    ["walltime=1:00:00", ["-l", "select=1:ncpus=2:mem=4096mb:ssd"]],
    ["select=2:mem=9gb", ["-l", "walltime=25:00:00"]],
    ["ncpus=4,mem=9gb,WallTime=1:00:00", []],
    ["nodes=1", ["-l", "walltime=25:00:00"]],
    ["of_the_site=1", ["-l", "walltime=25:00:00"]],
  ])("quirk: PBS Pro refuses two forms at once, so beside the user's own -l %s only what asks for something else stays", (own, ours) => {
    const asked = (extraOptions: string[]) => pro.scheduler.renderSubmit({ ...sampleJob, resources, extraOptions }).words.slice(13, -1);

    expect(asked(["-l", own])).toEqual(["-P", "ab12", ...ours, "-l", own]);
    expect(asked([`-hl${own}`])).toEqual(["-P", "ab12", ...ours, `-hl${own}`]);
  });

  test.each([
    ["nodes=2:ppn=8", ["-l", "mem=4096mb", "-l", "walltime=25:00:00"]],
    ["pmem=2gb", ["-l", "nodes=1:ppn=2:ssd", "-l", "walltime=25:00:00"]],
    ["feature=k80", ["-l", "nodes=1:ppn=2:ssd", "-l", "mem=4096mb", "-l", "walltime=25:00:00"]],
  ])("Torque is asked for a resource once: beside the user's own %s for the others", (own, ours) => {
    const { words } = torque.scheduler.renderSubmit({ ...sampleJob, resources, extraOptions: ["-l", own] });

    expect(words.slice(17, -1)).toEqual([...ours, "-l", own]);
  });

  test("quirk: directives in the script, after its first command or with another line end, are not read at all", () => {
    expect(pro.scheduler.renderSubmit(sampleJob).words.join(" ")).toContain("-C  -S");
    expect(pro.scheduler.renderScriptHeader(sampleJob)).toEqual([]);
  });

  test("quirk: an output path is read as host:path", () => {
    expect(() => pro.scheduler.renderSubmit({ ...sampleJob, outputPath: "/scratch/a:b.log" })).toThrow(rejected);
  });

  test("the id comes with its server, between banners too", () => {
    expect(pro.scheduler.parseSubmit(pro.recorded("qsub.taken"))).toBe("1234.pbs01");
    expect(pro.scheduler.parseSubmit(withBanner(pro.recorded("qsub.taken")))).toBe("1234.pbs01");
  });

  test.each(recordedNames("pbs").filter((name) => name.includes("qsub.refused")))("%s is a refusal", (name) => {
    expect(() => pro.scheduler.parseSubmit(recordedAnswer("pbs", name))).toThrow(rejected);
  });

  test("what a filter of the site says stands above the refusal, and is told", () => {
    const why = "Please ask for a project with -A.\n";
    const notice =
      "qsub: Your job has been administratively rejected by the queueing system.\nqsub: There may be a more detailed explanation prior to this notice.\n";
    const message = `PBS refused the job: Please ask for a project with -A. ${notice.replaceAll("qsub: ", "").replaceAll("\n", " ").trim()}`;

    expect(() => torque.scheduler.parseSubmit({ exitCode: 1, stdout: "", stderr: why + notice })).toThrow(
      expect.objectContaining({ code: "scheduler.rejected", message }),
    );
  });

  test.each([
    ["no connection", pro.recorded("qsub.lost-connection")],
    ["a connection that ended", pro.recorded("qsub.lost-end-of-file")],
    ["an id that was cut", { exitCode: 0, stdout: "1234.pb", stderr: "" }],
    ["two ids", { exitCode: 0, stdout: "1234.pbs01\n1235.pbs01\n", stderr: "" }],
    ["a killed command", { exitCode: 143, stdout: "", stderr: "qsub: Unknown queue\n" }],
    ["another language", { exitCode: 1, stdout: "", stderr: "Unbekannte Warteschlange\n" }],
  ])("%s is unclear, never a refusal", (_, answer) => {
    expect(() => pro.scheduler.parseSubmit(answer)).toThrow(unclear);
  });
});

describe("status", () => {
  test.each([
    ["1234.pbs01", { seen: "running" }],
    ["1235.pbs01", { seen: "queued", reason: "Not Running: Insufficient amount of resource: ncpus (R: 4 A: 2 T: 64)" }],
    ["1236.pbs01", { seen: "queued", reason: "it is held (u)" }],
    ["1240[].pbs01", { seen: "running" }],
    ["1234.pbs01.example.org", { seen: "running" }],
    ["999.pbs01", { seen: "nothing" }],
  ])("%s is told, folded lines and all", (job, expected) => {
    expect(pro.look("qstat-f.running-queued-held", job)).toMatchObject(expected);
  });

  test("quirk: ids hold the server; the same number on another server is another job", () => {
    expect(pro.look("qstat-f.running-queued-held", "1234.pbs02")).toMatchObject({ seen: "nothing" });
  });

  test("what PBS says it does not know, or only in its history, is absent; what it does not mention is not", () => {
    expect(pro.look("qstat-f.finished-and-unknown", "1230.pbs01")).toEqual({ seen: "absent" });
    expect(pro.look("qstat-f.finished-and-unknown", "77.pbs01")).toEqual({ seen: "absent" });
    expect(pro.look("qstat-f.finished-and-unknown", "7.pbs01")).toMatchObject({ seen: "nothing" });
    expect(torque.look("qstat-f.unknown", "77.torque.example.org")).toEqual({ seen: "absent" });
    expect(pro.look("qstat-f.down", "1234.pbs01")).toMatchObject({ seen: "nothing" });
  });

  test("quirk: a function in the environment stands there with its own lines, also empty ones and such as look like fields", () => {
    expect(pro.look("qstat-f.running-with-functions", "1250.pbs01")).toEqual({ seen: "running" });
    expect(pro.look("qstat-f.running-with-functions", "1251.pbs01")).toMatchObject({ seen: "queued" });
    expect(pro.final(["qstat-x-f.with-functions"], "1249.pbs01")).toMatchObject({ seen: "ended", exitCode: 7 });
  });

  test("the end of a job without an exit status is not believed where it may be cut in its environment", () => {
    const whole = pro.recorded("qstat-x-f.with-functions");
    const look = (stdout: string) => pro.scheduler.parseFinal([{ ...whole, stdout }], toSchedulerJobId("1249.pbs01"));
    const lineOf = whole.stdout.indexOf("\n}\n");

    for (const end of [lineOf, lineOf + 3, lineOf + 4]) expect(look(whole.stdout.slice(0, end))).toMatchObject({ seen: "nothing" });
  });

  test("Torque keeps what completed for a while, with its exit code", () => {
    expect(torque.look("qstat-f.running-and-completed", "41.torque.example.org")).toEqual({ seen: "running" });
    expect(torque.look("qstat-f.running-and-completed", "40.torque.example.org")).toMatchObject({ seen: "ended", exitCode: 143 });
  });
});

test.each([
  ["good", "1230.pbs01", { seen: "ended", exitCode: 0, reason: "" }],
  ["seven", "1231.pbs01", { seen: "ended", exitCode: 7 }],
  ["killed", "1232.pbs01", { seen: "ended", exitCode: 137 }],
  [
    "limited",
    "1233.pbs01",
    { seen: "ended", exitCode: 1, reason: "Exit_status -29: its wall time was used up", isForced: true, because: "time" },
  ],
  ["terminated", "1229.pbs01", { seen: "ended", exitCode: 143 }],
  ["deleted-while-waiting", "1228.pbs01", { seen: "ended", exitCode: 143 }],
  ["no-such-group", "1226.pbs01", { seen: "ended", exitCode: 1, reason: "Exit_status -10: its account or group is not valid on the host" }],
  ["moved", "1227.pbs01", { seen: "nothing", reason: expect.stringContaining("moved the job to another server") as string }],
])("the history tells of a job that is %s", (name, job, expected) => {
  expect(pro.final([`qstat-x-f.${name}`], job)).toMatchObject(expected);
});

test("quirk: -x means XML to Torque, which is read as well; nobody asked says nothing", () => {
  expect(torque.final(["qstat-x-f.completed"], "40.torque.example.org")).toMatchObject({
    exitCode: 1,
    reason: expect.stringContaining("wall time") as unknown,
  });
  expect(pro.scheduler.parseFinal([], toSchedulerJobId("1.pbs01"))).toMatchObject({ seen: "nothing" });
});

test("quirk: the number that means used up memory to Torque means another thing to PBS Pro", () => {
  const { stdout, ...rest } = torque.recorded("qstat-x-f.completed");
  const memory = { ...rest, stdout: stdout.replace("-11", "-10") };

  expect(torque.scheduler.parseFinal([memory], toSchedulerJobId("40.torque.example.org"))).toMatchObject({ because: "memory" });
  expect(pro.final(["qstat-x-f.no-such-group"], "1226.pbs01")).not.toHaveProperty("because");
});

test("jobs are found by name; an answer that was cut is none", () => {
  const one = pro.recorded("qselect.one");

  expect(pro.scheduler.parseFindByName(withBanner(one), sampleJob.name)).toEqual(["1234.pbs01"]);
  expect(pro.scheduler.parseFindByName({ ...one, stdout: "" }, sampleJob.name)).toEqual([]);
  expect(() => pro.scheduler.parseFindByName({ ...one, stdout: "1234.pb" }, sampleJob.name)).toThrow(unclear);
  expect(() => pro.scheduler.parseFindByName(pro.recorded("qstat-f.down"), sampleJob.name)).toThrow(unclear);
  expect(torque.scheduler.renderFindByName("x").words).toEqual(["qselect", "-N", "x", "-s", "EHQRTW"]);
});

test("cancelling what is over is done; what reached nobody is unclear", () => {
  for (const answer of [pro.recorded("qdel.finished"), pro.recorded("qdel.unknown"), torque.recorded("qdel.completed")]) {
    expect(() => pro.scheduler.parseCancel(answer)).not.toThrow();
  }
  expect(() => pro.scheduler.parseCancel(pro.recorded("qstat-f.down"))).toThrow(unclear);
});

test("queues with their limits, and the start that is estimated", () => {
  const { askAccounts, askQueues, askStart } = pro.scheduler.site;
  const start = askStart(toSchedulerJobId("1235.pbs01"));

  expect(askQueues()?.read(pro.recorded("qstat-Q-f.queues"))).toEqual([
    { name: "workq", isOpen: true, maxWallTimeSeconds: 259_200, maxMemoryMb: 196_608, maxCpus: 64 },
    { name: "old", isOpen: false },
  ]);
  expect(start?.read(pro.recorded("qstat-f.running-queued-held"))).toBe("Sun Nov 29 04:00:00 2026");
  expect(() => start?.read(pro.recorded("qstat-f.down"))).toThrow(unclear);
  expect(askAccounts("jane")).toBeUndefined();
});

test("probes tell the dialect, and closed and missing queues", () => {
  expect(pro.judge("workq", ["qstat-version", "qstat-Q-f.queues"])).toEqual([
    { summary: "PBS Pro 22.05.11" },
    { summary: "queue workq is open" },
  ]);
  expect(torque.judge(undefined, ["qstat-version", "qstat-f.unknown"])).toMatchObject([
    { summary: "Torque 6.1.3" },
    { problem: expect.stringContaining("does not answer") as unknown },
  ]);
  expect(pro.judge("old", ["qstat-f.down", "qstat-Q-f.queues"])).toMatchObject([
    { problem: expect.stringContaining("version") as unknown },
    { problem: "Queue old is closed." },
  ]);
  expect(pro.judge("no", ["qstat-version", "qstat-Q-f.queues"])[1]).toEqual({
    problem: "PBS has no queue no.",
    cure: "Choose one of: workq, old.",
  });
});

test.each([
  [["-Nx"], "set by Postern"],
  [["-hN", "x"], "set by Postern"],
  [["-J", "1-3"], "many jobs"],
  [["-t", "1-3"], "many jobs"],
  [["-I"], "wait"],
  [["-W", "block=true"], "wait"],
  [["-W", "umask=022,block=true"], "wait"],
  [["-z"], "hides"],
  [["-C", "#X"], "replaces"],
  [["--", "/bin/sh"], "not an option"],
  [["-l"], "needs a value"],
])("options %j are refused: %s", (words, why) => {
  expect(pbsOptionProblem(words)).toContain(why);
});

test.each([[["-l", "select=1:ncpus=4", "-A", "x"]], [["-hV", "-lwalltime=1:00:00", "-W", "umask=022"]]])("options %j are good", (words) => {
  expect(pbsOptionProblem(words)).toBeUndefined();
});
