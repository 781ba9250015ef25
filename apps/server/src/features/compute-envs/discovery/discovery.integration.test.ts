import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { computePlatforms } from "@postern/contracts";
import type { ClusterDiscovery, CheckStep, ConfirmHostKeyRequest, SchedulerHelpResponse } from "@postern/contracts";
import {
  describeWithSharedDatabase,
  ensureDebianPackages,
  eventually,
  makeSshKey,
  sshKeygen,
  startLoginNode,
  startSshd,
} from "@postern/testing";
import type { SshdFixture } from "@postern/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SshVisits } from "../../../channels/ssh/ssh-visits.ts";
import { organizationRows } from "../../../testing/organization-rows.fixture.ts";
import { startTestServer } from "../../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../../testing/test-server.ts";

const path = "/api/postern/v1/cluster-discovery";
const nextflow = "#!/bin/sh\necho '      version 24.10.4 build 5928'\n";

describeWithSharedDatabase("what a cluster is, before there is an environment of it", ({ url }) => {
  let server: TestServer;
  let ada: TestPerson;
  let sshd: SshdFixture;
  let node: Awaited<ReturnType<typeof startLoginNode>>;
  let key: Awaited<ReturnType<typeof makeSshKey>>;
  let home: string;
  let workspaceId: number;
  let made = 0;

  beforeAll(async () => {
    await ensureDebianPackages(["openssh-client", "openssh-server"]);
    node = await startLoginNode("pbs");
    home = join(node.dir, "home");
    await mkdir(join(home, "scratch"), { recursive: true });
    await writeFile(join(node.dir, "bin", "nextflow"), nextflow, { mode: 0o755 });
    // As the profile of a centre.
    await writeFile(join(home, ".bash_profile"), 'echo "Welcome."\nexport SCRATCH="$HOME/scratch"\n');
    const variables = Object.entries({ HOME: home, ...node.env }).map(([name, value]) => `${name}=${value}`);
    [server, sshd] = await Promise.all([
      startTestServer({ flags: { database: url() } }),
      startSshd({ settings: [`SetEnv ${variables.join(" ")}`] }),
    ]);
    ada = await server.addPerson("ada");
    key = await makeSshKey(sshd.folder, { type: "ed25519" });
    await sshd.authorize([key.publicKey]);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
    await node.stop();
  });
  // Host keys belong to a place: each test has one of its own.
  beforeEach(async () => {
    made += 1;
    const rows = organizationRows(server.server.services.database);
    const organization = await rows.organization(`org-${String(made)}`);
    await rows.member(organization, ada.userId, "owner");
    workspaceId = await rows.workspace(organization, "lab");
  });

  const inWorkspace = (to: string) => `${to}?workspaceId=${String(workspaceId)}`;
  const address = () => ({ hostName: sshd.host, port: sshd.port, userName: sshd.user });

  /** All that was told, in its order. */
  async function look(body: object): Promise<readonly ClusterDiscovery[]> {
    const { status, text } = await server.call(inWorkspace(path), { method: "POST", token: ada.token, body });
    expect({ status, code: status === 200 ? undefined : text }).toEqual({ status: 200, code: undefined });
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as ClusterDiscovery);
  }
  const keyIn = ({ hostKey }: ClusterDiscovery): ConfirmHostKeyRequest => {
    const { host, port, fingerprint: seen } = hostKey ?? expect.unreachable("a key waits");
    return { host, port, fingerprint: seen };
  };
  const lastOf = async (body: object): Promise<ClusterDiscovery> => (await look(body)).at(-1) ?? expect.unreachable("it tells something");
  const say = ({ steps }: ClusterDiscovery, wanted: CheckStep["key"]) => steps.find(({ key: one }) => one === wanted);

  async function addKey(privateKey = key.privateText): Promise<string> {
    const credentials = { name: `key-${String(made)}`, provider: "ssh", keys: { privateKey } };
    const { json } = await server.call(inWorkspace("/api/credentials"), { method: "POST", token: ada.token, body: { credentials } });
    return String(json.credentialsId);
  }

  async function fingerprint(): Promise<string> {
    return /SHA256:\S+/.exec(await sshKeygen(["-lf", join(sshd.folder, "host-key.pub")]))?.[0] ?? "";
  }

  const trail = () =>
    server.server.services.database.query
      .selectFrom("audit_entries")
      .select(["action", "target_id", "detail", "actor_name"])
      .where("workspace_id", "=", workspaceId)
      .orderBy("id")
      .execute();

  test("without a key it shows the key of the host, then says that one is needed; nothing is pinned and no secret opened", async () => {
    const first = await lastOf(address());
    const confirmedHostKeys = [{ host: sshd.host, port: sshd.port, fingerprint: await fingerprint() }];
    const second = await lastOf({ ...address(), confirmedHostKeys });

    expect(first.hostKey).toEqual({ ...confirmedHostKeys[0], isJumpHost: false, algorithm: "ssh-ed25519" });
    expect(say(first, "hostKey")).toMatchObject({ status: "failed", cure: expect.stringContaining("Compare") as string });
    expect(say(first, "signIn")).toMatchObject({ status: "skipped" });
    expect([first.needsKey, first.isFinished, first.proposal]).toEqual([false, true, null]);
    expect([second.needsKey, second.hostKey]).toEqual([true, null]);
    expect(say(second, "hostKey")).toMatchObject({ status: "passed", summary: `Known: ${await fingerprint()}.` });
    expect(say(second, "signIn")).toMatchObject({ status: "failed", cure: expect.stringContaining("authorized_keys") as string });
    const looked = { action: "cluster.look", target_id: `${sshd.host}:${String(sshd.port)}`, actor_name: "ada" };
    expect(await trail()).toMatchObject([looked, looked]);
  });

  test("with the key that the person compared it goes on to the end, step by step, and proposes an environment", async () => {
    const credentialsId = await addKey();
    const confirmedHostKeys = [{ host: sshd.host, port: sshd.port, fingerprint: await fingerprint() }];

    const told = await look({ ...address(), credentialsId, confirmedHostKeys });

    const last = told.at(-1) ?? expect.unreachable();
    expect(last.steps.map(({ key: one, status }) => `${one} ${status}`)).toEqual([
      ...["name passed", "port passed", "hostKey passed", "signIn passed", "channel passed"],
      ...["scheduler passed", "queues passed", "workDir passed", "nextflow passed"],
    ]);
    expect(told.slice(0, -1).every(({ isFinished, proposal }) => !isFinished && proposal === null)).toBe(true);
    const running = told.flatMap(({ steps }) => steps.filter(({ status }) => status === "running").map(({ key: one }) => one));
    expect([...new Set(running)]).toEqual(last.steps.map(({ key: one }) => one));
    expect(say(last, "scheduler")?.summary).toMatch(/^PBS Pro \d/);
    expect(say(last, "queues")?.summary).toMatch(/^Queues workq, long; /);
    expect(last.proposal).toMatchObject({ platform: "altair-platform", workDir: join(home, "scratch"), queue: "", preRunScript: "" });
    expect(last.proposal?.name).toMatch(/^[a-z0-9_-]+$/);
    expect(last.offer?.queues?.map(({ name }) => name)).toEqual(["workq", "long"]);
    const entries = await trail();
    const pinned = entries.find(({ action }) => action === "host_key.pin");
    expect(JSON.parse(String(pinned?.detail))).toMatchObject({ trust: "confirmed" });
    const opened = entries.find(({ action }) => action === "secret.open");
    const host = `${sshd.host}:${String(sshd.port)}`;
    expect(JSON.parse(String(opened?.detail))).toEqual({ purpose: "sign-in", runId: null, environmentId: null, host });
  });

  test("a key that the person did not see is not taken, also where the workspace takes new hosts by itself", async () => {
    const credentialsId = await addKey();
    const other = { host: sshd.host, port: sshd.port, fingerprint: `SHA256:${"A".repeat(43)}` };

    const { hostKey } = await lastOf({ ...address(), credentialsId, confirmedHostKeys: [other] });

    expect(hostKey?.fingerprint).toBe(await fingerprint());
    expect((await trail()).map(({ action }) => action)).not.toContain("secret.open");
  });

  test("a host that refuses the key, and one that is not there, name the step and the cure", async () => {
    const stranger = await makeSshKey(node.dir, { type: "ed25519" });
    const credentialsId = await addKey(stranger.privateText);
    const confirmedHostKeys = [{ host: sshd.host, port: sshd.port, fingerprint: await fingerprint() }];

    const refused = await lastOf({ ...address(), credentialsId, confirmedHostKeys });
    const nameless = await lastOf({ ...address(), hostName: "no-such-host.invalid", credentialsId });
    const closed = await lastOf({ ...address(), port: 1, credentialsId });

    expect(say(refused, "signIn")).toMatchObject({ status: "failed", cure: expect.stringContaining("authorized_keys") as string });
    expect(say(nameless, "name")).toMatchObject({ status: "failed", cure: expect.stringContaining("/etc/hosts") as string });
    expect(say(closed, "port")).toMatchObject({ status: "failed", summary: expect.stringContaining("refused the connection") as string });
    expect([refused, nameless, closed].map(({ proposal }) => proposal)).toEqual([null, null, null]);
  });

  test("whoever goes away ends the look: the connection on the cluster goes with it", async () => {
    const credentialsId = await addKey();
    const confirmedHostKeys = [{ host: sshd.host, port: sshd.port, fingerprint: await fingerprint() }];
    node.misbehave({ how: "slow", ms: 2000 });
    const leaving = new AbortController();
    const asked = node.calls();

    const answer = await fetch(`${server.url}${inWorkspace(path)}`, {
      method: "POST",
      headers: { authorization: `Bearer ${ada.token}`, "content-type": "application/json" },
      body: JSON.stringify({ ...address(), credentialsId, confirmedHostKeys }),
      signal: leaving.signal,
    });
    await eventually("the scheduler is asked", () => Promise.resolve(node.calls() > asked));
    leaving.abort();

    await eventually("sshd says that it is over", () =>
      Promise.resolve(/Disconnected from user|Connection closed/.test(sshd.log().split("Accepted publickey").at(-1) ?? "")),
    );
    node.misbehave();
    expect(answer.status).toBe(200);
    // Its queues were asked for next.
    expect(node.calls()).toBe(asked + 1);
  });

  test("behind a jump host each host is compared on its own, and nothing goes on before", async () => {
    await using gate = await startSshd({ settings: ["ForceCommand /bin/false"], hasSftp: false });
    await gate.authorize([key.publicKey]);
    const credentialsId = await addKey();
    const jumpHosts = [{ hostName: gate.host, port: gate.port, userName: gate.user, credentialsId }];
    const ask = (keys: readonly ConfirmHostKeyRequest[]) => lastOf({ ...address(), credentialsId, jumpHosts, confirmedHostKeys: keys });

    const first = await ask([]);
    const ofGate = keyIn(first);
    const second = await ask([ofGate]);
    const third = await ask([ofGate, keyIn(second)]);

    const entry = (await trail()).find(({ action }) => action === "cluster.look");
    expect(entry?.target_id).toBe(`${sshd.host}:${String(sshd.port)}`);
    expect(JSON.parse(String(entry?.detail))).toEqual({ through: `${gate.host}:${String(gate.port)}` });
    expect([first.hostKey, second.hostKey]).toMatchObject([
      { port: gate.port, isJumpHost: true },
      { port: sshd.port, isJumpHost: false, fingerprint: await fingerprint() },
    ]);
    expect(third.hostKey).toBeNull();
    expect(third.proposal).toMatchObject({ platform: "altair-platform" });
  });

  test("a host is shown no name where there is no key for it, once it has shown its own", async () => {
    const hostKeys = { judge: () => Promise.resolve("known" as const), algorithmsOf: () => Promise.resolve([]) };
    const unused = { withKeys: () => expect.unreachable(), withKey: () => expect.unreachable() };
    const visits = new SshVisits({
      ...{ clock: server.clock, secrets: unused, managedKeys: unused, namePins: () => Promise.resolve([]) },
      hostKeysOf: () => hostKeys,
    });
    const host = { host: sshd.host, port: sshd.port, userName: "nobody-knows-me", isJumpHost: false };
    await using visit = visits.open({ home: { kind: "personal", userId: ada.userId }, way: [host], cause: { userId: ada.userId } });

    await expect(visit.probe.connect()).rejects.toMatchObject({ code: "ssh.key_needed" });

    expect(sshd.log()).not.toContain("nobody-knows-me");
  });

  test("the help beside the fields is there for every platform, in the words of its scheduler", async () => {
    const { json } = await server.call("/api/postern/v1/scheduler-help", { token: ada.token });

    const { platforms } = json as unknown as SchedulerHelpResponse;
    expect([...new Set(platforms.map(({ platform }) => platform))].toSorted()).toEqual(computePlatforms.toSorted());
    expect(platforms.find(({ platform }) => platform === "slurm-platform")?.fields.queue?.words).toBe("sbatch --partition");
    const ofPbs = platforms.filter(({ platform }) => platform === "altair-platform");
    expect(ofPbs.map(({ isTorque, fields: { cpus, qos } }) => [isTorque, cpus?.words, qos])).toEqual([
      [false, "qsub -l select=1:ncpus", null],
      [true, "qsub -l nodes=1:ppn", null],
    ]);
  });

  test("what cannot be looked at is refused at its field, before anything is connected to", async () => {
    const git = { name: "git", provider: "github", keys: { username: "ada", password: "token" } };
    const added = await server.call(inWorkspace("/api/credentials"), { method: "POST", token: ada.token, body: { credentials: git } });
    const ask = (body: object, token = ada.token) => server.call(inWorkspace(path), { method: "POST", token, body });
    const stranger = await server.addPerson(`eve-${String(made)}`);

    const answers = [
      await ask({ hostName: "", userName: "ada" }),
      await ask({ ...address(), credentialsId: "nosuchcredential012345" }),
      await ask({ ...address(), credentialsId: added.json.credentialsId }),
      await ask(address(), stranger.token),
    ];

    expect(answers.map(({ json }) => json.code)).toEqual([
      "request.invalid",
      "credential.not_found",
      "request.invalid",
      "workspace.not_found",
    ]);
    expect(answers[0]?.json.message).toContain("host");
  });
});
