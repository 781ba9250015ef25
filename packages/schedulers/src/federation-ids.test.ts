import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { describe, expect, test } from "vitest";

import type { SchedulerKind } from "./scheduler.ts";
import { schedulerOfKind } from "./scheduler-of-kind.ts";

const answer = (stdout: string, more: Partial<CommandResult> = {}): CommandResult => ({ exitCode: 0, stdout, stderr: "", ...more });
const id = toSchedulerJobId;
const unclear = expect.objectContaining({ code: "scheduler.unclear" }) as Error;
/** The first number of the first cluster of a Slurm federation. */
const federated = id(String(2 ** 26 + 1));

function look(kind: SchedulerKind, stdout: string, job: string) {
  return schedulerOfKind(kind)
    .parseStatus(answer(stdout), [id(job)])
    .get(id(job));
}

describe("a Slurm that sends jobs to another cluster", () => {
  const slurm = schedulerOfKind("slurm");
  const there = id("12;north");

  test("names it behind the number, and it is kept", () => {
    expect(slurm.parseSubmit(answer("motd\n12;north\n"))).toBe("12;north");
    expect(slurm.parseSubmit(answer("12\n"))).toBe("12");
    expect(() => slurm.parseSubmit(answer("12;nor"))).toThrow(unclear);
    expect(() => slurm.parseSubmit(answer("12;north\n12;south\n"))).toThrow(unclear);
    expect(() => slurm.parseSubmit(answer("12;--force\n"))).toThrow(unclear);
  });

  test("is asked for the number there, and told there to end it", () => {
    expect(slurm.renderStatus([there, id("13;north")]).words.slice(0, 8)).toEqual("squeue -M north -h -t all -j 12,13".split(" "));
    expect(slurm.renderFinal(there).map(({ words }) => words.slice(0, 3).join(" "))).toEqual(["scontrol -M north", "sacct -M north"]);
    expect(slurm.renderFinal(there)[0]?.words.slice(-3)).toEqual(["show", "job", "12"]);
    expect(slurm.renderCancel(there).words).toEqual(["scancel", "-M", "north", "12"]);
    expect(slurm.site.askStart(there)?.command.words.slice(0, 3)).toEqual(["squeue", "-M", "north"]);
  });

  test("is read by the number, in every answer", () => {
    const shown = answer("JobId=12 JobName=x\n   JobState=FAILED Reason=None ExitCode=7:0\n");

    expect(look("slurm", "12|postern|RUNNING|0|None\n", there)).toEqual({ seen: "running" });
    expect(look("slurm", "", there)).toEqual({ seen: "absent" });
    expect(slurm.parseFinal([shown, answer("")], there)).toMatchObject({ seen: "ended", exitCode: 7 });
    const forgotten = answer("", { exitCode: 1, stderr: "slurm_load_jobs error: Invalid job id specified\n" });
    expect(slurm.parseFinal([forgotten, answer("12|postern|COMPLETED|postern|0:0\n")], there)).toMatchObject({ exitCode: 0 });
    expect(slurm.site.askStart(there)?.read(answer("12|postern|2026-11-29T04:00:00\n"))).toBe("2026-11-29T04:00:00");
  });

  test("is never taken for the cluster where the same number is another job", () => {
    const [here, elsewhere] = [id("12"), id("12;south")];

    const seen = slurm.parseStatus(answer("12|postern|RUNNING|0|None\n"), [here, there, elsewhere]);

    expect([...seen].map(([job, { seen: what }]) => `${job} ${what}`)).toEqual(["12 running", "12;north nothing", "12;south nothing"]);
    expect(new Set([here, there, elsewhere].map((job) => slurm.placeOfJob?.(job))).size).toBe(3);
  });

  test("that cannot be reached from here says nothing of its jobs", () => {
    const stderr =
      "squeue: error: Problem talking to database\nsqueue: error: 'north' can't be reached now, or it is an invalid entry for --cluster.\n";

    expect(slurm.parseStatus(answer("", { exitCode: 1, stderr }), [there]).get(there)).toMatchObject({ seen: "nothing" });
    expect(() => slurm.parseCancel(answer("", { exitCode: 1, stderr }))).toThrow(unclear);
  });
});

