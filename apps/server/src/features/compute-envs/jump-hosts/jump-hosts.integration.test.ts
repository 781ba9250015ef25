import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { CheckStep, EnvironmentCheckResponse, HostKeysResponse, JumpHostsResponse } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import type { ComputeEnvId } from "@postern/domain";
import { ensureDebianPackages, eventually, makeSshKey, sshKeygen, startSshd } from "@postern/testing";
import type { MadeSshKey, SshdFixture } from "@postern/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestReply } from "../../../testing/http-request.ts";
import { organizationRows } from "../../../testing/organization-rows.fixture.ts";
import { startTestServer } from "../../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../../testing/test-server.ts";

/** Two servers of OpenSSH: the cluster's, and a jump host before it that lets through to nothing else. Each takes a key of its own. */
describe("jump hosts on the way to a cluster", () => {
  let server: TestServer;
  let ada: TestPerson;
  let cluster: SshdFixture;
  let gate: SshdFixture;
  let clusterKey: MadeSshKey;
  let gateKey: MadeSshKey;
  let organization: number;
  let workspaceId: number;
  let made = 0;

  beforeAll(async () => {
    await ensureDebianPackages(["openssh-client", "openssh-server"]);
    [server, cluster] = await Promise.all([startTestServer(), startSshd({ settings: ["SetEnv PATH=/usr/bin:/bin"] })]);
    // Nothing can be done on it but going through.
    gate = await startSshd({ settings: [`PermitOpen 127.0.0.1:${String(cluster.port)}`, "ForceCommand /bin/false"], hasSftp: false });
    ada = await server.addPerson("ada");
    clusterKey = await makeSshKey(cluster.folder, { type: "ed25519" });
    gateKey = await makeSshKey(gate.folder, { type: "ed25519" });
    await cluster.authorize([`restrict ${clusterKey.publicKey}`]);
    await gate.authorize([lineThrough()]);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await Promise.all([cluster, gate].map((sshd) => sshd[Symbol.asyncDispose]()));
  });
  // Host keys and names belong to a place: each test has one of its own.
  beforeEach(async () => {
    made += 1;
    const rows = organizationRows(server.server.services.database);
    organization = await rows.organization(`org-${String(made)}`);
    await rows.member(organization, ada.userId, "owner");
    workspaceId = await rows.workspace(organization, "lab");
  });

  /** What the pages show for a jump host: a line for a cluster lets through to nowhere. */
  const lineThrough = () => `restrict,port-forwarding,permitopen="${cluster.host}:${String(cluster.port)}" ${gateKey.publicKey}`;

  const call = (method: string, path: string, body?: object, who = ada) => {
    const to = path.includes("/workspaces/") ? `/api${path}` : `/api${path}?workspaceId=${String(workspaceId)}`;
    return server.call(to, { method, token: who.token, ...(body === undefined ? {} : { body }) });
  };
  const partOf = (id: string, part: string) => `/postern/v1/compute-envs/${id}/${part}`;
  const open = (id: ComputeEnvId) => server.server.services.channels.open(id, ada.userId);

  async function addCredential(name: string, { privateText: privateKey }: MadeSshKey): Promise<string> {
    return String(
      (await call("POST", "/credentials", { credentials: { name, provider: "ssh", keys: { privateKey } } })).json.credentialsId,
    );
  }

  const jumpBy = (credentialsId: string, change: object = {}) => [
    { hostName: gate.host, port: gate.port, userName: gate.user, credentialsId, ...change },
  ];

  async function addEnvironment(credentialsId: string, jumpHosts: readonly object[] | undefined, name = "hpc") {
    const config = { workDir: cluster.folder, hostName: cluster.host, port: cluster.port, userName: cluster.user };
    const reply = await call("POST", "/compute-envs", {
      computeEnv: { name, platform: "slurm-platform", credentialsId, config },
      jumpHosts,
    });
    return { reply, id: toComputeEnvId((JSON.parse(reply.text) as { readonly computeEnvId: string }).computeEnvId) };
  }

  async function addCluster(jumpKey = gateKey) {
    const [own, jump] = [await addCredential("cluster", clusterKey), await addCredential("gate", jumpKey)];
    return { own, jump, ...(await addEnvironment(own, jumpBy(jump))) };
  }

  /** The steps of the newest check, at its end. */
  const checked = (id: string, isMeant: (steps: readonly CheckStep[]) => boolean = () => true): Promise<readonly CheckStep[]> =>
    eventually("the check ends", async () => {
      const check = JSON.parse((await call("GET", partOf(id, "check"))).text) as EnvironmentCheckResponse;
      return check.isRunning || !isMeant(check.steps) ? false : check.steps;
    });

  const failureOf = async (id: string) => (await checked(id)).find(({ status }) => status === "failed");

  const hostKeysOf = async (id: string) => (JSON.parse((await call("GET", partOf(id, "host-keys"))).text) as HostKeysResponse).hops;

  const jumpHostsOf = async (id: string) => JSON.parse((await call("GET", partOf(id, "jump-hosts"))).text) as JumpHostsResponse;

  const trail = () =>
    server.server.services.database.query
      .selectFrom("audit_entries")
      .select(["action", "target_id", "before_image", "after_image", "detail"])
      .where("workspace_id", "=", workspaceId)
      .orderBy("id")
      .execute();

  test("a command runs on a cluster behind one, with a key and a host key for each, and the trail and the check name both", async () => {
    const { id, own, jump } = await addCluster();

    await using channel = await open(id);
    const answer = await channel.run({ words: ["printenv", "SSH_CONNECTION"], timeoutMs: 60_000 });

    expect(answer.stdout.trim()).toMatch(new RegExp(` ${cluster.host} ${String(cluster.port)}$`));
    const steps = await checked(id);
    const known = steps[2]?.summary ?? "";
    expect(steps.slice(0, 4)).toMatchObject([
      { status: "passed", summary: `The jump host ${gate.host} is an address.` },
      { status: "passed", summary: `The jump host ${gate.host} answers at port ${String(gate.port)}.` },
      { status: "passed" },
      { status: "passed", summary: `Signed in as ${gate.user} on ${gate.host}, then ${cluster.user} on ${cluster.host}.` },
    ]);
    const hops = await hostKeysOf(id);
    expect(hops).toMatchObject([
      { host: gate.host, port: gate.port, isJumpHost: true, keys: [{ trust: "first_use" }] },
      { host: cluster.host, port: cluster.port, isJumpHost: false, keys: [{ trust: "first_use" }] },
    ]);
    for (const { keys } of hops) expect(known).toContain(keys[0]?.fingerprint);
    const used = (await trail()).filter(({ action }) => action === "secret.open").map(({ target_id: target }) => target);
    expect(new Set(used)).toEqual(new Set([own, jump]));
    expect((await trail()).find(({ action }) => action === "environment.create")?.after_image).toContain(`"hostName":"${gate.host}"`);
  });

  test("a way without them is another one: they are changed with a look at who was first, an entry in the trail and a new check", async () => {
    const { id, jump } = await addCluster();
    await checked(id);
    const { jumpHosts, lastUpdated } = await jumpHostsOf(id);
    await gate.kill();
    const broken = await call("PUT", partOf(id, "jump-hosts"), { jumpHosts, lastUpdated });
    const failed = await failureOf(id);

    const late = await call("PUT", partOf(id, "jump-hosts"), { jumpHosts: [], lastUpdated });
    const direct = await call("PUT", partOf(id, "jump-hosts"), { jumpHosts: [] });
    const steps = await checked(id, ([name]) => name?.summary?.startsWith("The jump host") === false);
    await gate.restart();

    expect(jumpHosts).toEqual(jumpBy(jump));
    expect([broken.status, late.status, late.json.code, direct.status]).toEqual([204, 409, "request.outdated", 204]);
    expect(failed).toMatchObject({ key: "port", summary: expect.stringMatching(/^The jump host .* refused the connection/) as string });
    expect(steps[3]).toMatchObject({ summary: `Signed in as ${cluster.user} on ${cluster.host}.` });
    expect((await jumpHostsOf(id)).jumpHosts).toEqual([]);
    const entry = (await trail()).findLast(({ action }) => action === "environment.change_jump_hosts");
    expect(entry?.before_image).toContain(`"jumpHosts":[{"hostName":"${gate.host}"`);
    expect(entry?.after_image).not.toContain("jumpHosts");
  });

  test("a jump host with another key than its pinned one is named, and gets neither name nor key until the key is replaced", async () => {
    const { id } = await addCluster();
    await (await open(id))[Symbol.asyncDispose]();
    const pinned = (await hostKeysOf(id))[0]?.keys[0];
    await gate.kill();
    await rm(join(gate.folder, "host-key"));
    await sshKeygen(["-q", "-t", "ed25519", "-N", "", "-f", join(gate.folder, "host-key")]);
    await gate.restart();

    await eventually("the new key is seen", async () => (await hostKeysOf(id))[0]?.offered ?? (await open(id).then(dispose, () => false)));
    await call("POST", partOf(id, "check"));
    const failed = await failureOf(id);
    const offered = (await hostKeysOf(id))[0]?.offered;
    const fingerprints = { pinnedFingerprint: pinned?.fingerprint, offeredFingerprint: offered?.fingerprint };
    const at = { host: gate.host, port: gate.port, reason: "A new machine." };
    const replaced = await call("POST", partOf(id, "host-keys/replace"), { ...at, ...fingerprints });

    expect(failed).toMatchObject({
      key: "hostKey",
      summary: expect.stringMatching(/^The jump host .* showed another key than the one that is pinned/) as string,
    });
    expect(offered?.state).toBe("refused");
    expect([replaced.status, (await hostKeysOf(id))[0]?.keys]).toMatchObject([200, [{ trust: "replaced" }]]);
    await (await open(id))[Symbol.asyncDispose]();
  });

  test("one that lets in and not through is named, with what is missing", async () => {
    const { own, jump } = await addCluster();
    await gate.authorize([`restrict ${gateKey.publicKey}`]);
    const { id } = await addEnvironment(own, jumpBy(jump), "shut");
    await using stack = new AsyncDisposableStack();
    stack.defer(() => gate.authorize([lineThrough()]));

    const failed = await failureOf(id);

    expect(failed?.summary).toMatch(/^The jump host .* does not let Postern through to 127\.0\.0\.1:/);
    expect(failed?.cure).toContain("port-forwarding");
  });

  test("where hosts have to be confirmed, each on the way is, one after the other", async () => {
    await call("PUT", `/postern/v1/workspaces/${String(workspaceId)}/settings`, { whoMayEndRuns: "maintainers", confirmHostKeys: true });
    const { id } = await addCluster();
    await checked(id);
    const states = async () => (await hostKeysOf(id)).map(({ keys, offered }) => offered?.state ?? keys[0]?.trust ?? "unseen");
    const seen = [await states()];

    for (const [index, { host, port }] of [gate, cluster].entries()) {
      const fingerprint = (await hostKeysOf(id))[index]?.offered?.fingerprint;
      await call("POST", partOf(id, "host-keys/confirm"), { host, port, fingerprint });
      await call("POST", partOf(id, "check"));
      await checked(id);
      seen.push(await states());
    }

    expect(seen).toEqual([
      ["waiting", "unseen"],
      ["confirmed", "waiting"],
      ["confirmed", "confirmed"],
    ]);
    await (await open(id))[Symbol.asyncDispose]();
  });

  test("the credential of one cannot be deleted while it is used, and can when the environment is gone; edited, it ends what is open", async () => {
    const { id, jump } = await addCluster();
    await using channel = await open(id);
    const refused = await call("DELETE", `/credentials/${jump}`);
    const dependents = await call("GET", `/postern/v1/credentials/${jump}/dependents`);

    const keys = { privateKey: clusterKey.privateText };
    const edited = await call("PUT", `/credentials/${jump}`, { credentials: { name: "gate", provider: "ssh", keys } });
    await eventually("the connection ends", () => channel.stat("/").then(dispose, () => true));
    const failure = open(id);

    await expect(failure).rejects.toMatchObject({ code: "ssh.refused", message: expect.stringContaining("The jump host") as string });
    expect([refused.status, edited.status]).toEqual([409, 204]);
    expect(JSON.parse(refused.text)).toMatchObject({ code: "credential.in_use", conflicts: [{ type: "computeEnv", id, name: "hpc" }] });
    expect(JSON.parse(dependents.text)).toMatchObject({ environments: [{ id, name: "hpc" }] });
    expect((await call("DELETE", `/compute-envs/${id}`)).status).toBe(204);
    expect((await call("DELETE", `/credentials/${jump}`)).status).toBe(204);
  });

  test("who may not use the credential of one may not use the environment, nor go that way elsewhere", async () => {
    const { id, jump } = await addCluster();
    const john = await server.addPerson(`john-${String(made)}`);
    const rows = organizationRows(server.server.services.database);
    await rows.participant(workspaceId, { member: await rows.member(organization, john.userId, "member") }, "admin");
    await call("PUT", `/postern/v1/credentials/${jump}/use-limit`, { isLimited: true, userIds: [], teamIds: [] });

    const checkedBy = await call("POST", partOf(id, "check"), undefined, john);
    const changedBy = await call("PUT", partOf(id, "jump-hosts"), { jumpHosts: [] }, john);
    const { id: other } = await addEnvironment(await addCredential("other", clusterKey), undefined, "direct");
    const elsewhere = await call("PUT", partOf(other, "jump-hosts"), { jumpHosts: jumpBy(jump) }, john);

    expect([checkedBy.json.code, changedBy.json.code, elsewhere.json.code]).toEqual(["use.limited", "use.limited", "use.limited"]);
    expect(elsewhere.json.fields).toEqual(["jumpHosts.0.credentialsId"]);
    expect((await call("POST", partOf(id, "check"))).status).toBe(202);
  });

  test("what is no SSH key of the place is refused at its member, and nothing is made or changed", async () => {
    const own = await addCredential("cluster", clusterKey);
    const agent = { credentials: { name: "agent", provider: "tw-agent", keys: { connectionId: "c", shared: true } } };
    const agents = String((await call("POST", "/credentials", agent)).json.credentialsId);
    const atHome = { credentials: { name: `home-${String(made)}`, provider: "ssh", keys: { privateKey: gateKey.privateText } } };
    const elsewhere = String(
      (await server.call("/api/credentials", { method: "POST", token: ada.token, body: atHome })).json.credentialsId,
    );
    const many = Array.from({ length: 6 }, (_, index) => ({ ...jumpBy(own)[0], port: index + 1 }));
    const wanted = [jumpBy(agents), jumpBy(elsewhere), jumpBy(own, { port: cluster.port }), many];

    const refused = await Promise.all(wanted.map(async (hosts) => (await addEnvironment(own, hosts)).reply));
    const byAgent = (await addEnvironment(agents, jumpBy(own))).reply;
    const { id } = await addEnvironment(own, jumpBy(own));
    const changed = await call("PUT", partOf(id, "jump-hosts"), { jumpHosts: jumpBy(agents) });

    expect([...refused, byAgent, changed].map(fieldOf)).toEqual([
      ...["jumpHosts.0.credentialsId", "jumpHosts.0.credentialsId", "jumpHosts.0.hostName", "jumpHosts", "jumpHosts"],
      "jumpHosts.0.credentialsId",
    ]);
    expect([refused[1]?.status, byAgent.status]).toEqual([404, 400]);
    expect((await call("GET", "/compute-envs")).json).toMatchObject({ computeEnvs: [{ name: "hpc" }] });
    expect((await jumpHostsOf(id)).jumpHosts).toEqual(jumpBy(own));
  });

  test("they go with their place, and of another place they are not there", async () => {
    const { id } = await addCluster();
    const { database } = server.server.services;
    const john = await server.addPerson(`john-${String(made)}`);
    const seen = await server.call(`/api${partOf(id, "jump-hosts")}`, { token: john.token });
    const taken = await server.call(`/api${partOf(id, "jump-hosts")}`, { method: "PUT", token: john.token, body: { jumpHosts: [] } });

    const removed = await call("DELETE", `/orgs/${String(organization)}/workspaces/${String(workspaceId)}`);

    expect([seen.json.code, taken.json.code]).toEqual(["environment.not_found", "environment.not_found"]);
    expect(removed.status).toBe(204);
    expect(await database.query.selectFrom("jump_hosts").selectAll().where("compute_env_id", "=", id).execute()).toEqual([]);
  });
});

const dispose = (opened: unknown): false => {
  if (typeof opened === "object" && opened !== null && Symbol.asyncDispose in opened)
    void (opened as AsyncDisposable)[Symbol.asyncDispose]();
  return false;
};

const fieldOf = ({ json }: TestReply): string => json.fields?.join(" ") ?? `none: ${String(json.code)}`;
