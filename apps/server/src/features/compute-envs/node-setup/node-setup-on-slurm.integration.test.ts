import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ComputeEnv, EnvironmentCheckResponse, NodeSetupResponse } from "@postern/contracts";
import { ensureDebianPackages, eventually, makeSshKey, startSlurm, startSshd } from "@postern/testing";
import type { SlurmFixture, SshdFixture } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCluster, removeCluster } from "../../../testing/cluster-app.fixture.ts";
import type { TestCluster } from "../../../testing/cluster-app.fixture.ts";
import { startTestServer } from "../../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../../testing/test-server.ts";

/** Beside all the others a job may wait for its node. */
const longMs = 120_000;
let cluster: TestCluster;
let slurm: SlurmFixture;
let sshd: SshdFixture;
let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  await ensureDebianPackages(["slurm-wlm", "munge", "openssh-client", "openssh-server"]);
  [cluster, slurm] = await Promise.all([makeCluster(), startSlurm()]);
  const path = `PATH=${join(cluster.root, "bin")}:/usr/bin:/bin MODULESHOME=${join(cluster.root, "modules")}`;
  const settings = [`SetEnv HOME=${cluster.root} SLURM_CONF=${slurm.env.SLURM_CONF} ${path}`];
  [sshd, server] = await Promise.all([startSshd({ settings }), startTestServer({ flags: { "poll-seconds": "1" } })]);
  ada = await server.addPerson("ada");
  await putSite();
}, 300_000);
afterAll(async () => {
  await promisify(execFile)("scancel", ["--me"], { env: { ...process.env, ...slurm.env } });
  await server[Symbol.asyncDispose]();
  await sshd[Symbol.asyncDispose]();
  await slurm.stop();
  await removeCluster(cluster);
});

/** A site with a module that brings a stand-in for Apptainer, which is there without it for nobody. */
async function putSite(): Promise<void> {
  const { root } = cluster;
  await mkdir(join(root, "modules", "init"), { recursive: true });
  await mkdir(join(root, "apptainer"));
  const list = "printf '%s\\n' apptainer/1.1.0 apptainer/1.3.4 >&2";
  const load = `[ "$2" = apptainer/1.3.4 ] && PATH="${root}/apptainer:$PATH" && export LOADEDMODULES="$2"`;
  const init = `module() { case "$1 $2" in "-t avail") ${list} ;; load*) ${load} ;; *) return 1 ;; esac; }\n`;
  await writeFile(join(root, "modules", "init", "bash"), init);
  await writeFile(join(root, ".bash_profile"), `. ${root}/modules/init/bash\n`);
  await writeFile(join(root, "apptainer", "apptainer"), "#!/bin/sh\necho apptainer version 1.3.4\n");
  await chmod(join(root, "apptainer", "apptainer"), 0o755);
}

async function call<Body>(method: string, path: string, body?: object): Promise<Body> {
  const reply = await server.call(`/api${path}`, { method, token: ada.token, ...(body === undefined ? {} : { body }) });
  expect([path, reply.status, reply.status < 300 ? "" : reply.text]).toEqual([path, expect.any(Number), ""]);
  return JSON.parse(reply.text === "" ? "{}" : reply.text) as Body;
}

async function checked(id: string): Promise<EnvironmentCheckResponse> {
  return eventually(
    "the check ends",
    async () => {
      const check = await call<EnvironmentCheckResponse>("GET", `/postern/v1/compute-envs/${id}/check`);
      return check.isRunning ? false : check;
    },
    longMs,
  );
}

/** As the page does it. */
async function take(id: string, check: EnvironmentCheckResponse, title: string): Promise<EnvironmentCheckResponse> {
  const path = `/postern/v1/compute-envs/${id}/node-setup`;
  const proposal = check.steps.flatMap(({ proposals = [] }) => proposals).find((one) => one.title === title);
  expect(proposal?.nodeSetup).toBeDefined();
  const { nodeSetup } = await call<NodeSetupResponse>("GET", path);
  await call("PUT", path, { nodeSetup: { ...nodeSetup, ...proposal?.nodeSetup }, lastUpdated: check.lastUpdated });
  return checked(id);
}

test("a real Slurm over SSH: proposals are taken one after the other, and a run has what they brought, whatever is changed later", async () => {
  const key = await makeSshKey(cluster.root, { type: "ed25519" });
  await sshd.authorize([key.publicKey]);
  const credentials = { name: "hpc", provider: "ssh", keys: { privateKey: key.privateText } };
  const { credentialsId } = await call<{ credentialsId: string }>("POST", "/credentials", { credentials });
  const at = { hostName: sshd.host, port: sshd.port, userName: sshd.user };
  const config = { ...at, workDir: cluster.work, headQueue: slurm.partition, headJobOptions: "--mem=50M" };
  const computeEnv = { name: "hpc", platform: "slurm-platform", credentialsId, config };
  const { computeEnvId: id } = await call<{ computeEnvId: string }>("POST", "/compute-envs", {
    computeEnv,
    nodeSetup: { containerEngine: "apptainer" },
  });

  const bare = await checked(id);
  const withModule = await take(id, bare, "Load apptainer/1.3.4");
  // The computer of the test may have another engine, but this one comes first.
  await call("PUT", `/postern/v1/compute-envs/${id}/node-setup`, { nodeSetup: { modules: ["apptainer/1.3.4"] } });
  const open = await checked(id);
  const withEngine = await take(id, open, "Use Apptainer");
  const pipeline = await cluster.pipeline("p", 'echo "$LOADEDMODULES $(apptainer --version)"; exit 3');
  const launch = { computeEnvId: id, pipeline, workDir: cluster.work };
  const { workflowId } = await call<{ workflowId: string }>("POST", "/workflow/launch", { launch });
  await call("PUT", `/postern/v1/compute-envs/${id}/node-setup`, { nodeSetup: { containerEngine: "docker" } });

  const log = join(cluster.work, `nf-${workflowId}.txt`);
  const said = await eventually("the run speaks", async () => (await readFile(log, "utf8").catch(() => "")) || false, longMs);
  const rendered = await readFile(join(cluster.work, `nf-${workflowId}.config`), "utf8");
  const steps = [bare, withModule, open, withEngine].map(({ steps: all }) => all.find(({ key: step }) => step === "containers"));
  expect(steps.map((step) => [step?.status, step?.proposals?.[0]?.title])).toEqual([
    ["warning", "Load apptainer/1.3.4"],
    ["passed", undefined],
    ["passed", "Use Apptainer"],
    ["passed", undefined],
  ]);
  expect(said).toBe("apptainer/1.3.4 apptainer version 1.3.4\n");
  expect(rendered).toContain("process.module = ['apptainer/1.3.4']");
  expect(rendered).toContain("apptainer.enabled = true");
  expect((await call<{ computeEnv: ComputeEnv }>("GET", `/compute-envs/${id}`)).computeEnv.config.preRunScript).toBeNull();
});
