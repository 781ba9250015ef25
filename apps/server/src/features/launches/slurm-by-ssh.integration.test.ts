import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ComputeEnv, EnvironmentCheckResponse, HostKeysOfHop } from "@postern/contracts";
import { ensureDebianPackages, eventually, makeSshKey, sshKeygen, startSlurm, startSshd } from "@postern/testing";
import type { MadeSshKey, SlurmFixture, SshdFixture } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCluster, removeCluster } from "../../testing/cluster-app.fixture.ts";
import type { TestCluster } from "../../testing/cluster-app.fixture.ts";
import type { TestReply } from "../../testing/http-request.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { startTwoAccounts } from "../../testing/two-accounts.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

/** Beside all the others a job may wait for its node. */
const longMs = 120_000;

describe("a real Slurm behind a real sshd, through the API alone", () => {
  let cluster: TestCluster;
  let slurm: SlurmFixture;
  let sshd: SshdFixture;
  let server: TestServer;
  let ada: TestPerson;
  let key: MadeSshKey;
  let credentialsId: string;
  let environment: string;

  beforeAll(async () => {
    await ensureDebianPackages(["slurm-wlm", "munge", "openssh-client", "openssh-server"]);
    [cluster, slurm] = await Promise.all([makeCluster(), startSlurm()]);
    [sshd, server] = await Promise.all([startSshd({ settings: [settings()] }), startTestServer({ flags: { "poll-seconds": "1" } })]);
    ada = await server.addPerson("ada");
    key = await makeSshKey(cluster.root, { type: "ed25519" });
    await sshd.authorize([key.publicKey]);
    const credentials = { name: "hpc", provider: "ssh", keys: { privateKey: key.privateText } };
    credentialsId = String((await call("POST", "/credentials", { credentials })).json.credentialsId);
    // As `tw compute-envs add slurm` sends it.
    const config = {
      discriminator: "slurm-platform",
      workDir: cluster.work.replace(cluster.root, "$HOME"),
      headQueue: slurm.partition,
      headJobOptions: "--mem=50M",
    };
    const at = { hostName: sshd.host, port: sshd.port, userName: sshd.user };
    const computeEnv = { name: "hpc", platform: "slurm-platform", credentialsId, config: { ...config, ...at } };
    environment = bodyOf(await call("POST", "/compute-envs", { computeEnv })).computeEnvId;
    await available();
  }, 300_000);
  afterAll(async () => {
    await promisify(execFile)("scancel", ["--me"], { env: { ...process.env, ...slurm.env } });
    await server[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
    await slurm.stop();
    await removeCluster(cluster);
  });

  const settings = () => `SetEnv HOME=${cluster.root} SLURM_CONF=${slurm.env.SLURM_CONF} PATH=${join(cluster.root, "bin")}:/usr/bin:/bin`;
  const call = (method: string, path: string, body?: object) =>
    server.call(`/api${path}`, { method, token: ada.token, ...(body === undefined ? {} : { body }) });
  const check = async (): Promise<EnvironmentCheckResponse> =>
    JSON.parse((await call("GET", `/postern/v1/compute-envs/${environment}/check`)).text) as EnvironmentCheckResponse;
  const hostKeys = `/postern/v1/compute-envs/:id/host-keys`;
  const keysPath = (): string => hostKeys.replace(":id", environment);
  const hop = async (): Promise<HostKeysOfHop | undefined> => bodyOf(await call("GET", keysPath())).hops[0];

  const available = () =>
    becomesAvailable(async () => [bodyOf(await call("GET", `/compute-envs/${environment}`)).computeEnv, await check()]);

  const failedStep = () =>
    eventually("the check fails", async () => {
      const { isRunning, steps } = await check();
      return isRunning ? false : steps.find(({ status }) => status === "failed");
    });

  async function launch(script: string): Promise<string> {
    const pipeline = await cluster.pipeline(`p${String(Math.random()).slice(2)}`, script);
    const launched = await call("POST", "/workflow/launch", { launch: { computeEnvId: environment, pipeline, workDir: cluster.work } });
    expect([launched.status, launched.text]).toEqual([200, expect.stringContaining("workflowId") as string]);
    return String(launched.json.workflowId);
  }

  const statusOf = async (id: string) => bodyOf(await call("GET", `/workflow/${id}`)).workflow.status;
  const ended = (id: string) => eventually(`run ${id} ends`, async () => /FAILED|SUCCEEDED|UNKNOWN/.test(await statusOf(id)), longMs);

  test("every step of its check passes, and a run is submitted and followed to its end", async () => {
    const { steps } = await check();
    const id = await launch("echo word of the pipeline; exit 3");

    await ended(id);

    expect(steps.map(({ key: step }) => step).slice(0, 5)).toEqual(["name", "port", "hostKey", "signIn", "channel"]);
    expect(steps.filter(({ status }) => status === "failed" || status === "skipped")).toEqual([]);
    expect(steps.find(({ key: step }) => step === "wayBack")?.summary).toMatch(/ reaches http:\/\/127\.0\.0\.1:\d+ directly\.$/);
    // No Nextflow reported anything: what is known comes from the queue and the files of the job, over SSH.
    expect(await statusOf(id)).toBe("FAILED");
    expect((await call("GET", `/workflow/${id}/log`)).text).toContain("word of the pipeline");
    expect((await readFile(join(cluster.work, "starts"), "utf8")).trim().split("\n")).toHaveLength(1);
  });

  test("its container registries reach a task on a node, and nothing of them stays when the head job is killed", async () => {
    const keys = { userName: "robot", password: "right-secret" };
    const added = await call("POST", "/credentials", { credentials: { name: "hub", provider: "container-reg", keys } });
    const registries = `/postern/v1/compute-envs/${environment}/registries`;
    const chosen = await call("PUT", registries, { registryCredentialsIds: [added.json.credentialsId] });
    const task = 'env >task.part; cat "$REGISTRY_AUTH_FILE" >>task.part; mv task.part task';
    const id = await launch(`cd "$NXF_WORK"; sbatch --mem=10M --output=/dev/null --wrap='${task}' >&2; exec sleep 300`);
    const seen = await eventually("the task ends", () => readFile(join(cluster.work, "task"), "utf8").catch(() => false), longMs);
    const folder = join(cluster.work, `nf-${id}.registry`);
    const modes = await Promise.all([folder, join(folder, "config.json")].map(async (path) => (await stat(path)).mode & 0o777));
    const [, pid] = (await readFile(join(cluster.work, `nf-${id}.started`), "utf8")).split(" ");

    process.kill(Number(pid), "SIGKILL");
    await eventually("nothing is left", async () => !(await readdir(cluster.work)).includes(`nf-${id}.registry`), longMs);
    await ended(id);

    expect([chosen.status, (await call("GET", registries)).json]).toEqual([
      204,
      expect.objectContaining({ registries: [{ credentialsId: added.json.credentialsId, name: "hub", registry: "docker.io" }] }),
    ]);
    expect(modes).toEqual([0o700, 0o600]);
    expect(seen).toContain(`DOCKER_CONFIG=${folder}\n`);
    expect(seen).toContain(Buffer.from("robot:right-secret").toString("base64"));
    await call("PUT", registries, { registryCredentialsIds: [] });
  });

  test("a run goes on while its credential is edited, with the new key alone", async () => {
    const id = await launch("echo $$ >> up; for i in $(seq 600); do [ -e go-on ] && exit 4; sleep 0.1; done");
    const fresh = await makeSshKey(cluster.root, { type: "ed25519" });
    const keys = { privateKey: fresh.privateText };
    // Both, as somebody does who changes keys: else a question between the two steps is refused, and the check fails in the pause after it.
    await sshd.authorize([key.publicKey, fresh.publicKey]);
    const edited = await call("PUT", `/credentials/${credentialsId}`, { credentials: { name: "hpc", provider: "ssh", keys } });
    await sshd.authorize([fresh.publicKey]);
    key = fresh;
    await call("POST", `/postern/v1/compute-envs/${environment}/check`);
    await available();

    await writeFile(join(cluster.work, "go-on"), "");
    await ended(id);

    expect([edited.status, await statusOf(id)]).toEqual([204, "FAILED"]);
  });

  test("a changed host key stops launches and questions, and after it was replaced all goes on", async () => {
    const pinned = (await hop())?.keys[0]?.fingerprint;
    await sshd.kill();
    await rm(join(sshd.folder, "host-key"));
    await sshKeygen(["-q", "-t", "ed25519", "-N", "", "-f", join(sshd.folder, "host-key")]);
    await sshd.restart();

    await call("POST", `/postern/v1/compute-envs/${environment}/check`);
    const failed = await failedStep();
    const offered = (await hop())?.offered;
    const reason = "The centre wrote of new login nodes.";
    const replacement = { host: sshd.host, port: sshd.port, pinnedFingerprint: pinned, offeredFingerprint: offered?.fingerprint, reason };
    const replaced = await call("POST", `${keysPath()}/replace`, replacement);
    await available();
    const id = await launch("exit 5");
    await ended(id);

    expect(failed).toMatchObject({ key: "hostKey", summary: expect.stringContaining("another key") as string });
    expect([offered?.state, replaced.status]).toEqual(["refused", 200]);
  });

  test("a key that the cluster takes no more is told at the sign-in, launches are refused, and the old run of it is not lost", async () => {
    const id = await launch("for i in $(seq 600); do [ -e go-on-too ] && exit 6; sleep 0.1; done");
    await sshd.authorize([]);
    await sshd.kill();
    await sshd.restart();
    await call("POST", `/postern/v1/compute-envs/${environment}/check`);

    const failed = await failedStep();
    const pipeline = await cluster.pipeline("late", "exit 0");
    const refused = await call("POST", "/workflow/launch", { launch: { computeEnvId: environment, pipeline, workDir: cluster.work } });
    await writeFile(join(cluster.work, "go-on-too"), "");
    await sshd.authorize([key.publicKey]);
    await call("POST", `/postern/v1/compute-envs/${environment}/check`);
    await available();
    await ended(id);

    expect(failed).toMatchObject({ key: "signIn", cure: expect.stringContaining("authorized_keys") as string });
    expect([refused.json.code, await statusOf(id)]).toEqual(["environment.not_available", "FAILED"]);
  });

  test("through a managed identity each run is submitted, followed and cancelled as whoever launched it", async () => {
    await using accounts = await startTwoAccounts([settings()]);
    await using folder = await sharedFolder();
    await chmod(cluster.root, 0o755);
    const ben = await server.addPerson("ben");
    const rows = organizationRows(server.server.services.database);
    const organization = await rows.organization("centre");
    await rows.member(organization, ada.userId, "owner");
    const place = await rows.workspace(organization, "lab");
    await rows.participant(place, { member: await rows.member(organization, ben.userId, "member") }, "maintain");
    const as = async (who: TestPerson, method: string, path: string, body?: object) =>
      bodyOf(
        await server.call(`/api${path}?workspaceId=${String(place)}`, {
          method,
          token: who.token,
          ...(body === undefined ? {} : { body }),
        }),
      );
    const identities = `/postern/v1/orgs/${String(organization)}/managed-identities`;
    const login = { platform: "slurm-platform", hostName: accounts.sshd.host, port: accounts.sshd.port };
    const { managedIdentity } = bodyOf(
      await server.call(`/api${identities}`, { method: "POST", token: ada.token, body: { name: "hive", ...login } }),
    );
    for (const [who, { userName, key: own }] of [
      [ada, accounts.first],
      [ben, accounts.second],
    ] as const) {
      const body = { userName, privateKey: own.privateText };
      await server.call(`/api${identities}/${managedIdentity.id}/own-key`, { method: "PUT", token: who.token, body });
    }
    const config = { workDir: folder.path, headQueue: slurm.partition, headJobOptions: "--mem=50M" };
    const computeEnv = { name: "hpc", platform: "slurm-platform", managedIdentityId: managedIdentity.id, config };
    const { computeEnvId } = await as(ada, "POST", "/compute-envs", { computeEnv });
    await becomesAvailable(async () => [
      (await as(ada, "GET", `/compute-envs/${computeEnvId}`)).computeEnv,
      await as(ada, "GET", `/postern/v1/compute-envs/${computeEnvId}/check`),
    ]);
    const pipeline = await cluster.pipeline("who", 'echo "this is $(id -un)"; exec sleep 300');
    const start = async (who: TestPerson) =>
      (await as(who, "POST", "/workflow/launch", { launch: { computeEnvId, pipeline, workDir: folder.path } })).workflowId;
    const queued = async () => {
      const { stdout } = await promisify(execFile)("squeue", ["--noheader", "--format=%u"], { env: { ...process.env, ...slurm.env } });
      return stdout.trim().split("\n").toSorted().join(" ");
    };

    const runs = [
      [ada, await start(ada)],
      [ben, await start(ben)],
    ] as const;
    const both = [accounts.first, accounts.second]
      .map(({ userName }) => userName)
      .toSorted()
      .join(" ");
    await eventually("a job of each account is in the queue", async () => (await queued()) === both, longMs);
    const words = runs.map(([who, id]) =>
      eventually(
        `run ${id} has begun`,
        async () => /this is \w+/.exec((await as(who, "GET", `/workflow/${id}/log`)).log.entries.join(" "))?.[0] ?? false,
        longMs,
      ),
    );
    const told = await Promise.all(words);
    const cancel = `/api/workflow/${runs[1][1]}/cancel?workspaceId=${String(place)}`;
    const cancelled = await server.call(cancel, { method: "POST", token: ben.token, body: {} });
    await eventually("the job of the second account is gone", async () => (await queued()) === accounts.first.userName, longMs);

    expect(told).toEqual([`this is ${accounts.first.userName}`, `this is ${accounts.second.userName}`]);
    expect(cancelled.status).toBe(204);
  });
});

/** Else the error tells what its check came to. */
async function becomesAvailable(look: () => Promise<readonly [ComputeEnv, Pick<EnvironmentCheckResponse, "isRunning" | "steps">]>) {
  let seen = "";
  const isAvailable = async (): Promise<boolean> => {
    const [{ status, message }, { isRunning, steps }] = await look();
    const open = steps.filter((step) => step.status !== "passed").map((step) => `${step.key} ${step.status}: ${String(step.summary)}`);
    seen = [status, message, ...open].join("; ");
    return !isRunning && status === "AVAILABLE";
  };
  await eventually(() => `the environment is available; last seen: ${seen}`, isAvailable, longMs);
}

/** Where every account may write, as a centre sets one up for a group. */
async function sharedFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "postern-shared-"));
  await chmod(path, 0o1777);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Members of answers that this test looks at. */
interface Body extends Pick<EnvironmentCheckResponse, "isRunning" | "steps"> {
  readonly computeEnvId: string;
  readonly computeEnv: ComputeEnv;
  readonly hops: readonly HostKeysOfHop[];
  readonly workflow: { readonly status: string };
  readonly workflowId: string;
  readonly managedIdentity: { readonly id: string };
  readonly log: { readonly entries: readonly string[] };
}

const bodyOf = ({ text }: TestReply): Body => JSON.parse(text) as Body;
