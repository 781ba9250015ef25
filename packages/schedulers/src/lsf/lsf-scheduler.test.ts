import { toSchedulerJobId } from "@postern/domain";
import { describe, expect, test } from "vitest";

import { recordedAnswer, recordedNames } from "../testing/recorded-answer.ts";
import { readerOf, rejected, sampleJob, unclear, withBanner } from "../testing/scheduler-asker.ts";
import { lsfOptionProblem } from "./option-problem.ts";

const { final, judge, look, recorded, scheduler } = readerOf("lsf", "lsf", "lsf-10.1.");

describe("submit", () => {
  test("quirk: the script comes by stdin, where it has no name; ours starts the job script by its own", () => {
    const { words, stdin } = scheduler.renderSubmit({
      ...sampleJob,
      scriptPath: "/scratch/it's here/a.sh",
      queue: "normal",
      extraOptions: ["-x"],
    });

    expect(words).toEqual([
      "bsub",
      "-J",
      sampleJob.name,
      "-cwd",
      "/scratch/jane",
      "-oo",
      sampleJob.outputPath,
      "-rn",
      "-q",
      "normal",
      "-x",
    ]);
    expect(stdin).toBe(String.raw`#!/bin/bash${"\n"}exec /bin/bash '/scratch/it'\''s here/a.sh'${"\n"}`);
  });

  test("quirk: what a bare number of memory means is the site's choice, so it has its unit", () => {
    const resources = { account: "ab12", wallTimeSeconds: 5400, memoryMb: 4096, cpus: 2, constraint: "ssd", noticeSeconds: 90 };

    expect(scheduler.renderSubmit({ ...sampleJob, resources }).words.slice(8)).toEqual([
      ...["-G", "ab12", "-W", "1:30", "-M", "4096MB", "-R", "rusage[mem=4096MB]", "-n", "2", "-R", "span[hosts=1]", "-R", "select[ssd]"],
      ...["-wa", "USR2", "-wt", "2"],
    ]);
  });

  test("where the site reserves memory for each processor, each has its share of it reserved, and the limit stays", () => {
    const resources = { memoryMb: 4097, cpus: 2 };

    const { words } = scheduler.renderSubmit({ ...sampleJob, resources, isMemoryReservedPerCpu: true });

    expect(words).toEqual(expect.arrayContaining(["4097MB", "rusage[mem=2049MB]"]));
    expect(scheduler.renderSubmit({ ...sampleJob, resources: { memoryMb: 4097 }, isMemoryReservedPerCpu: true }).words).toContain(
      "rusage[mem=4097MB]",
    );
  });

  test("a percent sign in the output path means something to bsub, so it is refused", () => {
    expect(() => scheduler.renderSubmit({ ...sampleJob, outputPath: "/scratch/100%J.log" })).toThrow(rejected);
  });

  test("the id stands in a sentence, between banners too", () => {
    expect(scheduler.parseSubmit(withBanner(recorded("bsub.taken")))).toBe("1234");
    expect(scheduler.parseSubmit(recorded("bsub.taken-default"))).toBe("1235");
  });

  test.each(recordedNames("lsf").filter((name) => name.includes("bsub.refused")))("%s is a refusal", (name) => {
    expect(() => scheduler.parseSubmit(recordedAnswer("lsf", name))).toThrow(rejected);
  });

  test("what the site wants instead is told with the refusal, also where it speaks of a contact, and where LSF had to be waited for", () => {
    const { stderr, ...rest } = recorded("bsub.refused-esub");
    const answer = { ...rest, stderr: `Cannot connect to LSF. Please wait ...\nContact help@example.org\n${stderr}` };
    const message =
      "LSF refused the job: Contact help@example.org. You must name a project with -P. Request aborted by esub. Job not submitted.";

    expect(() => scheduler.parseSubmit(answer)).toThrow(expect.objectContaining({ code: "scheduler.rejected", message }));
  });

  test.each([
    ["a lost answer", recorded("bsub.lost-time-out")],
    ["a master that is down", recorded("bsub.lost-down")],
    ["a daemon that failed", { exitCode: 255, stdout: "", stderr: "Master batch daemon internal error. Job not submitted.\n" }],
    ["a connection that broke", { exitCode: 255, stdout: "", stderr: "System call failed: Broken pipe. Job not submitted.\n" }],
    ["a message that did not get through", { exitCode: 255, stdout: "", stderr: "XDR encode/decode error. Job not submitted.\n" }],
    ["half a sentence", { exitCode: 0, stdout: "Job <12", stderr: "" }],
    ["two sentences", { exitCode: 0, stdout: `${recorded("bsub.taken").stdout}${recorded("bsub.taken-default").stdout}`, stderr: "" }],
    ["another language", { exitCode: 255, stdout: "", stderr: "Warteschlange unbekannt\n" }],
  ])("%s is unclear, never a refusal", (_, answer) => {
    expect(() => scheduler.parseSubmit(answer)).toThrow(unclear);
  });
});

