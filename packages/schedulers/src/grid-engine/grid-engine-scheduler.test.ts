import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult, JobSighting } from "@postern/domain";
import { describe, expect, test } from "vitest";

import type { JobRequest } from "../scheduler.ts";
import { recordedAnswer, recordedNames } from "../testing/recorded-answer.ts";
import { gridEngineOptionProblem } from "./option-problem.ts";
import { sightingOf } from "./states.ts";
import { gridEngineScheduler as scheduler } from "./grid-engine-scheduler.ts";

const job: JobRequest = {
  name: "nf-workflow-5Mq3xJ2vRp8a1b",
  scriptPath: "/scratch/jane/nf-5M.launcher.sh",
  workDir: "/scratch/jane",
  outputPath: "/scratch/jane/nf-5M.job.log",
  extraOptions: [],
};
const recorded = (name: string): CommandResult => recordedAnswer("grid-engine", `sge-8.1.9.${name}`);
const id = toSchedulerJobId;
const unclear = expect.objectContaining({ code: "scheduler.unclear" }) as Error;
const rejected = expect.objectContaining({ code: "scheduler.rejected" }) as Error;
const look = (answer: CommandResult, number: string): JobSighting | undefined =>
  scheduler.parseStatus(answer, [id(number)]).get(id(number));
const final = (queue: string, accounting: string, number: string): JobSighting =>
  scheduler.parseFinal([recorded(queue), recorded(accounting)], id(number));
const withBanner = (answer: CommandResult): CommandResult => ({
  ...answer,
  stdout: `Welcome to node 7!\nQuota: 12 of 100 GB\n\n${answer.stdout}See https://hpc.example.org\n`,
});

describe("submit", () => {
  test("name, folder, output and queue are options; the script comes last", () => {
    const { words } = scheduler.renderSubmit({ ...job, queue: "long.q", extraOptions: ["-l", "h_vmem=8G"] });

    expect(words).toEqual([
      ...["qsub", "-terse", "-C", "", "-S", "/bin/bash", "-r", "n", "-notify", "-N", job.name, "-wd", job.workDir],
      ...["-o", job.outputPath, "-j", "y", "-q", "long.q", "-l", "h_vmem=8G", job.scriptPath],
    ]);
  });

  test("account, times, memory, processors and constraint are asked for, and the user's options come after them", () => {
    const resources = { account: "ab12", wallTimeSeconds: 3600, memoryMb: 4096, cpus: 2, constraint: "ssd=true", noticeSeconds: 60 };
    const { words } = scheduler.renderSubmit({ ...job, resources, extraOptions: ["-P", "other"] });

    expect(words.slice(words.indexOf("y") + 1)).toEqual([
      ...["-P", "ab12", "-l", "h_rt=3600,s_rt=3540,h_rss=4096M,mem_free=4096M,ssd=true", "-pe", "smp", "2", "-P", "other", job.scriptPath],
    ]);
  });

  test("quirk: the default shell may be csh, so bash is named", () => {
    expect(scheduler.renderSubmit(job).words.join(" ")).toContain("-S /bin/bash");
  });

  test("quirk: qdel kills at once where a job was submitted without -notify", () => {
    expect(scheduler.renderSubmit(job).words).toContain("-notify");
  });

  test.each([":", ",", "$JOB_ID"])(
    "quirk: an output path with %s means something else to qsub, so it is refused before it is asked",
    (piece) => {
      expect(() => scheduler.renderSubmit({ ...job, outputPath: `/scratch/a${piece}b.log` })).toThrow(rejected);
    },
  );

  test("quirk: a path with blanks or backslashes is a word of its own, in no directive", () => {
    const outputPath = String.raw`/scratch/two words/back\slash.log`;

    expect(scheduler.renderSubmit({ ...job, outputPath }).words).toContain(outputPath);
    expect(scheduler.renderScriptHeader(job)).toEqual([]);
  });

  test.each(["1abc", "a b", 'quo"te', "two\nlines", "umläut", "a:b", ""])(
    "quirk: %j is no name for a job, and is refused before it is asked",
    (name) => {
      expect(() => scheduler.renderSubmit({ ...job, name })).toThrow(rejected);
    },
  );

  test("a queue with a line end is refused before it is asked", () => {
    expect(() => scheduler.renderSubmit({ ...job, queue: "all.q\n-b y" })).toThrow(rejected);
  });

  test.each([
    ["taken", "1"],
    ["taken-without-terse", "2"],
    ["taken-array", "5"],
  ])("an answer is read when it is %s", (name, expected) => {
    expect(scheduler.parseSubmit(recorded(`qsub.${name}`))).toBe(expected);
    expect(scheduler.parseSubmit(withBanner(recorded(`qsub.${name}`)))).toBe(expected);
  });

  test.each(recordedNames("grid-engine").filter((name) => name.includes("qsub.refused")))("%s is a refusal", (name) => {
    expect(() => scheduler.parseSubmit(recordedAnswer("grid-engine", name))).toThrow(rejected);
  });

  test("quirk: an unknown queue is refused at submission, in the words of Grid Engine", () => {
    const message = 'Grid Engine refused the job: Job was rejected because job requests unknown queue "no.q".';

    expect(() => scheduler.parseSubmit(recorded("qsub.refused-queue"))).toThrow(expect.objectContaining({ message }));
  });

  test.each([
    ["a qmaster that is down", recorded("qsub.down")],
    ["an answer that could not be read", recorded("qsub.lost-bad-answer")],
    ["silence", { exitCode: 1, stdout: "", stderr: "" }],
    ["success without an id", { exitCode: 0, stdout: "done\n", stderr: "" }],
    ["two numbers", { exitCode: 0, stdout: "4711\n123\n", stderr: "" }],
    ["a number that was cut", { exitCode: 0, stdout: "47", stderr: "" }],
    ["a number and a bad exit code", { exitCode: 1, stdout: "4711\n", stderr: "" }],
    ["another language", { exitCode: 1, stdout: "", stderr: "Auftrag kann nicht ausgeführt werden: unbekannte Warteschlange\n" }],
    ["a command that was killed", { exitCode: 143, stdout: "", stderr: "Unable to run job: interrupted.\n" }],
  ])("%s is unclear, never a refusal", (_, answer) => {
    expect(() => scheduler.parseSubmit(answer)).toThrow(unclear);
  });
});

