import { setTimeout as sleep } from "node:timers/promises";

import { isAppError } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { askerOf, eventually, openOverSsh, startLoginNode } from "@postern/testing";
import { describe, expect, test } from "vitest";

import { schedulerOfKind } from "./scheduler-of-kind.ts";

describe.each(["pbs", "torque", "lsf", "moab"] as const)("the fake login node of %s over a real sshd", (kind) => {
  test("a job runs and ends with its code; one whose submission is lost or cut is there once, and is found", async () => {
    await using node = await startLoginNode(kind);
    const over = await openOverSsh({ clock: new SystemClock(), env: node.env });
    try {
      const ask = askerOf({ scheduler: schedulerOfKind(kind), ...over, queue: node.queue });
      const good = await ask.submit(await ask.jobOf("good", "exit 7"));
      expect(await ask.seen(good, "ended")).toMatchObject({ exitCode: 7 });

      const lost = await ask.jobOf("nf-lost-5Mq3xJ2vRp8a1b", "exec sleep 300");
      node.misbehave({ how: "lost answer" });
      await expect(ask.submit(lost)).rejects.toMatchObject({ code: "scheduler.unclear" });
      node.misbehave({ how: "banner" });
      const [found = expect.unreachable("it was submitted"), ...more] = await ask.find(lost.name);
      expect(more).toEqual([]);
      await ask.seen(found, "running");
      await ask.cancel(found);
      node.misbehave();

      // The connection goes while the scheduler has not answered yet.
      const cut = await ask.jobOf("nf-cutx-7Nr4yK3wSq9b2c", "exec sleep 300");
      node.misbehave({ how: "slow", ms: 600 });
      const submitting = ask.submit(cut).then(
        () => "submitted",
        (error: unknown) => (isAppError(error) ? error.code : String(error)),
      );
      await sleep(300);
      await over.sshd.kill();
      const outcome = await submitting;
      await over.sshd.restart();
      over.account.tryAgainNow();
      node.misbehave();
      const afterwards = await eventually("the cluster is asked again", () => ask.find(cut.name).catch(() => undefined));
      expect(["agent.gone", "ssh.unreachable"]).toContain(outcome);
      expect(afterwards.length).toBeLessThanOrEqual(outcome === "ssh.unreachable" ? 0 : 1);
      for (const id of afterwards) await ask.cancel(id);
    } finally {
      await node.stop();
      await over[Symbol.asyncDispose]();
    }
  });
});