describe("a job of a Slurm federation", () => {
  const slurm = schedulerOfKind("slurm");
  const row = (state: string) => `${federated}|postern|${state}|0|None\n`;

  test("is known by its number alone, whichever cluster took it, and asked for in all of them", () => {
    expect(slurm.parseSubmit(answer(`${federated};north\n`))).toBe(federated);
    expect(slurm.renderStatus([federated]).words.slice(0, 2)).toEqual(["squeue", "--federation"]);
    expect(slurm.renderFinal(federated).map(({ words }) => words[1])).toEqual(["--federation", "--federation"]);
    expect(slurm.renderCancel(federated).words).toEqual(["scancel", federated]);
    expect(slurm.renderFindByName("x").words).toContain("--federation");
  });

  test.each([
    ["runs where it runs, though the others gave it up", ["REVOKED", "RUNNING", "REVOKED"], { seen: "running" }],
    ["waits on all of them", ["PENDING", "PENDING"], { seen: "queued", reason: "" }],
    ["has ended where it ran", ["COMPLETED", "REVOKED"], { seen: "ended", exitCode: 0 }],
    ["is not over where one has it yet", ["CANCELLED", "PENDING"], { seen: "queued" }],
    [
      "is nowhere to be seen: nothing is said",
      ["REVOKED"],
      { seen: "nothing", reason: expect.stringContaining("another cluster") as string },
    ],
  ])("%s", (_, states, expected) => {
    const listed = states.map(row).join("");
    const shown = states.map((state) => `JobId=${federated} JobName=x\n   JobState=${state} Reason=None ExitCode=0:0\n\n`).join("");

    expect(look("slurm", listed, federated)).toMatchObject(expected);
    expect(slurm.parseFinal([answer(shown), answer("")], federated)).toMatchObject(expected);
  });

  test("is one job in a search by name, and two where there are two", () => {
    const other = Number(federated) + 1;
    const lines = [federated, federated, other]
      .map((number, at) => `${String(number)}|postern|${at === 1 ? "REVOKED" : "PENDING"}|x\n`)
      .join("");

    expect(slurm.parseFindByName(answer(lines), "x")).toEqual([federated, String(other)]);
  });

  test("is read from accounting where the controller forgot it", () => {
    const forgotten = answer("", { exitCode: 1, stderr: "slurm_load_jobs error: Invalid job id specified\n" });
    const lines = ["REVOKED", "FAILED"].map((state) => `${federated}|postern|${state}|postern|3:0\n`).join("");

    expect(slurm.parseFinal([forgotten, answer(lines)], federated)).toMatchObject({ seen: "ended", exitCode: 3 });
  });
});

describe.each(["pbs", "torque"] as const)("%s and its servers", (kind) => {
  const scheduler = schedulerOfKind(kind);
  const record = (job: string) => `Job Id: ${job}\n    Job_Name = x\n    job_state = R\n\n`;

  test("an id with the server that is to be asked is kept, and used as it is", () => {
    const job = scheduler.parseSubmit(answer("12.pbs01@pbs02\n"));

    expect(job).toBe("12.pbs01@pbs02");
    expect(scheduler.renderStatus([job]).words.at(-1)).toBe(job);
    expect(scheduler.renderFinal(job)[0]?.words.at(-1)).toBe(job);
    expect(scheduler.renderCancel(job).words).toEqual(["qdel", job]);
    expect(look(kind, record("12.pbs01"), job)).toEqual({ seen: "running" });
    expect(look(kind, record("12.pbs01.example.org"), job)).toEqual({ seen: "running" });
    expect(look(kind, record("12.pbs02"), job)).toMatchObject({ seen: "nothing" });
  });

  test("a job that the server of another one does not know is absent by its whole id", () => {
    const stderr = "qstat: Unknown Job Id 12.pbs01@pbs02\n";
    const asked = [id("12.pbs01@pbs02"), id("12.pbs02"), id("112.pbs01")];

    const seen = scheduler.parseStatus(answer("", { exitCode: 153, stderr }), asked);

    expect([...seen.values()].map((one) => one.seen)).toEqual(["absent", "nothing", "nothing"]);
  });

  test("numbers of arrays keep their brackets, and a search by name tells the server of each", () => {
    expect(scheduler.parseSubmit(answer("12[].pbs01\n"))).toBe("12[].pbs01");
    expect(look(kind, record("12[].pbs01"), "12[].pbs01")).toEqual({ seen: "running" });
    expect(look(kind, record("12[3].pbs01"), "12[].pbs01")).toMatchObject({ seen: "nothing" });
    expect(scheduler.parseFindByName(answer("12.pbs01\n12.pbs02\n13.pbs01@pbs02\n"), "x")).toEqual([
      ...["12.pbs01", "12.pbs02", "13.pbs01@pbs02"],
    ]);
  });
});