describe("status", () => {
  const list = recorded("qstat-xml.running-held-error-array");

  test("running, held and unknown jobs are told apart in one answer", () => {
    const seen = scheduler.parseStatus(list, ["1", "3", "999"].map(id));

    expect([...seen.values()]).toEqual([{ seen: "running" }, { seen: "queued", reason: "it is held (hqw)" }, { seen: "absent" }]);
    expect(scheduler.parseStatus(withBanner(list), ["1", "3", "999"].map(id))).toEqual(seen);
  });

  test("quirk: a job whose directory is missing stays in Eqw for ever, and is over for us", () => {
    expect(look(list, "4")).toMatchObject({ seen: "ended", exitCode: 1, remains: true });
  });

  test("quirk: the table of qstat cuts names and says nothing when there is no job, so XML is asked for", () => {
    expect(scheduler.renderStatus([id("1")]).words).toEqual(["qstat", "-xml"]);
    expect(look(recorded("qstat-xml.empty"), "1")).toEqual({ seen: "absent" });
    expect(look({ exitCode: 0, stdout: "", stderr: "" }, "1")).toMatchObject({ seen: "nothing" });
  });

  test("quirk: Univa has a column jclass more, which XML leaves aside", () => {
    const univa = { ...list, stdout: list.stdout.replaceAll("<slots>", "<jclass_name>default</jclass_name>\n<slots>") };

    expect(look(univa, "1")).toEqual({ seen: "running" });
  });

  test("quirk: tasks of an array are rows of its number", () => {
    expect(look(list, "5")).toEqual({ seen: "queued", reason: "it is held (hqw)" });
  });

  test("a job that is being deleted still runs", () => {
    expect(look(recorded("qstat-xml.deleting"), "10")).toEqual({ seen: "running" });
  });

  test.each([
    ["a qmaster that is down", recorded("qstat-xml.down")],
    ["half an answer", { ...list, stdout: list.stdout.slice(0, 300) }],
    ["an answer that was cut by us", { ...list, isCut: true }],
  ])("%s says nothing about a job", (_, answer) => {
    expect(look(answer, "999")).toMatchObject({ seen: "nothing" });
  });

  test.each([
    ["qw", "queued"],
    ["hRwq", "queued"],
    ["r", "running"],
    ["Rr", "running"],
    ["dRr", "running"],
    ["S", "running"],
    ["Eqw", "ended"],
    ["Xyz", "nothing"],
  ])("state %s is %s", (state, seen) => {
    expect(sightingOf(state).seen).toBe(seen);
  });
});

