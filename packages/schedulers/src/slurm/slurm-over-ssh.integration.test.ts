import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isAppError } from "@postern/domain";
import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { ensureDebianPackages, eventually, makeSshKey, seededRandom, startSlurm, startSshd } from "@postern/testing";
import type { SlurmFixture, SshdFixture } from "@postern/testing";
import { KnownHosts, openSshChannel, SshAccount } from "@postern/transport/ssh";
import type { SshChannel } from "@postern/transport/ssh";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { JobRequest, SchedulerCommand } from "../scheduler.ts";
import { slurmScheduler as scheduler } from "./slurm-scheduler.ts";

const timeoutMs = 60_000;
const rounds = 6;
/** A submission takes about as long: the break comes before, within and after it. */
const breaksWithinMs = 150;

describe("a real Slurm over a real sshd", () => {
  let slurm: SlurmFixture;
  let sshd: SshdFixture;
  let account: SshAccount;
  let channel: SshChannel;
  let root = "";

  beforeAll(async () => {
    await ensureDebianPackages(["slurm-wlm", "munge", "openssh-client", "openssh-server"]);
    root = await realpath(await mkdtemp(join(tmpdir(), "postern-slurm-ssh-")));
    slurm = await startSlurm();
    sshd = await startSshd({ settings: [`SetEnv HOME=${root} SLURM_CONF=${slurm.env.SLURM_CONF}`] });
    const key = await makeSshKey(root, { type: "ed25519" });
    await sshd.authorize([key.publicKey]);
    const [algorithm = "", hostKey = ""] = (await readFile(join(sshd.folder, "host-key.pub"), "utf8")).split(" ");
    const { host, port, user: userName } = sshd;
    const hostKeys = new KnownHosts(`[${host}]:${String(port)} ${algorithm} ${hostKey}`);
    const lendKey = <Result>(act: (lent: { readonly privateKey: string }) => Promise<Result>): Promise<Result> =>
      act({ privateKey: key.privateText });
    const clock = new SystemClock();
    account = new SshAccount({ clock, target: { jumps: [], login: { host, port, userName, lendKey }, hostKeys } });
    channel = await openSshChannel(account, { clock, workDir: root });
  }, 300_000);
  afterAll(async () => {
    await account[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
    await slurm.stop();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });

  const run = (command: SchedulerCommand): Promise<CommandResult> => channel.run({ ...command, timeoutMs });
  const jobOf = async (name: string, script: string): Promise<JobRequest> => {
    await writeFile(`${root}/${name}.sh`, `#!/bin/bash\n${script}\n`);
    const files = { scriptPath: `${root}/${name}.sh`, workDir: root, outputPath: `${root}/${name}.log` };
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
    await channel.writeFile(`${root}/finish`, new Uint8Array());
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
      await sshd.kill();
      const outcome = await submitting;
      await sshd.restart();
      account.tryAgainNow();

      const made = await eventually("the cluster is asked again", () => find(name).catch(() => undefined));
      expect(["submitted", "agent.gone", "ssh.unreachable"]).toContain(outcome);
      expect(made.length).toBeLessThanOrEqual(1);
      if (outcome === "submitted") expect(made).toHaveLength(1);
      if (outcome === "ssh.unreachable") expect(made).toEqual([]);
    }
  });
});
