import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

import { toSchedulerJobId } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { askerOf, startLoginNode } from "@postern/testing";
import type { LoginNode } from "@postern/testing";
import { openLocalChannel } from "@postern/transport/local";
import { expect, test } from "vitest";

import type { RecordedKind } from "./record/readings.ts";
import { schedulerOfKind } from "./scheduler-of-kind.ts";
import { describeScheduler } from "./testing/describe-scheduler.ts";
import type { SchedulerScene } from "./testing/describe-scheduler.ts";
import { recordedAgain, withoutReasons } from "./testing/recorded-again.ts";

type Scene = SchedulerScene & { readonly node: LoginNode; readonly kind: RecordedKind };

const kinds = [
  { kind: "pbs", holdOptions: ["-h"], unknownId: "999999.pbs01" },
  { kind: "torque", holdOptions: ["-h"], unknownId: "999999.pbs01" },
  { kind: "lsf", holdOptions: ["-H"], unknownId: "999999" },
  { kind: "moab", holdOptions: ["-h"], unknownId: "Moab.999999" },
] as const;

async function openScene({ kind, ...more }: (typeof kinds)[number]): Promise<Scene> {
  const node = await startLoginNode(kind);
  const folder = await realpath(await mkdtemp(join(tmpdir(), `postern-${kind}-jobs-`)));
  const channel = await openLocalChannel({ workDir: folder, env: node.env, clock: new SystemClock() });
  const close = async (): Promise<void> => {
    await channel[Symbol.asyncDispose]();
    await node.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { scheduler: schedulerOfKind(kind), channel, folder, queue: node.queue, ...more, kind, close, node };
}

for (const one of kinds) {
  describeScheduler(
    `the fake login node of ${one.kind}`,
    () => openScene(one),
    (scene) => troubleTests(scene),
  );
}

function troubleTests(scene: () => Scene): void {
  test("a recording of it has no names, and shows the same of its jobs", async () => {
    const { node: _, ...rest } = scene();
    const ask = askerOf(rest);
    const jobs = [await ask.submit(await ask.jobOf("recorded", "exec sleep 300"))];
    await ask.seen(jobs[0] ?? expect.unreachable("a job was submitted"), "running");

    const { text, listed, before, after } = await recordedAgain({ kind: rest.kind, run: ask.run, names: [rest.folder], jobs });

    expect(listed).toEqual(expect.arrayContaining(jobs));
    expect(withoutReasons(after)).toEqual(withoutReasons(before));
    expect(withoutReasons(after)).toMatchObject([{ seen: "running" }]);
    for (const name of [userInfo().username, "recorded"]) expect(text).not.toMatch(new RegExp(`\\b${name}\\b`));
  });

  test("account, memory, processors and time are asked for in words that it takes", async () => {
    const { node: _, ...rest } = scene();
    const ask = askerOf(rest);
    const resources = { account: "ab12", memoryMb: 512, cpus: 2, wallTimeSeconds: 600 };

    const id = await ask.submit({ ...(await ask.jobOf("wishes", "exit 0")), resources });

    expect(await ask.seen(id, "ended")).toMatchObject({ exitCode: 0 });
  });

  test("a job that the queue forgot has its end in the history or nowhere, and is never taken for alive", async () => {
    const { node, ...rest } = scene();
    const ask = askerOf(rest);
    const id = await ask.submit(await ask.jobOf("forgotten", "exit 7"));
    await ask.seen(id, "ended");

    node.forget("forgotten", "queue");
    expect(["ended", "absent"]).toContain((await ask.look(id)).seen);
    node.forget("forgotten", "all");
    expect(await ask.look(id)).toEqual({ seen: "absent" });
  });

  test("a submission whose answer is lost is unclear, and its one job is found by name", async () => {
    const { node, ...rest } = scene();
    const ask = askerOf(rest);
    const job = await ask.jobOf("nf-workflow-5Mq3xJ2vRp8a1b", "sleep 300");

    node.misbehave({ how: "lost answer" });
    await expect(ask.submit(job)).rejects.toMatchObject({ code: "scheduler.unclear" });
    node.misbehave({ how: "down" });
    await expect(ask.find(job.name)).rejects.toMatchObject({ code: "scheduler.unclear" });
    await expect(ask.submit(await ask.jobOf("never", "exit 0"))).rejects.toMatchObject({ code: "scheduler.unclear" });
    node.misbehave();

    const found = await ask.find(job.name);
    expect(found).toHaveLength(1);
    expect(await ask.find("never")).toEqual([]);
    for (const id of found) {
      await ask.seen(id, "running");
      node.misbehave({ how: "down" });
      expect(await ask.look(id)).toMatchObject({ seen: "nothing" });
      node.misbehave({ how: "half answer" });
      expect(["nothing", "running"]).toContain((await ask.look(id)).seen);
      node.misbehave({ how: "banner" });
      expect(await ask.look(id)).toEqual({ seen: "running" });
      expect(await ask.find(job.name)).toEqual([id]);
      node.misbehave({ how: "slow", ms: 300 });
      expect(await ask.look(id)).toEqual({ seen: "running" });
      node.misbehave();
      await ask.cancel(id);
    }
  });

  test("half an answer to a submission and one in another language are unclear, never a refusal", async () => {
    const { node, ...rest } = scene();
    const ask = askerOf(rest);
    const job = await ask.jobOf("half", "exit 0");

    node.misbehave({ how: "half answer" });
    await expect(ask.submit(job)).rejects.toMatchObject({ code: "scheduler.unclear" });
    node.misbehave({ how: "other language" });
    expect((await ask.look(toSchedulerJobId(scene().unknownId))).seen).toMatch(/nothing|absent/);
    node.misbehave({ how: "banner" });
    const id = await ask.submit(await ask.jobOf("greeted", "exit 0"));
    node.misbehave();
    expect(await ask.seen(id, "ended")).toMatchObject({ exitCode: 0 });
  });
}

test("among a hundred thousand jobs of others, ours is found or nothing is said", async () => {
  for (const one of kinds) {
    const scene = await openScene(one);
    const ask = askerOf(scene);
    const id = await ask.submit(await ask.jobOf("needle", "sleep 300"));
    scene.node.fill(100_000);

    expect(await ask.look(id)).toEqual({ seen: "running" });
    expect((await ask.look(toSchedulerJobId(one.unknownId))).seen).toMatch(/nothing|absent/);
    await scene.close();
  }
});