test.each([
  ["1234", { seen: "running" }],
  ["1235", { seen: "queued", reason: expect.stringContaining("Job slot limit reached") as unknown }],
  ["1236", { seen: "queued", reason: expect.stringContaining("suspended by the user") as unknown }],
  ["1237", { seen: "ended", exitCode: 0, reason: "" }],
  ["1238", { seen: "ended", exitCode: 7 }],
  [
    "1239",
    {
      seen: "ended",
      exitCode: 140,
      reason: "TERM_RUNLIMIT: job killed after reaching LSF run time limit",
      isForced: true,
      because: "time",
    },
  ],
  ["1240", { seen: "nothing", reason: expect.stringContaining("UNKWN") as unknown }],
  ["1241", { seen: "ended", exitCode: 1 }],
  ["77", { seen: "absent" }],
  ["78", { seen: "nothing" }],
])("job %s is told in an answer about many", (job, expected) => {
  expect(look("bjobs.running-pending-ended", job)).toMatchObject(expected);
});

test("quirk: what LSF says while it tries again stands before its answer", () => {
  const waited = (name: string) => ({
    ...recorded(name),
    stdout: `${"Cannot connect to LSF. Please wait ...\n".repeat(3)}${recorded(name).stdout}`,
  });
  const tried = { stderr: "batch system daemon not responding ... still trying\n" };
  const ids = ["1234", "77"].map(toSchedulerJobId);

  expect(scheduler.parseSubmit({ ...waited("bsub.taken"), ...tried })).toBe("1234");
  const seen = scheduler.parseStatus(waited("bjobs.running-pending-ended"), ids);
  expect([...seen.values()].map((one) => one.seen)).toEqual(["running", "absent"]);
  expect(scheduler.parseFindByName({ ...waited("bjobs.name-running"), ...tried }, sampleJob.name)).toEqual(["1234"]);
  expect(scheduler.parseStatus({ exitCode: 255, stdout: "", ...tried }, ids).get(toSchedulerJobId("77"))).toMatchObject({
    seen: "nothing",
  });
});

test("quirk: an empty answer passes, and says nothing", () => {
  expect(look("bjobs.empty-for-a-moment", "1234")).toMatchObject({ seen: "nothing" });
  expect(() => scheduler.parseFindByName(recorded("bjobs.empty-for-a-moment"), sampleJob.name)).toThrow(unclear);
});

test.each([
  ["good", "1237", { seen: "ended", exitCode: 0, reason: "" }],
  ["seven", "1238", { seen: "ended", exitCode: 7 }],
  [
    "signal-folded",
    "1239",
    { seen: "ended", exitCode: 137, reason: "TERM_MEMLIMIT: job killed after reaching LSF memory usage limit", because: "memory" },
  ],
  [
    "memory-limit",
    "1242",
    { seen: "ended", exitCode: 1, reason: "TERM_MEMLIMIT: job killed after reaching LSF memory usage limit", because: "memory" },
  ],
  ["unknown", "77", { seen: "absent" }],
  ["running", "1234", { seen: "nothing" }],
])("quirk: the queue forgets after an hour, and the history tells, folded anywhere: %s", (name, job, expected) => {
  const forgotten = { exitCode: 255, stdout: "", stderr: `Job <${job}> is not found\n` };

  expect(scheduler.parseFinal([forgotten, recorded(`bhist.${name}`)], toSchedulerJobId(job))).toMatchObject(expected);
});

