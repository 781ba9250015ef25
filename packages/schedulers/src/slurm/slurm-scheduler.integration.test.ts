import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { ensureDebianPackages, eventually, startSlurm } from "@postern/testing";
import type { SlurmFixture } from "@postern/testing";
import { openLocalChannel } from "@postern/transport/local";
import type { LocalChannel } from "@postern/transport/local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { JobRequest, SchedulerCommand } from "../scheduler.ts";
import { recordedAgain, withoutReasons } from "../testing/recorded-again.ts";
import { slurmScheduler as scheduler } from "./slurm-scheduler.ts";

const patienceMs = 90_000;
/** Slurm purges about once a minute, whatever `MinJobAge` says. */
const purgePatienceMs = 180_000;

describe("the Slurm adapter on a real Slurm", () => {
  let slurm: SlurmFixture;
  let channel: LocalChannel;
  let root = "";

  beforeAll(async () => {
    await ensureDebianPackages(["slurm-wlm", "munge"]);
    slurm = await startSlurm({ minJobAgeSeconds: 10 });
    root = await realpath(await mkdtemp(join(tmpdir(), "postern-slurm-jobs-")));
    channel = await openLocalChannel({ workDir: root, env: { PATH: "/usr/bin:/bin", ...slurm.env }, clock: new SystemClock() });
  }, 300_000);
  afterAll(async () => {
    await channel[Symbol.asyncDispose]();
    await slurm.stop();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });

  const run = (command: SchedulerCommand): Promise<CommandResult> => channel.run({ ...command, timeoutMs: 60_000 });
  const jobOf = async (name: string, script: string): Promise<JobRequest> => {
    await writeFile(`${root}/${name}.sh`, `#!/bin/bash\n${script}\n`);
    const files = { scriptPath: `${root}/${name}.sh`, workDir: root, outputPath: `${root}/${name}.log` };
    return { name, ...files, queue: slurm.partition, extraOptions: [] };
  };
  const submit = async (job: JobRequest): Promise<SchedulerJobId> => scheduler.parseSubmit(await run(scheduler.renderSubmit(job)));
  const look = async (id: SchedulerJobId): Promise<JobSighting | undefined> =>
    scheduler.parseStatus(await run(scheduler.renderStatus([id])), [id]).get(id);
  const seen = (id: SchedulerJobId, what: JobSighting["seen"]): Promise<JobSighting> =>
    eventually(
      `job ${id} is ${what}`,
      async () => {
        const sighting = await look(id);
        return sighting?.seen === what && sighting;
      },
      patienceMs,
    );
  const final = async (id: SchedulerJobId): Promise<JobSighting> => {
    const results: CommandResult[] = [];
    for (const command of scheduler.renderFinal(id)) results.push(await run(command));
    return scheduler.parseFinal(results, id);
  };
  const find = async (name: string): Promise<readonly SchedulerJobId[]> =>
    scheduler.parseFindByName(await run(scheduler.renderFindByName(name)), name);
  const cancel = async (id: SchedulerJobId): Promise<void> => scheduler.parseCancel(await run(scheduler.renderCancel(id)));

  test("a job is running, then it has ended well, with its output in place", async () => {
    const id = await submit(await jobOf("good", "pwd; while [ ! -e finish ]; do sleep 0.05; done"));
    await seen(id, "running");
    await writeFile(`${root}/finish`, "");

    expect(await seen(id, "ended")).toEqual({ seen: "ended", exitCode: 0, reason: "" });
    expect(await readFile(`${root}/good.log`, "utf8")).toBe(`${root}\n`);
  });

  test("an exit code comes through, from squeue and from scontrol alike", async () => {
    const id = await submit(await jobOf("seven", "exit 7"));
    const fromQueue = await seen(id, "ended");

    expect(fromQueue).toMatchObject({ exitCode: 7, reason: expect.stringContaining("FAILED") as unknown });
    expect(await final(id)).toEqual(fromQueue);
  });

  test("a signal becomes 128 and its number", async () => {
    const id = await submit(await jobOf("signalled", "kill -9 $$"));

    expect(await seen(id, "ended")).toMatchObject({ exitCode: 137 });
  });

  test("a percent sign in the output path is meant as it is", async () => {
    const job = await jobOf("percent", "echo here");
    const id = await submit({ ...job, outputPath: `${root}/100%j.log` });
    await seen(id, "ended");

    expect(await readFile(`${root}/100%j.log`, "utf8")).toBe("here\n");
  });

  test("tells its partitions with their limits, that it has no accounts, and when a job starts", async () => {
    const { askAccounts, askQueues, askStart } = scheduler.site;
    const resources = { wallTimeSeconds: 600, memoryMb: 50, cpus: 1, noticeSeconds: 60 };
    const id = await submit({ ...(await jobOf("waiting", "exit 0")), resources, extraOptions: ["--hold"] });
    const queues = askQueues();
    const start = askStart(id);
    const accounts = askAccounts("root");

    expect(queues?.read(await run(queues.command))).toContainEqual(
      expect.objectContaining({ name: slurm.partition, isOpen: true, isDefault: true, maxCpus: 8 }),
    );
    expect(start?.read(await run(start.command))).toBeUndefined();
    expect(accounts?.read(await run(accounts.command))).toEqual([]);
    await cancel(id);
  });

  test("a held job is queued, with Slurm's reason, and cancelling ends it not as a success", async () => {
    const id = await submit({ ...(await jobOf("held", "exit 0")), extraOptions: ["--hold", "--comment=two words"] });
    const queued = await seen(id, "queued");
    await cancel(id);

    expect(queued).toEqual({ seen: "queued", reason: "JobHeldUser" });
    expect(await seen(id, "ended")).toMatchObject({ exitCode: 143, reason: expect.stringContaining("CANCELLED") as unknown });
  });

  test("a recording has no names, and shows the same of jobs that wait and that have ended", async () => {
    const ended = await submit(await jobOf("recorded_end", "exit 7"));
    const held = await submit({ ...(await jobOf("recorded_hold", "exit 0")), extraOptions: ["--hold"] });
    await seen(ended, "ended");

    const { text, listed, before, after } = await recordedAgain({ kind: "slurm", run, names: [root], jobs: [ended, held] });

    expect(listed).toEqual(expect.arrayContaining([ended, held]));
    expect(withoutReasons(after)).toEqual(withoutReasons(before));
    expect(withoutReasons(after)).toMatchObject([{ seen: "ended", exitCode: 7 }, { seen: "queued" }]);
    expect(text).not.toMatch(/recorded_|postern-slurm/);
    await cancel(held);
  });

  test("a running job that is cancelled ends, and cancelling again is harmless", async () => {
    const id = await submit(await jobOf("cancelled", "sleep 300"));
    await seen(id, "running");

    await cancel(id);

    expect(await seen(id, "ended")).toMatchObject({ reason: expect.stringContaining("CANCELLED") as unknown });
    await cancel(id);
    await cancel(toSchedulerJobId("999999"));
  });

  test("a job that is lost in submission is found by name, while it lives", async () => {
    const job = await jobOf("nf-workflow-lost", "sleep 300");
    const answer = await run(scheduler.renderSubmit(job));
    const [found] = await find(job.name);
    await cancel(scheduler.parseSubmit(answer));
    await seen(scheduler.parseSubmit(answer), "ended");

    expect(found).toBe(scheduler.parseSubmit(answer));
    expect(await find(job.name)).toEqual([]);
    expect(await find("never-submitted")).toEqual([]);
  });

  test("refusals are refusals, in Slurm's words, and leave no live job", async () => {
    const job = await jobOf("refused", "exit 0");
    const refusal = async (change: Partial<JobRequest>): Promise<unknown> =>
      submit({ ...job, ...change }).then(
        () => "accepted",
        (error: unknown) => error,
      );

    const said = (words: string): unknown => expect.stringContaining(words);
    expect(await refusal({ queue: "nowhere" })).toMatchObject({
      code: "scheduler.rejected",
      message: said("invalid partition specified: nowhere"),
    });
    expect(await refusal({ extraOptions: ["--mem=9999T"] })).toMatchObject({
      code: "scheduler.rejected",
      message: said("Memory specification"),
    });
    expect(await refusal({ extraOptions: ["--nonsense"] })).toMatchObject({ code: "scheduler.rejected", message: said("nonsense") });
    expect(await refusal({ extraOptions: ["--wrap=id"] })).toMatchObject({ code: "scheduler.rejected", message: said("--wrap") });
    expect(await find("refused")).toEqual([]);
  });

  test("a missing folder fails the job, not the submission, and the reason says so", async () => {
    const id = await submit({ ...(await jobOf("folderless", "exit 0")), workDir: "/no/such", outputPath: "/no/such/log" });

    expect(await seen(id, "ended")).toMatchObject({ exitCode: 1, reason: expect.stringContaining("JobLaunchFailure") as unknown });
  });

  test("the probes say yes, and an unknown partition gets the list of the known", async () => {
    const verdicts = [];
    for (const probe of scheduler.renderProbes(slurm.partition)) verdicts.push(probe.judge(await run(probe.command)));
    const unknown = scheduler.renderProbes("nowhere").at(-1);

    expect(verdicts.filter((verdict) => "problem" in verdict)).toEqual([]);
    expect(unknown?.judge(await run(unknown.command))).toEqual({
      problem: "Slurm has no partition nowhere.",
      cure: "Choose one of: main, spare.",
    });
  });

  test("a controller that cannot be reached says nothing about jobs", { timeout: 240_000 }, async () => {
    const away = `${root}/away.conf`;
    const conf = await readFile(slurm.confPath, "utf8");
    await writeFile(away, `${conf.replace(/^SlurmctldPort=.*$/m, "SlurmctldPort=1")}MessageTimeout=2\nSlurmctldTimeout=2\n`);
    await using lost = await openLocalChannel({
      workDir: root,
      env: { PATH: "/usr/bin:/bin", SLURM_CONF: away },
      clock: new SystemClock(),
    });
    const ask = (command: SchedulerCommand): Promise<CommandResult> => lost.run({ ...command, timeoutMs: 120_000 });
    const id = toSchedulerJobId("1");
    const job = await jobOf("unreachable", "exit 0");

    const submission = await ask(scheduler.renderSubmit(job));
    const status = await ask(scheduler.renderStatus([id]));
    const finals = [];
    for (const command of scheduler.renderFinal(id)) finals.push(await ask(command));
    const lookup = await ask(scheduler.renderFindByName(job.name));

    expect(() => scheduler.parseSubmit(submission)).toThrow(expect.objectContaining({ code: "scheduler.unclear" }));
    expect(scheduler.parseStatus(status, [id]).get(id)).toMatchObject({ seen: "nothing" });
    expect(scheduler.parseFinal(finals, id)).toMatchObject({ seen: "nothing" });
    expect(() => scheduler.parseFindByName(lookup, job.name)).toThrow(expect.objectContaining({ code: "scheduler.unclear" }));
  });

  test("one question names two thousand jobs, and its answer tells each of them apart", async () => {
    const held = await submit({ ...(await jobOf("first_of_many", "exit 0")), extraOptions: ["--hold"] });
    const ended = await submit(await jobOf("last_of_many", "exit 7"));
    await seen(ended, "ended");
    // As long as numbers of jobs get in Slurm, which begins anew at 67,043,328.
    const unknown = Array.from({ length: scheduler.maxJobsPerQuestion - 2 }, (_, index) => toSchedulerJobId(String(60_000_000 + index)));
    const jobs = [held, ...unknown, ended];

    const answer = await run(scheduler.renderStatus(jobs));
    const sightings = scheduler.parseStatus(answer, jobs);
    await cancel(held);

    expect([jobs.length, answer.exitCode, answer.stderr]).toEqual([2000, 0, ""]);
    expect([sightings.get(held), sightings.get(ended)]).toMatchObject([{ seen: "queued" }, { seen: "ended", exitCode: 7 }]);
    expect(new Set(unknown.map((id) => sightings.get(id)?.seen))).toEqual(new Set(["absent"]));
  });

  // Last: both wait for Slurm's own minute, at the same time.
  test("a job over its time ends as TIMEOUT; a purged one is absent, alone and among others", { timeout: 400_000 }, async () => {
    const late = await submit({ ...(await jobOf("late", 'trap "exit 0" TERM; sleep 300 & wait')), extraOptions: ["-t", "0:01"] });
    const gone = await submit(await jobOf("gone", "exit 0"));
    await seen(late, "running");

    const timedOut = await eventually(
      "the time limit struck",
      async () => {
        const sighting = await look(late);
        return sighting?.seen === "ended" && sighting;
      },
      purgePatienceMs,
    );
    await eventually("Slurm forgot the job", async () => (await look(gone))?.seen === "absent", purgePatienceMs);
    const alive = await submit(await jobOf("alive", "sleep 300"));
    const jobs = [gone, alive];
    const sightings = scheduler.parseStatus(await run(scheduler.renderStatus(jobs)), jobs);
    await cancel(alive);

    // Its trap answered 0, and that must not count as success.
    expect(timedOut).toMatchObject({ exitCode: 143, reason: expect.stringContaining("TIMEOUT") as unknown, isForced: true });
    expect(sightings.get(gone)).toEqual({ seen: "absent" });
    expect(sightings.get(alive)?.seen).not.toBe("absent");
    expect(await final(gone)).toEqual({ seen: "absent" });
  });
});