describe("the end of a job", () => {
  test.each([
    ["good", "8", { seen: "ended", exitCode: 0, reason: "" }],
    ["seven", "6", { seen: "ended", exitCode: 7, reason: "exit_status 7" }],
    ["killed", "7", { seen: "ended", exitCode: 137, reason: "failed 100: assumedly after job", isForced: true }],
    ["limited", "9", { seen: "ended", reason: expect.stringContaining("h_rt") as unknown, because: "time" }],
    ["memory", "3", { seen: "ended", exitCode: 140, isForced: true, because: "memory" }],
    ["node-lost", "7", { seen: "ended", exitCode: 1, reason: "failed 19: before writing exit_status", because: "node" }],
    ["deleted-by-force", "12", { seen: "ended", exitCode: 143, reason: "deleted by force", isForced: true, because: "node" }],
    ["cancelled", "10", { seen: "ended", exitCode: 143 }],
    ["unknown", "77", { seen: "absent" }],
  ])("%s is read from accounting", (name, number, expected) => {
    expect(final("qstat-j.unknown", `qacct.${name}`, number)).toMatchObject(expected);
  });

  test("quirk: of a job in Eqw the reason comes from qstat -j, whatever accounting has of its start", () => {
    expect(final("qstat-j.error", "qacct.error-not-ended", "4")).toMatchObject({
      seen: "ended",
      reason: expect.stringContaining("can't chdir to /nonexistent") as unknown,
      remains: true,
    });
  });

  test("a job of another owner, which the list left out, is still in the queue", () => {
    expect(final("qstat-j.running", "qacct.unknown", "1")).toEqual({ seen: "running" });
    expect(final("qstat-j.held", "qacct.unknown", "3")).toEqual({ seen: "queued", reason: "" });
  });

  test("quirk: accounting is written seconds after the end, so a job in neither place is absent, not failed", () => {
    expect(final("qstat-j.unknown", "qacct.unknown", "77")).toEqual({ seen: "absent" });
  });

  test("quirk: accounting is a file that answers without the qmaster, and is not believed alone", () => {
    expect(final("qstat-j.down", "qacct.unknown", "77")).toMatchObject({ seen: "nothing" });
    expect(scheduler.parseFinal([], id("77"))).toMatchObject({ seen: "nothing" });
  });

  test("a record of a start on another host is no end", () => {
    const moved = {
      ...recorded("qacct.good"),
      stdout: recorded("qacct.good").stdout.replace(/^failed.*$/m, "failed       25  : rescheduling"),
    };

    expect(scheduler.parseFinal([recorded("qstat-j.unknown"), moved], id("8"))).toEqual({ seen: "absent" });
  });
});

describe("find and cancel", () => {
  test("a job is found by its whole name", () => {
    const list = recorded("qstat-xml.running-held-error-array");

    expect(scheduler.parseFindByName(list, job.name)).toEqual(["1"]);
    expect(scheduler.parseFindByName(list, job.name.slice(0, 10))).toEqual([]);
    expect(scheduler.parseFindByName(withBanner(list), "nowhere")).toEqual(["4"]);
  });

  test.each(["qstat-xml.down", "qstat-j.unknown"])("%s is no answer about names", (name) => {
    expect(() => scheduler.parseFindByName(recorded(name), job.name)).toThrow(unclear);
  });

  test.each(["running", "waiting", "unknown"])("cancelling a %s job is done", (name) => {
    expect(() => scheduler.parseCancel(recorded(`qdel.${name}`))).not.toThrow();
  });

  test("a cancel that reached nobody is unclear", () => {
    expect(() => scheduler.parseCancel(recorded("qdel.down"))).toThrow(unclear);
  });
});

describe("the site", () => {
  test("queues come with their limits", () => {
    expect(scheduler.site.askQueues()?.read(recorded("qconf-sq.queues"))).toEqual([
      { name: "all.q", isOpen: true, jobShell: "/bin/sh" },
      { name: "short.q", isOpen: true, maxWallTimeSeconds: 7200, jobShell: "/bin/sh" },
    ]);
    expect(() => scheduler.site.askQueues()?.read(recorded("qconf-sql.down"))).toThrow(unclear);
  });

  test("projects are the accounts; a site may have none", () => {
    const projects = scheduler.site.askAccounts("jane");

    expect(projects?.read(recorded("qconf-sprjl.none"))).toEqual([]);
    expect(projects?.read({ exitCode: 0, stdout: "ab12\ncd34\n", stderr: "" })).toEqual(
      ["ab12", "cd34"].map((name) => ({ name, qualities: [] })),
    );
    expect(() => projects?.read(recorded("qconf-sql.down"))).toThrow(unclear);
    expect(scheduler.site.askStart(id("1"))).toBeUndefined();
  });
});

test.each([
  [["-N", "x"], "set by Postern"],
  [["-notify"], "set by Postern"],
  [["-t", "1-3"], "many jobs"],
  [["-sync", "y"], "wait"],
  [["-r", "y"], "second time"],
  [["-b", "y"], "replaces"],
  [["-@", "file"], "-@"],
  [["script.sh"], "not an option"],
  [["-pe", "smp"], "needs a value"],
])("options %j are refused: %s", (words, why) => {
  expect(gridEngineOptionProblem(words)).toContain(why);
  expect(() => scheduler.renderSubmit({ ...job, extraOptions: words })).toThrow(rejected);
});

test.each([
  [["-pe", "smp", "4", "-l", "h_rt=1:0:0,h_vmem=8G"]],
  [["-h", "-V", "-p", "-100"]],
  [["-hard", "-q", "a.q", "-soft", "-l", "x=1"]],
])("options %j are good", (words) => {
  expect(gridEngineOptionProblem(words)).toBeUndefined();
});
