import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { eventually } from "@postern/testing";
import { openLocalChannel } from "@postern/transport/local";
import type { LocalChannel } from "@postern/transport/local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { JobRequest, SchedulerCommand } from "../scheduler.ts";
import { createLocalScheduler } from "./local-scheduler.ts";
import { askScript, supervisorScript } from "./scripts.ts";

const scheduler = createLocalScheduler({ jobsFolder: ".postern-jobs", killGraceSeconds: 3 });

describe.each(["dash", "bash"])("local jobs under %s", (shell) => {
  let root = "";
  let channel: LocalChannel;

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "postern-local-jobs-")));
    await mkdir(`${root}/bin`);
    await symlink(`/bin/${shell}`, `${root}/bin/sh`);
    const env = { PATH: `${root}/bin:/usr/bin:/bin`, HOME: root };
    channel = await openLocalChannel({ workDir: root, env, clock: new SystemClock() });
  });
  afterAll(async () => {
    await channel[Symbol.asyncDispose]();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });

  const run = (command: SchedulerCommand): Promise<CommandResult> => channel.run({ ...command, timeoutMs: 60_000 });
  const jobOf = async (name: string, script: string): Promise<JobRequest> => {
    await writeFile(`${root}/${name}.sh`, script);
    return { name, scriptPath: `${root}/${name}.sh`, workDir: root, outputPath: `${root}/${name}.log`, extraOptions: [] };
  };
  const submit = async (name: string, script: string): Promise<SchedulerJobId> =>
    scheduler.parseSubmit(await run(scheduler.renderSubmit(await jobOf(name, script))));
  const look = async (id: SchedulerJobId): Promise<JobSighting | undefined> =>
    scheduler.parseStatus(await run(scheduler.renderStatus([id])), [id]).get(id);
  const ended = (id: SchedulerJobId): Promise<JobSighting> =>
    eventually(`${id} has ended`, async () => {
      const seen = await look(id);
      return seen?.seen === "ended" && seen;
    });
  const find = async (name: string): Promise<readonly SchedulerJobId[]> =>
    scheduler.parseFindByName(await run(scheduler.renderFindByName(name)), name);
  const cancel = async (id: SchedulerJobId): Promise<void> => scheduler.parseCancel(await run(scheduler.renderCancel(id)));
  const pidIn = (path: string): Promise<number> =>
    eventually(`${path} holds a pid`, async () => Number((await readFile(path, "utf8").catch(() => "")).split(" ")[0]) || undefined);
  const contentOf = (path: string): Promise<string> => readFile(path, "utf8");

  test("both scripts are free of syntax errors", async () => {
    for (const script of [askScript, supervisorScript]) {
      const result = await channel.run({ words: ["sh", "-n"], stdin: script, timeoutMs: 30_000 });

      expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    }
  });

  test("a job runs in its folder, and its output and exit code are kept", async () => {
    const id = await submit("good", "pwd; echo to-stderr >&2; cat; while [ ! -e finish ]; do sleep 0.05; done; exit 7");
    const early = await look(id);
    await writeFile(`${root}/finish`, "");

    expect(early).toEqual({ seen: "running" });
    expect(await ended(id)).toEqual({ seen: "ended", exitCode: 7, reason: "" });
    expect(await contentOf(`${root}/good.log`)).toBe(`${root}\nto-stderr\n`);
  });

  test("the first line of a script chooses its interpreter", async () => {
    const id = await submit("interpreted", '#!/usr/bin/env bash\nset -o pipefail; [[ $BASH_VERSION ]] && echo bash "$0"\n');

    expect(await ended(id)).toMatchObject({ exitCode: 0 });
    expect(await contentOf(`${root}/interpreted.log`)).toBe(`bash ${root}/interpreted.sh\n`);
  });

  test("the same name submitted many times at once is one job", async () => {
    const job = await jobOf("twice", "echo started >> counted; sleep 300");

    const answers = await Promise.all(Array.from({ length: 6 }, () => run(scheduler.renderSubmit(job))));
    const ids = new Set(answers.map((answer) => scheduler.parseSubmit(answer)));

    const [id] = ids;
    expect(ids.size).toBe(1);
    await eventually("the job wrote", () => contentOf(`${root}/counted`).catch(() => undefined));
    if (id !== undefined) await cancel(id);
    if (id !== undefined) await ended(id);
    expect(await contentOf(`${root}/counted`)).toBe("started\n");
  });

  test("a job is found by name while it lives, and submitting it again afterwards starts nothing", async () => {
    const id = await submit("lost", "echo run >> lost-runs; while [ ! -e lost-finish ]; do sleep 0.05; done");
    const whileAlive = await find("lost");
    await writeFile(`${root}/lost-finish`, "");
    await ended(id);

    expect(whileAlive).toEqual([id]);
    expect(await find("lost")).toEqual([]);
    expect(await find("never-submitted")).toEqual([]);
    expect(await submit("lost", "echo another >> lost-runs")).toBe(id);
    expect(await contentOf(`${root}/lost-runs`)).toBe("run\n");
  });

  test("many jobs are asked about at once, and one that never was is absent", async () => {
    const first = await submit("many-1", "exit 0");
    const second = await submit("many-2", "exit 3");
    await Promise.all([ended(first), ended(second)]);
    const never = `${first}-never` as SchedulerJobId;

    const jobs = [first, never, second];
    const sightings = scheduler.parseStatus(await run(scheduler.renderStatus(jobs)), jobs);

    expect([...sightings.values()]).toEqual([
      { seen: "ended", exitCode: 0, reason: "" },
      { seen: "absent" },
      { seen: "ended", exitCode: 3, reason: "" },
    ]);
  });

  test("a job whose folder's file system is away is not called absent", async () => {
    expect(await look("/no/such/place/.postern-jobs/job" as SchedulerJobId)).toMatchObject({ seen: "nothing" });
  });

  test("cancelling lets the script end in its own way", async () => {
    const id = await submit("polite", 'trap "echo cleaned; exit 42" TERM; echo ready > polite-ready; while :; do sleep 0.1; done');
    await eventually("the trap is set", () => contentOf(`${root}/polite-ready`).catch(() => undefined));

    await cancel(id);

    expect(await ended(id)).toEqual({ seen: "ended", exitCode: 42, reason: "cancelled" });
    expect(await contentOf(`${root}/polite.log`)).toContain("cleaned\n");
    await cancel(id);
  });

  test("what does not end when told is killed, in whatever session it is", async () => {
    const script =
      'trap "" TERM; setsid sh -c \'trap "" TERM; echo $$ > escaped.pid; while :; do sleep 1; done\' & while :; do sleep 1; done';
    const id = await submit("stubborn", script);
    const escaped = await pidIn(`${root}/escaped.pid`);

    await cancel(id);

    expect(await ended(id)).toEqual({ seen: "ended", exitCode: 137, reason: "cancelled" });
    await eventually("the escaped process is gone", async () => !(await isRunning(escaped)));
  });

  test("a killed job script is seen, and what it left behind is ended", async () => {
    const id = await submit("killed", "setsid sleep 300 & echo $! > left.pid; wait");
    const left = await pidIn(`${root}/left.pid`);

    process.kill(await pidIn(`${id}/job`), "SIGKILL");

    expect(await ended(id)).toEqual({ seen: "ended", exitCode: 137, reason: "ended by signal 9" });
    expect(await isRunning(left)).toBe(false);
  });

  test("a job outlives its supervisor, and can still be cancelled", async () => {
    const id = await submit("orphan", "echo ready > orphan-ready; sleep 300");
    await eventually("the job runs", () => contentOf(`${root}/orphan-ready`).catch(() => undefined));
    const job = await pidIn(`${id}/job`);
    process.kill(await pidIn(`${id}/started`), "SIGKILL");

    const orphaned = await look(id);
    const found = await find("orphan");
    await cancel(id);

    expect(orphaned).toEqual({ seen: "running" });
    expect(found).toEqual([id]);
    expect(await ended(id)).toMatchObject({ seen: "ended", reason: expect.any(String) as unknown });
    await eventually("the job is gone", async () => !(await isRunning(job)));
  });

  test("without supervisor and exit file, a dead job has ended and not well", async () => {
    const id = await submit("vanished", "echo ready > vanished-ready; sleep 300");
    await eventually("the job runs", () => contentOf(`${root}/vanished-ready`).catch(() => undefined));

    const job = await pidIn(`${id}/job`);
    process.kill(await pidIn(`${id}/started`), "SIGKILL");
    process.kill(-job, "SIGKILL");

    expect(await ended(id)).toMatchObject({ exitCode: 137, reason: expect.stringContaining("killed") as unknown });
  });

  test.each(["the folder of a job", "the folder of all jobs"])(
    "who deletes %s does not end the job, and leaves no supervisor behind",
    async (what) => {
      const name = `deleted-${what.length}`;
      const own = createLocalScheduler({ jobsFolder: `.jobs-of-${name}`, killGraceSeconds: 3 });
      const job = await jobOf(name, `while [ ! -e ${name}-finish ]; do sleep 0.05; done; echo finished > ${name}-result`);
      const id = own.parseSubmit(await run(own.renderSubmit(job)));
      const supervisor = await pidIn(`${id}/started`);
      await pidIn(`${id}/job`);

      await rm(what === "the folder of a job" ? id : dirname(id), { recursive: true });
      const whileJobRuns = await isRunning(supervisor);
      await writeFile(`${root}/${name}-finish`, "");

      expect(whileJobRuns).toBe(true);
      await eventually("the supervisor is gone", async () => !(await isRunning(supervisor)));
      expect(await contentOf(`${root}/${name}-result`)).toBe("finished\n");
    },
  );

  test("after a restart of the machine the job is over; on another machine nothing is said", async () => {
    const id = await submit("elsewhere", "exit 0");
    await ended(id);
    await rm(`${id}/exit`);
    const [pid, start, , space, host = ""] = (await contentOf(`${id}/started`)).trim().split(" ");
    const asIf = async (boot: string, hostName: string): Promise<JobSighting | undefined> => {
      for (const file of ["started", "job"]) await writeFile(`${id}/${file}`, [pid, start, boot, space, hostName].join(" ") + "\n");
      return look(id);
    };

    expect(await asIf("another-boot", host)).toMatchObject({ seen: "ended", exitCode: 137 });
    expect(await asIf("another-boot", "another-host")).toMatchObject({ seen: "nothing" });
    await expect(find("elsewhere")).rejects.toMatchObject({ code: "scheduler.unclear" });
    await expect(cancel(id)).rejects.toMatchObject({ code: "scheduler.unclear" });
  });

  test("a returned process number is not taken for the job", async () => {
    const id = await submit("reused", "exit 0");
    await ended(id);
    await rm(`${id}/exit`);
    const facts = (await contentOf(`${id}/started`)).trim().split(" ");
    // This process lives, under a number that the job once had, since another moment.
    for (const file of ["started", "job"]) await writeFile(`${id}/${file}`, [process.pid, ...facts.slice(1)].join(" ") + "\n");

    expect(await look(id)).toMatchObject({ seen: "ended", exitCode: 137 });
  });

  test("a job survives the end of the process that submitted it, and of all its group", async () => {
    const job = await jobOf("survivor", "echo ready > survivor-ready; while [ ! -e survivor-finish ]; do sleep 0.05; done; exit 5");
    const [program, ...words] = scheduler.renderSubmit(job).words;
    // A parent that submits and then lives on, as a server does, until its whole group is killed.
    const parent = spawn("sh", ["-c", '"$@"; sleep 300', "parent", program, ...words], {
      cwd: root,
      detached: true,
      stdio: "ignore",
      env: { PATH: `${root}/bin:/usr/bin:/bin` },
    });
    await eventually("the job runs", () => contentOf(`${root}/survivor-ready`).catch(() => undefined));

    process.kill(-(parent.pid ?? Number.NaN), "SIGKILL");
    const [id] = await find("survivor");
    await writeFile(`${root}/survivor-finish`, "");

    expect(id).toBeDefined();
    expect(await ended(id ?? ("" as SchedulerJobId))).toEqual({ seen: "ended", exitCode: 5, reason: "" });
  });

  test("what cannot be started is refused in plain words", async () => {
    const job = await jobOf("refused", "exit 0");
    const attempt = async (change: Partial<JobRequest>): Promise<unknown> =>
      scheduler.parseSubmit(await run(scheduler.renderSubmit({ ...job, ...change })));

    await expect(attempt({ workDir: `${root}/none` })).rejects.toMatchObject({ code: "scheduler.rejected" });
    await expect(attempt({ scriptPath: `${root}/none.sh` })).rejects.toMatchObject({ code: "scheduler.rejected" });
    await expect(attempt({ outputPath: `${root}/none/log` })).rejects.toMatchObject({ code: "scheduler.rejected" });
    await expect(attempt({ name: "../escape" })).rejects.toMatchObject({ code: "scheduler.rejected" });
    await expect(attempt({ extraOptions: ["--mem=8G"] })).rejects.toMatchObject({ code: "scheduler.rejected" });
  });

  test("the probe says yes here, and why not elsewhere", async () => {
    const [probe] = scheduler.renderProbes("any");
    const [hopeless] = createLocalScheduler({ jobsFolder: "/proc/none", killGraceSeconds: 1 }).renderProbes(undefined);
    if (probe === undefined || hopeless === undefined) return expect.unreachable("there is a probe");

    expect(probe.judge(await run(probe.command))).toHaveProperty("summary");
    expect(hopeless.judge(await run(hopeless.command))).toMatchObject({ problem: expect.stringContaining("/proc/none") as unknown });
  });
});

/** A zombie, ended and not yet collected by its parent, does not count. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => "");
  return status !== "" && !/\) Z /.test(status);
}
