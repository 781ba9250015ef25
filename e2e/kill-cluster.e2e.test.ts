import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { DescribeWorkflowResponse, GenerateSshKeyResponse, Static } from "@postern/contracts";
import { ensureDebianPackages, eventually, startSshd } from "@postern/testing";
import type { SshdFixture } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Gate, gatedPrograms } from "./support/gate.ts";
import { beginLaunch, expectOneLife } from "./support/one-life.ts";
import { headJobsOf } from "./support/slurm-jobs.ts";
import { StatusWatch } from "./support/status-watch.ts";
import { addAvailableEnvironment, untilConsoleHas, untilListed, untilRun } from "./support/steps.ts";
import { systemForFile } from "./support/system-for-file.ts";

const system = systemForFile(() => ({ scheduler: "slurm", programFolders: gatedPrograms }));

let gate: Gate;
let sshd: SshdFixture;
let computeEnvId: string;
beforeAll(async () => {
  await ensureDebianPackages(["openssh-client", "openssh-server"]);
  const { api, clusterEnv, home, slurm } = system();
  gate = await Gate.create(system());
  sshd = await startSshd({ settings: [`SetEnv HOME=${home} PATH=${clusterEnv["PATH"] ?? ""} SLURM_CONF=${slurm?.env.SLURM_CONF ?? ""}`] });
  const path = "/api/postern/v1/credentials/generate-ssh-key";
  const { credentialsId, authorizedKeysLine } = await api.post<Static<typeof GenerateSshKeyResponse>>(path, { name: "key" });
  await sshd.authorize([authorizedKeysLine]);
  const config = { workDir: home, hostName: sshd.host, port: sshd.port, userName: sshd.user };
  ({ id: computeEnvId } = await addAvailableEnvironment(system(), { platform: "slurm-platform", credentialsId, config }));
});
afterAll(() => sshd[Symbol.asyncDispose]());

/** Both are on the cluster's side: the server and the jobs go on, and cannot reach each other, or nobody hears them. */
const victims = {
  sshd: {
    kill: () => sshd.kill(),
    bringBack: () => sshd.restart(),
  },
  slurmctld: {
    kill: async () => system().slurm?.killController(),
    bringBack: async () => system().slurm?.startController(),
  },
};

async function begin(): Promise<string> {
  return untilListed(system().api, beginLaunch(system(), { computeEnvId, workDir: system().home }));
}

/** Slurm writes its jobs down some seconds after it has taken them, and knows no other ones when it was killed. */
async function untilWrittenDown(runId: string): Promise<void> {
  const file = join(system().slurm?.dir ?? "", "state", "job_state");
  await eventually("Slurm has written the job down", async () => (await readFile(file, "latin1").catch(() => "")).includes(runId));
}

/** Launches, kills where sbatch is held back, and lets all go on: one job, one start, one end. */
async function expectOneRun(victim: (typeof victims)["sshd" | "slurmctld"], held: "submission" | "answer"): Promise<void> {
  const { api } = system();
  await gate.hold(held);
  const runId = await begin();
  await using watch = new StatusWatch(api, runId);
  await gate.untilHeld();
  if (held === "answer") await untilWrittenDown(runId);

  await victim.kill();
  await (held === "answer" ? victim.bringBack() : gate.release());
  await (held === "answer" ? gate.release() : victim.bringBack());

  await untilRun(api, runId, "RUNNING");
  await gate.endRun(runId, 0);
  await untilRun(api, runId, "SUCCEEDED");
  expect(await gate.countStarts(runId)).toBe(1);
  await expectOneLife(system(), { runId, watch, end: "SUCCEEDED" });
}

/** A session that loses its sshd ends what it runs. It takes two minutes until such a run is called lost: the other tests go on meanwhile. */
let lost: { readonly runId: string; readonly watch: StatusWatch };
beforeAll(async () => {
  await gate.hold("submission");
  const runId = await begin();
  lost = { runId, watch: new StatusWatch(system().api, runId) };
  await gate.untilHeld();
  await victims.sshd.kill();
  await victims.sshd.bringBack();
  await eventually("sbatch is gone", () => gate.isHolderGone());
  await gate.release();
});
afterAll(() => lost.watch[Symbol.asyncDispose]());

describe.each(["sshd", "slurmctld"] as const)("kill -9 of %s", (name) => {
  const victim = victims[name];

  test("between the submission and its answer: the job is found, not submitted again", () => expectOneRun(victim, "answer"));

  test("while the run is running and while it ends: its true end is heard of, and the console kept", async () => {
    const { api } = system();
    const runId = await begin();
    await using watch = new StatusWatch(api, runId);
    await untilRun(api, runId, "RUNNING");
    await untilWrittenDown(runId);

    await victim.kill();
    await victim.bringBack();
    await untilRun(api, runId, "RUNNING");
    await victim.kill();
    await gate.endRun(runId, 7, "silent");
    await gate.untilEnding(runId);
    await victim.bringBack();

    // Nextflow reported nothing: what is known comes from the cluster.
    expect((await untilRun(api, runId, "FAILED")).workflow.exitStatus).toBe(7);
    await untilConsoleHas(api, runId, "ending with 7");
    await expectOneLife(system(), { runId, watch, end: "FAILED" });
  });
});

test("kill -9 of slurmctld while the submission is on its way: it waits, and is submitted once", () =>
  expectOneRun(victims.slurmctld, "submission"));

test("kill -9 of sshd while the submission is on its way: there is no job, no second submission, and the run is called lost once", async () => {
  const { runId, watch } = lost;
  const { status } = await eventually(
    "the run is over",
    async () => {
      const { workflow } = await system().api.get<DescribeWorkflowResponse>(`/api/workflow/${runId}`);
      return ["SUBMITTED", "UNKNOWN"].includes(workflow.status) ? undefined : workflow;
    },
    240_000,
  );
  await watch.untilSeen("FAILED");

  expect(status).toBe("FAILED");
  expect(watch.states).toEqual(["SUBMITTED", "FAILED"]);
  expect(await headJobsOf(system(), runId)).toEqual([]);
  expect(await gate.countStarts(runId)).toBe(0);
});
