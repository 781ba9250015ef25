import { readFile, writeFile } from "node:fs/promises";

import { toSchedulerJobId } from "@postern/domain";
import type { SchedulerJobId } from "@postern/domain";
import { askerOf, eventually } from "@postern/testing";
import type { AskedScheduler } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const patienceMs = 90_000;

/** A scheduler that can be asked: a real one, or a fake login node. */
export interface SchedulerScene extends AskedScheduler {
  /** Options with which a job waits until somebody lets it go. */
  readonly holdOptions: readonly string[];
  /** An id of the right form that was never given. */
  readonly unknownId: string;
  readonly close: () => Promise<void>;
}

/** The suite of the port `Scheduler`, over a channel. Jobs are started together at the begin: real schedulers take their time. */
export function describeScheduler<Scene extends SchedulerScene>(
  name: string,
  open: () => Promise<Scene>,
  addTests: (scene: () => Scene) => void = () => undefined,
): void {
  describe(`${name} as a scheduler`, { timeout: 2 * patienceMs }, () => {
    let scene: Scene;
    let ask: ReturnType<typeof askerOf>;
    const ids = new Map<string, SchedulerJobId>();
    const idOf = (job: string): SchedulerJobId => ids.get(job) ?? expect.unreachable(`${job} was not submitted`);
    const scripts = {
      good: "pwd; while [ ! -e finish ]; do sleep 0.1; done",
      seven: "exit 7",
      signalled: "kill -9 $$",
      held: "exit 0",
      running: "sleep 300",
    };

    beforeAll(async () => {
      scene = await open();
      ask = askerOf(scene);
      for (const [job, script] of Object.entries(scripts)) {
        const request = await ask.jobOf(job, script);
        ids.set(job, await ask.submit({ ...request, extraOptions: job === "held" ? scene.holdOptions : [] }));
      }
    }, 300_000);
    afterAll(() => scene.close());

    test("every submission has an id of its own", () => {
      expect(new Set(ids.values()).size).toBe(Object.keys(scripts).length);
    });

    test("a job is running, then it has ended well, with its output in place", async () => {
      await ask.seen(idOf("good"), "running");
      await writeFile(`${scene.folder}/finish`, "");

      expect(await ask.seen(idOf("good"), "ended")).toMatchObject({ exitCode: 0 });
      expect(await eventually("the output is there", () => readFile(`${scene.folder}/good.log`, "utf8").catch(() => ""))).toContain(
        scene.folder,
      );
    });

    test("an exit code comes through", async () => {
      expect(await ask.seen(idOf("seven"), "ended")).toMatchObject({ exitCode: 7 });
    });

    test("a signal is no success", async () => {
      expect(await ask.seen(idOf("signalled"), "ended")).toMatchObject({ exitCode: 137 });
    });

    test("one question tells of several jobs, and of one that never was", async () => {
      const jobs = [idOf("held"), idOf("running"), toSchedulerJobId(scene.unknownId)];
      await ask.seen(idOf("running"), "running");

      const seen = scene.scheduler.parseStatus(await ask.run(scene.scheduler.renderStatus(jobs)), jobs);

      expect([...seen.values()].map((one) => one.seen)).toEqual(["queued", "running", "absent"]);
      expect(seen.get(idOf("held"))).toMatchObject({ reason: expect.stringMatching(/./) as unknown });
      expect(await ask.final(toSchedulerJobId(scene.unknownId))).toEqual({ seen: "absent" });
    });

    test("live jobs are found by name, others are not", async () => {
      expect(await ask.find("running")).toEqual([idOf("running")]);
      expect(await ask.find("held")).toEqual([idOf("held")]);
      expect(await ask.find("never-submitted")).toEqual([]);
      await ask.seen(idOf("seven"), "ended");
      expect(await ask.find("seven")).toEqual([]);
    });

    test("a cancelled job is over, and cancelling again is harmless", async () => {
      await ask.cancel(idOf("held"));
      await ask.seen(idOf("running"), "running");
      await ask.cancel(idOf("running"));

      const ended = await ask.seen(idOf("running"), "ended");

      expect(ended).not.toMatchObject({ exitCode: 0 });
      await eventually("the held job is over", async () => ["ended", "absent"].includes((await ask.look(idOf("held"))).seen));
      await ask.cancel(idOf("running"));
      await ask.cancel(toSchedulerJobId(scene.unknownId));
    });

    test("an unknown queue is a refusal, and leaves no job", async () => {
      const job = { ...(await ask.jobOf("refused", "exit 0")), queue: "nosuchqueue" };

      await expect(ask.submit(job)).rejects.toMatchObject({ code: "scheduler.rejected" });
      expect(await ask.find("refused")).toEqual([]);
    });

    test("the probes pass, and miss a queue that is not there", async () => {
      const { scheduler, queue } = scene;
      const judgeAll = async (asked: string) =>
        Promise.all(scheduler.renderProbes(asked).map(async ({ command, judge }) => judge(await ask.run(command))));

      for (const verdict of await judgeAll(queue)) expect(verdict).toHaveProperty("summary");
      expect((await judgeAll("nosuchqueue")).at(-1)).toHaveProperty("problem");
    });

    test("the queues are told", async () => {
      const question = scene.scheduler.site.askQueues();

      expect(question?.read(await ask.run(question.command))).toContainEqual(expect.objectContaining({ name: scene.queue, isOpen: true }));
    });

    addTests(() => scene);
  });
}
