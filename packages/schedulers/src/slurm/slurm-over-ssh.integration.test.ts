import { writeFile } from "node:fs/promises";

import { isAppError } from "@postern/domain";
import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { ensureDebianPackages, eventually, openOverSsh, seededRandom, startSlurm } from "@postern/testing";
import type { OverSsh, SlurmFixture } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { JobRequest, SchedulerCommand } from "../scheduler.ts";
import { slurmScheduler as scheduler } from "./slurm-scheduler.ts";

const timeoutMs = 60_000;
const rounds = 6;
/** A submission takes about as long: the break comes before, within and after it. */
const breaksWithinMs = 150;

describe("a real Slurm over a real sshd", () => {
  let slurm: SlurmFixture;
  let over: OverSsh;

  beforeAll(async () => {
    await ensureDebianPackages(["slurm-wlm", "munge"]);
    slurm = await startSlurm();
    over = await openOverSsh({ clock: new SystemClock(), env: slurm.env });
  }, 300_000);
  afterAll(async () => {
    await over[Symbol.asyncDispose]();
    await slurm.stop();
  });

  const run = (command: SchedulerCommand): Promise<CommandResult> => over.channel.run({ ...command, timeoutMs });
  const jobOf = async (name: string, script: string): Promise<JobRequest> => {
    await writeFile(`${over.folder}/${name}.sh`, `#!/bin/bash\n${script}\n`);
    const files = { scriptPath: `${over.folder}/${name}.sh`, workDir: over.folder, outputPath: `${over.folder}/${name}.log` };
    return { name, ...files, queue: slurm.partition, extraOptions: [] };
  };
  const submit = async (job: JobRequest): Promise<SchedulerJobId> => scheduler.parseSubmit(await run(scheduler.renderSubmit(job)));
  const seen = (id: SchedulerJobId, what: JobSighting["seen"]): Promise<JobSighting> =>
    eventually(`job ${id} is ${what}`, async () => {
      const sighting = scheduler.parseStatus(await run(scheduler.renderStatus([id])), [id]).get(id);
      return sighting?.seen === what && sighting;
    });
  const find = async (name: string): Promise<readonly SchedulerJobId[]> =>
    scheduler.parseFindByName(await run(scheduler.renderFindByName(name)), name);

  test("a job runs and ends with its code, another is cancelled", async () => {
    const good = await submit(await jobOf("good", "while [ ! -e finish ]; do sleep 0.05; done; exit 7"));
    await seen(good, "running");
    await over.channel.writeFile(`${over.folder}/finish`, new Uint8Array());
    const ended = await seen(good, "ended");
    const other = await submit(await jobOf("other", "sleep 300"));
    await seen(other, "running");

    scheduler.parseCancel(await run(scheduler.renderCancel(other)));

    expect(ended).toMatchObject({ exitCode: 7 });
    expect(await seen(other, "ended")).toMatchObject({ reason: expect.stringContaining("CANCELLED") as unknown });
  });

  test("a submission that loses its sshd at any moment has made one job at most, and never one that it denies", async () => {
    const random = seededRandom(7);
    for (let round = 0; round < rounds; round += 1) {
      const name = `held-${String(round)}`;
      const job = { ...(await jobOf(name, "exit 0")), extraOptions: ["--hold"] };
      const submitting = submit(job).then(
        () => "submitted",
        (error: unknown) => (isAppError(error) ? error.code : String(error)),
      );

      await new Promise((resolve) => setTimeout(resolve, random() * breaksWithinMs));
      await over.sshd.kill();
      const outcome = await submitting;
      await over.sshd.restart();
      over.account.tryAgainNow();

      const made = await eventually("the cluster is asked again", () => find(name).catch(() => undefined));
      expect(["submitted", "agent.gone", "ssh.unreachable"]).toContain(outcome);
      expect(made.length).toBeLessThanOrEqual(1);
      if (outcome === "submitted") expect(made).toHaveLength(1);
      if (outcome === "ssh.unreachable") expect(made).toEqual([]);
    }
  });
});
