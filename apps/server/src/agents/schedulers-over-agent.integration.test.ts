import { readdir } from "node:fs/promises";

import { SystemClock } from "@postern/runtime";
import { schedulerOfKind } from "@postern/schedulers";
import type { Scheduler } from "@postern/schedulers";
import { askerOf, ensureDebianPackages, eventually, startGridEngine, startLoginNode } from "@postern/testing";
import { describe, expect, test } from "vitest";

import { Trial } from "../features/compute-envs/check/trial/trial.ts";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";
import { openOverAgent } from "../testing/over-agent.fixture.ts";
import type { OverAgent } from "../testing/over-agent.fixture.ts";
import { trialName } from "../testing/trial-name.fixture.ts";

const longMs = 240_000;

test(
  "a real Grid Engine over a real agent runs a job to its end; another is held, found by its name and cancelled",
  { timeout: longMs },
  async () => {
    await ensureDebianPackages(["gridengine-master", "gridengine-exec", "gridengine-client"]);
    await using engine = await startGridEngine();
    await using over = await openOverAgent({ env: { PATH: engine.path, ...engine.env } });
    const scheduler = schedulerOfKind("grid-engine");
    const ask = askerOf({ scheduler, queue: engine.queue, ...over });

    const good = await ask.submit(await ask.jobOf("over_agent", "exit 7"));
    const held = await ask.submit({ ...(await ask.jobOf("held_over_agent", "exit 0")), extraOptions: ["-h"] });

    for (const { command, judge } of scheduler.renderProbes(engine.queue)) expect(judge(await ask.run(command))).toHaveProperty("summary");
    expect(await ask.seen(good, "ended")).toMatchObject({ exitCode: 7 });
    expect(await ask.look(held)).toMatchObject({ seen: "queued" });
    expect(await ask.find("held_over_agent")).toEqual([held]);
    await ask.cancel(held);
    expect(await ask.find("held_over_agent")).toEqual([]);
    expect(await tryNode(scheduler, engine.queue, over)).toMatchObject({ state: "ran", report: { written: [over.folder] } });
    expect((await readdir(over.folder)).filter((name) => name.startsWith(".postern-check"))).toEqual([]);
  },
);

/** The trial job of a check: what it leaves behind, this agent has to let be removed. */
function tryNode(scheduler: Scheduler, queue: string, { channel, folder }: OverAgent) {
  const config = { workDir: folder, headQueue: queue };
  const environment = { id: "env-over-agent", checkStartedAt: 1, config, resources: {}, nodeSetup: {} } as unknown as ComputeEnvironment;
  const trial = new Trial({ publicUrl: "http://127.0.0.1:9", authorityPem: undefined, nameOf: trialName, patienceMs: longMs });
  return trial.run({ environment, scheduler, channel, clock: new SystemClock() }, () => Promise.resolve(true));
}

describe.each(["pbs", "torque", "lsf", "moab"] as const)("the fake login node of %s over a real agent", (kind) => {
  test(
    "a job ends with its code; one whose answer is lost is found; one whose connection is cut is submitted once, and told",
    { timeout: longMs },
    async () => {
      await using node = await startLoginNode(kind);
      await using over = await openOverAgent({ env: node.env });
      const ask = askerOf({ scheduler: schedulerOfKind(kind), queue: node.queue, ...over });
      const good = await ask.submit(await ask.jobOf("good", "exit 7"));
      expect(await ask.seen(good, "ended")).toMatchObject({ exitCode: 7 });

      const lost = await ask.jobOf("nf-lost-5Mq3xJ2vRp8a1b", "exec sleep 300");
      node.misbehave({ how: "lost answer" });
      await expect(ask.submit(lost)).rejects.toMatchObject({ code: "scheduler.unclear" });
      node.misbehave({ how: "banner" });
      const [found = expect.unreachable("it was submitted"), ...more] = await ask.find(lost.name);
      expect(more).toEqual([]);
      await ask.cancel(found);

      // The agent asks on while it is away, and tells the answer when it has come back.
      const cut = await ask.jobOf("nf-cutx-7Nr4yK3wSq9b2c", "exec sleep 300");
      node.misbehave({ how: "slow", ms: 600 });
      const calls = node.calls();
      const submitting = Promise.allSettled([ask.submit(cut)]);
      await eventually("the submission has reached the login node", () => node.calls() > calls);
      over.proxy.cut();
      await over.untilOffline();
      const [submitted] = await submitting;
      node.misbehave();
      const [id = expect.unreachable("it was submitted"), ...others] = await ask.find(cut.name);
      expect([submitted, others]).toEqual([{ status: "fulfilled", value: id }, []]);
      await ask.cancel(id);
    },
  );
});