describe("an LSF with other clusters", () => {
  const lsf = schedulerOfKind("lsf");

  test("a job that was forwarded is seen under its number, whatever cluster is named behind it", () => {
    expect(look("lsf", "12@north|RUN|-|-|-\n", "12")).toEqual({ seen: "running" });
    expect(look("lsf", "12|FWD_PEND|-|-|-\n", "12")).toMatchObject({ seen: "queued" });
    expect(lsf.parseFindByName(answer("12@north|RUN|x\n"), "x")).toEqual(["12"]);
    expect(lsf.renderCancel(id("12")).words).toEqual(["bkill", "12"]);
  });

  test("a job of our own is not mistaken for one with the same number of another cluster", () => {
    const rows = ["12|RUN|-|-|-\n", "12@north|EXIT|1|-|-\n"];

    expect(look("lsf", rows.join(""), "12")).toEqual({ seen: "running" });
    expect(look("lsf", rows.toReversed().join(""), "12")).toEqual({ seen: "running" });
  });

  test("elements of an array are one job", () => {
    expect(look("lsf", "12[3]|RUN|-|-|-\n", "12")).toEqual({ seen: "running" });
    expect(lsf.parseFindByName(answer("12[1]|RUN|x\n12[2]|PEND|x\n"), "x")).toEqual(["12"]);
  });
});

describe("a Moab above other managers", () => {
  const moab = schedulerOfKind("moab");
  const list = (jobs: string) => `<Data><Object>queue</Object><queue count="1" option="active">${jobs}</queue></Data>\n`;
  const job = '<job DRMJID="34.torque" GJID="grid.5" JobID="Moab.12" JobName="x" State="Running"></job>';

  test.each(["Moab.12", "34.torque", "grid.5"])("its job is seen under each of its ids: %s", (asked) => {
    expect(look("moab", list(job), asked)).toEqual({ seen: "running" });
    const checked = answer(`<Data>${job}</Data>\n`);
    expect(moab.parseFinal([checked, answer(list(""))], id(asked))).toEqual({ seen: "running" });
  });

  test("an id of its own is not taken for the one that another job has below", () => {
    const other = '<job JobID="34.torque" JobName="y" State="Idle"></job>';

    expect(look("moab", list(`${other}${job}`), "34.torque")).toMatchObject({ seen: "queued" });
    expect(look("moab", list(`${job}${other}`), "34.torque")).toMatchObject({ seen: "queued" });
  });
});

describe("a Grid Engine", () => {
  test("has one number for all tasks of an array", () => {
    const { parseSubmit, parseFindByName } = schedulerOfKind("grid-engine");
    const row = (state: string) => `<job_list><JB_job_number>5</JB_job_number><JB_name>x</JB_name><state>${state}</state></job_list>`;
    const list = `<job_info><queue_info>${row("r")}</queue_info><job_info>${row("qw")}</job_info></job_info>`;

    expect(parseSubmit(answer("5.1-10:1\n"))).toBe("5");
    expect(parseFindByName(answer(list), "x")).toEqual(["5"]);
    expect(look("grid-engine", list, "5")).toEqual({ seen: "running" });
  });
});
