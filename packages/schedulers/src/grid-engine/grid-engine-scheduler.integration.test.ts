import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SystemClock } from "@postern/runtime";
import { askerOf, ensureDebianPackages, openOverSsh, startGridEngine } from "@postern/testing";
import type { GridEngineFixture } from "@postern/testing";
import { openLocalChannel } from "@postern/transport/local";
import { expect, test } from "vitest";

import { describeScheduler } from "../testing/describe-scheduler.ts";
import type { SchedulerScene } from "../testing/describe-scheduler.ts";
import { recordedAgain, withoutReasons } from "../testing/recorded-again.ts";
import { gridEngineScheduler as scheduler } from "./grid-engine-scheduler.ts";

async function openScene(): Promise<SchedulerScene & { readonly engine: GridEngineFixture }> {
  await ensureDebianPackages(["gridengine-master", "gridengine-exec", "gridengine-client"]);
  const engine = await startGridEngine({ notifySeconds: 2 });
  const folder = await realpath(await mkdtemp(join(tmpdir(), "postern-sge-jobs-")));
  const channel = await openLocalChannel({ workDir: folder, env: { PATH: engine.path, ...engine.env }, clock: new SystemClock() });
  const close = async (): Promise<void> => {
    await channel[Symbol.asyncDispose]();
    await engine.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { scheduler, channel, folder, queue: engine.queue, holdOptions: ["-h"], unknownId: "999999", close, engine };
}

describeScheduler("a real Grid Engine", openScene, (scene) => {
  test("a limit has its reason, a notice comes before it, and a job in error names its directory and can be taken out", async () => {
    const ask = askerOf(scene());
    const limited = await ask.submit({ ...(await ask.jobOf("limited", "exec sleep 300")), resources: { wallTimeSeconds: 3 } });
    const resources = { wallTimeSeconds: 120, noticeSeconds: 118 };
    const warned = await ask.submit({ ...(await ask.jobOf("warned", "trap 'exit 9' USR1; sleep 300 & wait")), resources });
    const nowhere = await ask.submit({ ...(await ask.jobOf("nowhere", "exit 0")), workDir: `${scene().folder}/missing` });

    const jobs = [warned, nowhere];
    await ask.seen(warned, "running");
    await ask.seen(nowhere, "ended");
    const whole = scheduler.parseStatus(await ask.run(scheduler.renderStatus(jobs)), jobs);
    const short = scheduler.shortStatus?.parse(await ask.run(scheduler.shortStatus.render(jobs)), jobs);
    expect([short, [...whole.values()].map(({ seen }) => seen)]).toEqual([whole, ["running", "ended"]]);
    expect(await ask.seen(nowhere, "ended")).toMatchObject({ reason: expect.stringContaining("missing") as unknown, remains: true });
    expect(await ask.seen(limited, "ended")).toMatchObject({ reason: expect.stringMatching(/h_rt|failed/) as unknown, isForced: true });
    expect(await ask.seen(warned, "ended")).toMatchObject({ exitCode: 9 });
    await ask.cancel(nowhere);
    expect(await ask.find("nowhere")).toEqual([]);
  });

  test("over a real sshd a job runs and ends, another is held, found by its name and cancelled", async () => {
    const { engine, queue } = scene();
    await using over = await openOverSsh({ clock: new SystemClock(), env: { PATH: engine.path, ...engine.env } });
    const ask = askerOf({ scheduler, queue, ...over });

    const good = await ask.submit(await ask.jobOf("over_ssh", "exit 7"));
    const held = await ask.submit({ ...(await ask.jobOf("held_over_ssh", "exit 0")), extraOptions: ["-h"] });

    expect(await ask.seen(good, "ended")).toMatchObject({ exitCode: 7 });
    expect(await ask.look(held)).toMatchObject({ seen: "queued" });
    expect(await ask.find("held_over_ssh")).toEqual([held]);
    await ask.cancel(held);
    expect(await ask.find("held_over_ssh")).toEqual([]);
  });

  test("a recording has no names and shows the same; while the qmaster is down nothing is said of any job, and afterwards it is as before", async () => {
    const { engine, ...rest } = scene();
    const ask = askerOf(rest);
    const kept = await ask.submit(await ask.jobOf("kept", "sleep 300"));
    await ask.seen(kept, "running");
    const recording = await recordedAgain({ kind: "grid-engine", run: ask.run, names: [], jobs: [kept] });
    expect(recording.listed).toContain(kept);
    expect(withoutReasons(recording.after)).toEqual(withoutReasons(recording.before));
    expect(recording.text).not.toMatch(/\bkept\b/);
    const unlucky = await ask.jobOf("unlucky", "exit 0");

    await engine.stopQmaster();

    expect(await ask.look(kept)).toMatchObject({ seen: "nothing" });
    await expect(ask.submit(unlucky)).rejects.toMatchObject({ code: "scheduler.unclear" });
    await expect(ask.find("kept")).rejects.toMatchObject({ code: "scheduler.unclear" });
    await engine.startQmaster();
    await ask.seen(kept, "running");
    expect(await ask.find("kept")).toEqual([kept]);
    expect(await ask.find("unlucky")).toEqual([]);
  });
});
