import { join } from "node:path";
import { ensureDebianPackages, eventually, makeSshKey, startAgentProcess, startSlurm, startSshd } from "@postern/testing";
import type { AgentProcess, MadeSshKey, SlurmFixture, SshdFixture } from "@postern/testing";
import { toComputeEnvId } from "@postern/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCluster, removeCluster } from "../testing/cluster-app.fixture.ts";
import type { TestCluster } from "../testing/cluster-app.fixture.ts";
import { startTestServer } from "../testing/test-server.ts";
import type { TestPerson, TestServer } from "../testing/test-server.ts";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";

const longMs = 120_000;

describe("environments that are in use, as the schedule finds them on a real Slurm", () => {
  let cluster: TestCluster;
  let slurm: SlurmFixture;
  let sshd: SshdFixture;
  let server: TestServer;
  let ada: TestPerson;
  let key: MadeSshKey;
  let bySsh: string;

  beforeAll(async () => {
    await ensureDebianPackages(["slurm-wlm", "munge", "openssh-client", "openssh-server"]);
    [cluster, slurm] = await Promise.all([makeCluster(), startSlurm()]);
    const path = `PATH=${join(cluster.root, "bin")}:/usr/bin:/bin`;
    const settings = [`SetEnv HOME=${cluster.root} SLURM_CONF=${slurm.env.SLURM_CONF} ${path}`];
    // Its own rounds come at moments that no test chooses. The shorter interval allows an account more questions in a minute.
    const flags = { "environment-check-hours": "720", "poll-seconds": "1" };
    [sshd, server] = await Promise.all([startSshd({ settings }), startTestServer({ flags })]);
    ada = await server.addPerson("ada");
    key = await makeSshKey(cluster.root, { type: "ed25519" });
    await sshd.authorize([key.publicKey]);
    const credentialsId = await addCredential({ name: "hpc", provider: "ssh", keys: { privateKey: key.privateText } });
    bySsh = await addEnvironment("by-ssh", credentialsId, { hostName: sshd.host, port: sshd.port, userName: sshd.user });
  }, 300_000);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
    await slurm.stop();
    await removeCluster(cluster);
  });

  const call = async (path: string, body: object): Promise<Readonly<Record<string, unknown>>> => {
    const { json, status, text } = await server.call(`/api${path}`, { method: "POST", token: ada.token, body });
    if (status !== 200) expect.fail(`${path} answered ${text}`);
    return json as Readonly<Record<string, unknown>>;
  };
  const addCredential = async (credentials: object) => String((await call("/credentials", { credentials }))["credentialsId"]);

  async function addEnvironment(name: string, credentialsId: string, at: object): Promise<string> {
    const config = {
      discriminator: "slurm-platform",
      workDir: cluster.work,
      headQueue: slurm.partition,
      headJobOptions: "--mem=50M",
      ...at,
    };
    const id = String(
      (await call("/compute-envs", { computeEnv: { name, platform: "slurm-platform", credentialsId, config } }))["computeEnvId"],
    );
    await eventually(`${name} is available`, async () => (await get(id)).status === "AVAILABLE", longMs);
    return id;
  }

  async function get(id: string): Promise<ComputeEnvironment> {
    const found = await server.server.services.environments.findEnvironment(toComputeEnvId(id));
    return found ?? expect.fail(`there is no environment ${id}`);
  }

  async function history(id: string): Promise<readonly string[]> {
    const { text } = await server.call(`/api/postern/v1/compute-envs/${id}/check-schedule`, { token: ada.token });
    const { checks } = JSON.parse(text) as { readonly checks: readonly { readonly reason: string; readonly outcome: string }[] };
    // Whether there is a container engine, which is worth a warning, hangs on the machine of the test.
    return checks.map(({ reason, outcome }) => `${reason} ${outcome.replace("warning", "passed")}`);
  }

  /** As if its time had come. */
  async function look(id: string): Promise<ComputeEnvironment> {
    const { checkScheduleReconciler, database } = server.server.services;
    await database.query.updateTable("compute_envs").set({ next_check_at: 1 }).where("id", "=", id).execute();
    const before = (await history(id)).length;
    await checkScheduleReconciler.step(new AbortController().signal);
    await checkScheduleReconciler.idle();
    expect((await history(id)).length).toBe(before + 1);
    return get(id);
  }

  /** What is open to it ends, as it does when the host restarts. */
  async function reconnect(): Promise<void> {
    await sshd.kill();
    await sshd.restart();
  }

  test("over SSH every step is taken but the trial job, whose report stays", async () => {
    const before = await get(bySsh);

    const { checkReason, checkSteps, status } = await look(bySsh);

    const trialOf = ({ checkSteps: steps }: Pick<ComputeEnvironment, "checkSteps">) =>
      steps.find((step) => step.key === "trialJob")?.summary;
    expect([status, checkReason]).toEqual(["AVAILABLE", "schedule"]);
    expect(checkSteps.filter(({ status: step }) => step === "failed" || step === "waiting")).toEqual([]);
    expect(checkSteps.find(({ key: step }) => step === "signIn")?.status).toBe("passed");
    expect([trialOf({ checkSteps }), trialOf({ checkSteps })]).toEqual([trialOf(before), expect.stringMatching(/^Ran on /) as string]);
  });

  test("a key that the cluster takes no more: the second look makes it not available, and the first with the key lets it back", async () => {
    await sshd.authorize([]);
    await reconnect();
    const once = await look(bySsh);
    await reconnect();
    const twice = await look(bySsh);
    await sshd.authorize([key.publicKey]);
    await reconnect();
    const back = await look(bySsh);

    expect([once.status, twice.status, back.status]).toEqual(["AVAILABLE", "ERRORED", "AVAILABLE"]);
    expect(twice.statusReason).toContain("authorized_keys");
    expect((await history(bySsh)).slice(0, 3)).toEqual(["schedule passed", "schedule failed", "schedule failed"]);
  });

  test("a host that is down, or whose name leads nowhere any more, changes nothing, however often it is looked for", async () => {
    await sshd.kill();
    const down = [await look(bySsh), await look(bySsh)];
    await sshd.restart();
    const { database } = server.server.services;
    const { config } = await get(bySsh);
    const rename = (hostName: string) =>
      database.query
        .updateTable("compute_envs")
        .set({ config: JSON.stringify({ ...config, hostName }) })
        .where("id", "=", bySsh)
        .execute();
    // What the name server says changes without anybody telling us; a name of this form is never looked up outside.
    await rename("renamed..host");
    const renamed = [await look(bySsh), await look(bySsh)];
    await rename(sshd.host);

    expect([...down, ...renamed].map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => "AVAILABLE"));
    expect((await history(bySsh)).slice(0, 4)).toEqual(Array.from({ length: 4 }, () => "schedule unreached"));
    expect((await look(bySsh)).checkSteps.find(({ status }) => status === "failed")).toBeUndefined();
  });

  test("an agent that is gone changes nothing, and is looked through again when it is back", async () => {
    const start = (): Promise<AgentProcess> =>
      startAgentProcess({
        ...{ build: "source", token: ada.token, env: { ...slurm.env, PATH: `${join(cluster.root, "bin")}:/usr/bin:/bin` } },
        args: ["site", "--url", `${server.url}/api`, "--work-dir", cluster.work],
      });
    const agent = await start();
    const credentialsId = await addCredential({
      name: "site",
      provider: "tw-agent",
      keys: { connectionId: "site", workDir: cluster.work },
    });
    const byAgent = await addEnvironment("by-agent", credentialsId, {});
    const there = await look(byAgent);
    await agent[Symbol.asyncDispose]();
    await eventually("the agent is away", async () => !(await isOnline()), longMs);
    const gone = [await look(byAgent), await look(byAgent)];
    await using _again = await start();
    await eventually("the agent is back", isOnline, longMs);
    const back = await look(byAgent);

    expect([there, ...gone, back].map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => "AVAILABLE"));
    expect((await history(byAgent)).slice(0, 4)).toEqual([
      "schedule passed",
      "schedule unreached",
      "schedule unreached",
      "schedule passed",
    ]);
  });

  const isOnline = async (): Promise<boolean> =>
    (
      await server.server.services.database.query
        .selectFrom("agents")
        .select("disconnected_at")
        .where("connection_id", "=", "site")
        .execute()
    ).some(({ disconnected_at: at }) => at === null);

  test("a deleted credential is none that the schedule asks for: the environment that needs it keeps it", async () => {
    const { credentialId } = await get(bySsh);

    const { status } = await server.call(`/api/credentials/${String(credentialId)}`, { method: "DELETE", token: ada.token });

    expect(status).toBe(409);
    expect((await look(bySsh)).status).toBe("AVAILABLE");
  });
});