test("an end without a code or a signal in the history is one all the same", () => {
  const { stdout, ...rest } = recorded("bhist.memory-limit");
  const forgotten = { exitCode: 255, stdout: "", stderr: "Job <1242> is not found\n" };
  const without = stdout.replace(/^.*Exited with exit code 1[\s\S]*?nds;\n/m, "");

  const seen = scheduler.parseFinal([forgotten, { ...rest, stdout: without }], toSchedulerJobId("1242"));

  expect(seen).toMatchObject({ seen: "ended", exitCode: 1, because: "memory" });
});

test("the queue is believed before the history, and nobody asked says nothing", () => {
  expect(final(["bjobs.running-pending-ended", "bhist.unknown"], "1234")).toEqual({ seen: "running" });
  expect(final(["bjobs.down", "bhist.unknown"], "77")).toMatchObject({ seen: "nothing" });
  expect(final(["bjobs.not-found"], "77")).toMatchObject({ seen: "nothing" });
  expect(final([], "77")).toMatchObject({ seen: "nothing" });
});

test("jobs are found by name, and LSF says so when there is none", () => {
  expect(scheduler.parseFindByName(withBanner(recorded("bjobs.name-running")), sampleJob.name)).toEqual(["1234"]);
  expect(scheduler.parseFindByName(recorded("bjobs.name-not-found"), sampleJob.name)).toEqual([]);
  expect(() => scheduler.parseFindByName(recorded("bjobs.down"), sampleJob.name)).toThrow(unclear);
});

test("cancelling what is over is done, without -d, with which LSF would book it as done", () => {
  expect(scheduler.renderCancel(toSchedulerJobId("1234")).words).toEqual(["bkill", "1234"]);
  for (const name of ["running", "finished", "unknown"]) expect(() => scheduler.parseCancel(recorded(`bkill.${name}`))).not.toThrow();
  expect(() => scheduler.parseCancel(recorded("bjobs.down"))).toThrow(unclear);
});

test("queues with their greatest limits; probes tell what is closed", () => {
  const { askAccounts, askQueues, askStart } = scheduler.site;

  expect(askQueues()?.read(recorded("bqueues-l.queues"))).toEqual([
    { name: "normal", isOpen: true, isDefault: true, maxWallTimeSeconds: 172_800 },
    { name: "night", isOpen: false },
  ]);
  expect(() => askQueues()?.read(recorded("bjobs.down"))).toThrow(unclear);
  expect([askAccounts("jane"), askStart(toSchedulerJobId("1"))]).toEqual([undefined, undefined]);
  expect(judge("normal", ["bsub-V", "bqueues-l.queues"])).toEqual([{ summary: "LSF 10.1.0.13" }, { summary: "queue normal is open" }]);
  expect(judge("night", ["bjobs.down", "bjobs.down"])).toMatchObject([
    { problem: expect.stringContaining("version") as unknown },
    { problem: expect.stringContaining("does not answer") as unknown },
  ]);
});

test.each([
  "IBM Spectrum LSF Community Edition 10.1.0.12, Jun 10 2021",
  "Platform LSF 10.1.0.12, x",
  "IBM Spectrum LSF Standard 10.1.0.12",
])("the version of %s is read", (said) => {
  expect(scheduler.renderProbes(undefined)[0]?.judge({ exitCode: 0, stdout: "", stderr: said })).toEqual({ summary: "LSF 10.1.0.12" });
});

test.each([
  [["-J", "x"], "set by Postern"],
  [["-Jx[1-3]"], "set by Postern"],
  [["-o", "x"], "set by Postern"],
  [["-r"], "second time"],
  [["-K"], "wait"],
  [["-Is"], "wait"],
  [["-ul", "-K"], "wait"],
  [["-ti", "-Jx"], "set by Postern"],
  [["-i", "file"], "replaces"],
  [["-Zs"], "replaces"],
  [["script"], "not an option"],
  [["-n"], "needs a value"],
])("options %j are refused: %s", (words, why) => {
  expect(lsfOptionProblem(words)).toContain(why);
  expect(() => scheduler.renderSubmit({ ...sampleJob, extraOptions: words })).toThrow(rejected);
});

test("options of a head job are good", () => {
  expect(lsfOptionProblem(["-Jd", "words", "-H", "-P", "x", "-M", "8GB", "-R", "rusage[mem=8GB]", "-x"])).toBeUndefined();
});
