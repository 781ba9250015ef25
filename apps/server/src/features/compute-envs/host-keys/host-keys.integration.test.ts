import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AddKnownHostsResponse, CheckStep, EnvironmentCheckResponse, HostKeysOfHop } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { describeWithSharedDatabase, ensureDebianPackages, eventually, makeSshKey, sshKeygen, startSshd } from "@postern/testing";
import type { SshdFixture } from "@postern/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { organizationRows } from "../../../testing/organization-rows.fixture.ts";
import { startTestServer } from "../../../testing/test-server.ts";
import type { TestReply } from "../../../testing/http-request.ts";
import type { TestPerson, TestServer } from "../../../testing/test-server.ts";

describeWithSharedDatabase("host keys of clusters that are reached by SSH", ({ url }) => {
  let server: TestServer;
  let ada: TestPerson;
  let sshd: SshdFixture;
  let privateKey: string;
  let workspaceId: number;
  let made = 0;

  beforeAll(async () => {
    await ensureDebianPackages(["openssh-client", "openssh-server"]);
    [server, sshd] = await Promise.all([
      startTestServer({ flags: { database: url() } }),
      startSshd({ settings: ["SetEnv PATH=/usr/bin:/bin"] }),
    ]);
    ada = await server.addPerson("ada");
    const key = await makeSshKey(sshd.folder, { type: "ed25519" });
    await sshd.authorize([key.publicKey]);
    privateKey = key.privateText;
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
  });
  // Host keys belong to a place: each test has one of its own.
  beforeEach(async () => {
    made += 1;
    const rows = organizationRows(server.server.services.database);
    const organization = await rows.organization(`org-${String(made)}`);
    await rows.member(organization, ada.userId, "owner");
    workspaceId = await rows.workspace(organization, "lab");
  });

  const call = (method: string, path: string, body?: object, who = ada) => {
    const to = path.includes("/workspaces/") ? `/api${path}` : `/api${path}?workspaceId=${String(workspaceId)}`;
    return server.call(to, { method, token: who.token, ...(body === undefined ? {} : { body }) });
  };
  const keysOf = (id: string) => `/postern/v1/compute-envs/${id}/host-keys`;
  const mustConfirm = () =>
    call("PUT", `/postern/v1/workspaces/${String(workspaceId)}/settings`, { whoMayEndRuns: "maintainers", confirmHostKeys: true });
  const open = async (id: string) => {
    await using channel = await server.server.services.channels.open(toComputeEnvId(id), ada.userId);
    return channel.peer;
  };

  async function addCredential(): Promise<string> {
    const credentials = { name: `key-${String(made)}`, provider: "ssh", keys: { privateKey } };
    return String((await call("POST", "/credentials", { credentials })).json.credentialsId);
  }

  /** As `tw compute-envs add slurm` sends it. */
  async function addEnvironment(credentialsId: string, change: object = {}, name = "hpc") {
    const config = { workDir: sshd.folder, hostName: sshd.host, port: sshd.port, userName: sshd.user, headQueue: "long", ...change };
    return call("POST", "/compute-envs", {
      computeEnv: { name, platform: "slurm-platform", credentialsId, config: { discriminator: "slurm-platform", ...config } },
    });
  }

  const addCluster = async (): Promise<string> => idOf(await addEnvironment(await addCredential()));

  async function pinnedLine(): Promise<string> {
    const [algorithm = "", key = ""] = (await readFile(join(sshd.folder, "host-key.pub"), "utf8")).split(" ");
    return `[${sshd.host}]:${String(sshd.port)} ${algorithm} ${key}`;
  }

  /** The steps of the newest check, at its end. */
  const checked = (id: string, isMeant: (steps: readonly CheckStep[]) => boolean = () => true): Promise<readonly CheckStep[]> =>
    eventually("the check ends", async () => {
      const { text } = await call("GET", `/postern/v1/compute-envs/${id}/check`);
      const check = JSON.parse(text) as EnvironmentCheckResponse;
      return check.isRunning || !isMeant(check.steps) ? false : check.steps;
    });

  const failureOf = async (reply: TestReply) => (await checked(idOf(reply))).find(({ status }) => status === "failed");

  const trail = () =>
    server.server.services.database.query
      .selectFrom("audit_entries")
      .select(["action", "target_id", "before_image", "after_image", "detail"])
      .where("workspace_id", "=", workspaceId)
      .orderBy("id")
      .execute();

  async function changeHostKey(): Promise<void> {
    await sshd.kill();
    await rm(join(sshd.folder, "host-key"));
    await sshKeygen(["-q", "-t", "ed25519", "-N", "", "-f", join(sshd.folder, "host-key")]);
    await sshd.restart();
  }

  test("a host is pinned at the first sign-in, which the trail knows beside the use of the key", async () => {
    const id = await addCluster();

    expect(await open(id)).toMatchObject({ kind: "ssh", userName: sshd.user });

    const { json } = await call("GET", keysOf(id));
    const key = { algorithm: "ssh-ed25519", trust: "first_use", pinnedBy: "ada", fingerprint: expect.stringMatching(/^SHA256:/) as string };
    expect(json).toMatchObject({ mustBeConfirmed: false, hops: [{ host: sshd.host, port: sshd.port, keys: [key], offered: null }] });
    const entries = await trail();
    expect(entries.find(({ action }) => action === "host_key.pin")).toMatchObject({ target_id: `${sshd.host}:${String(sshd.port)}` });
    const used = entries.find(({ action }) => action === "secret.open");
    expect(JSON.parse(String(used?.detail))).toMatchObject({ purpose: "sign-in", environmentId: id });
  });

  test("a workspace that wants to confirm gets no sign-in before, and pins what the person saw and nothing else", async () => {
    await mustConfirm();
    const id = await addCluster();

    await expect(open(id)).rejects.toMatchObject({ code: "ssh.host_key_unknown" });
    const waiting = await call("GET", keysOf(id));
    const fingerprint = String(hopOf(waiting).offered?.fingerprint);
    const at = { host: sshd.host, port: sshd.port };
    const other = await call("POST", `${keysOf(id)}/confirm`, { ...at, fingerprint: `SHA256:${"A".repeat(43)}` });
    const elsewhere = await call("POST", `${keysOf(id)}/confirm`, { ...at, host: "192.0.2.1", fingerprint });
    const confirmed = await call("POST", `${keysOf(id)}/confirm`, { ...at, fingerprint });
    const again = await call("POST", `${keysOf(id)}/confirm`, { ...at, fingerprint });

    expect(waiting.json).toMatchObject({ mustBeConfirmed: true, hops: [{ keys: [], offered: { state: "waiting" } }] });
    expect([other.status, other.json.code, elsewhere.status, elsewhere.json.fields]).toEqual([409, "request.outdated", 400, ["host"]]);
    expect([confirmed.status, again.status]).toEqual([200, 200]);
    expect(hopOf(confirmed)).toMatchObject({ keys: [{ fingerprint, trust: "confirmed", pinnedBy: "ada" }], offered: null });
    expect(await open(id)).toMatchObject({ kind: "ssh" });
    expect((await trail()).filter(({ action }) => action === "host_key.pin")).toHaveLength(1);
  });

  test("a changed key stops everybody until it is replaced with a reason, by both fingerprints", async () => {
    const id = await addCluster();
    await open(id);
    const pinned = String(hopOf(await call("GET", keysOf(id))).keys[0]?.fingerprint);
    await changeHostKey();

    await eventually("the new key is seen", () =>
      open(id).then(
        () => false,
        (error: unknown) => (error as { readonly code?: string }).code === "ssh.host_key_changed",
      ),
    );
    const refused = hopOf(await call("GET", keysOf(id)));
    const at = { host: sshd.host, port: sshd.port, reason: "The centre wrote of new machines." };
    const offered = String(refused.offered?.fingerprint);
    const confirmed = await call("POST", `${keysOf(id)}/confirm`, { host: sshd.host, port: sshd.port, fingerprint: offered });
    const swapped = await call("POST", `${keysOf(id)}/replace`, { ...at, pinnedFingerprint: offered, offeredFingerprint: offered });
    const bare = await call("POST", `${keysOf(id)}/replace`, { ...at, reason: "", pinnedFingerprint: pinned, offeredFingerprint: offered });
    const before = await call("GET", keysOf(id));
    const replaced = await call("POST", `${keysOf(id)}/replace`, { ...at, pinnedFingerprint: pinned, offeredFingerprint: offered });

    expect(refused).toMatchObject({ keys: [{ fingerprint: pinned }], offered: { state: "refused" } });
    expect([confirmed.json.code, swapped.json.code, bare.json.fields]).toEqual(["ssh.host_key_changed", "request.outdated", ["reason"]]);
    expect(hopOf(before)).toMatchObject({ keys: [{ fingerprint: pinned }], offered: { fingerprint: offered } });
    expect(hopOf(replaced)).toMatchObject({ keys: [{ fingerprint: offered, trust: "replaced" }], offered: null });
    expect(await open(id)).toMatchObject({ kind: "ssh" });
    const entry = (await trail()).find(({ action }) => action === "host_key.replace");
    expect([entry?.before_image, entry?.after_image, entry?.detail].join(" ")).toMatch(
      new RegExp(`${escaped(pinned)}.*${escaped(offered)}.*new machines`),
    );
  });

  test("lines of known_hosts pin before anybody signs in, hashed ones too; what they do not say is refused and changes nothing", async () => {
    await mustConfirm();
    const id = await addCluster();
    const line = await pinnedLine();
    const file = join(sshd.folder, `known-${String(made)}`);
    await writeFile(file, `${line}\n`);
    await sshKeygen(["-H", "-f", file]);
    const hashed = await readFile(file, "utf8");
    const lines = `@unheard-of * ${line.split(" ").slice(1).join(" ")}\n${hashed}`;

    const strange = await call("POST", `${keysOf(id)}/known-hosts`, { lines: "elsewhere ssh-ed25519 AAAA" });
    const added = await call("POST", `${keysOf(id)}/known-hosts`, { lines });
    const again = await call("POST", `${keysOf(id)}/known-hosts`, { lines });
    const otherKey = await makeSshKey(sshd.folder, { type: "ed25519" });
    const other = await call("POST", `${keysOf(id)}/known-hosts`, { lines: `* ${otherKey.publicKey}` });

    expect([strange.status, strange.json.fields]).toEqual([400, ["lines"]]);
    expect(hashed).toMatch(/^\|1\|/);
    expect(added.json).toMatchObject({ added: 1, unread: [{ line: 1, why: "not_a_key" }], hops: [{ keys: [{ trust: "known_hosts" }] }] });
    expect([(JSON.parse(again.text) as AddKnownHostsResponse).added, other.json.code]).toEqual([0, "ssh.host_key_changed"]);
    expect(await open(id)).toMatchObject({ kind: "ssh" });
  });

  test("the check goes to the host, its port, its key and the account, and says at each what is wrong and what to do", async () => {
    await mustConfirm();
    const credentialsId = await addCredential();
    const id = idOf(await addEnvironment(credentialsId));
    const waiting = await checked(id);
    const { fingerprint } = hopOf(await call("GET", keysOf(id))).offered ?? { fingerprint: "" };
    await call("POST", `${keysOf(id)}/confirm`, { host: sshd.host, port: sshd.port, fingerprint });
    const confirmed = await checked(id, ([_name, _port, hostKey]) => hostKey?.status === "passed");
    const strange = await addEnvironment(credentialsId, { hostName: "no-such-host.invalid" }, "strange");
    const closed = await addEnvironment(credentialsId, { port: 1 }, "closed");
    const nobody = await addEnvironment(credentialsId, { userName: "nobody-here" }, "nobody");

    expect(waiting.slice(0, 5)).toMatchObject([
      { key: "name", status: "passed", summary: `${sshd.host} is an address.` },
      { key: "port", status: "passed" },
      { key: "hostKey", status: "failed", summary: expect.stringContaining(fingerprint) as string, cure: expect.any(String) as string },
      { key: "signIn", status: "skipped" },
      { key: "channel", status: "skipped" },
    ]);
    expect(confirmed.slice(2, 6)).toMatchObject([
      { key: "hostKey", status: "passed", summary: `Known: ssh-ed25519 ${fingerprint}.` },
      { key: "signIn", status: "passed", summary: `Signed in as ${sshd.user} on ${sshd.host}.` },
      { key: "channel", status: "passed", summary: expect.stringMatching(/^A shell answers on /) as string },
      { key: "policy", status: "passed" },
    ]);
    expect(await failureOf(strange)).toMatchObject({ key: "name", summary: "No address is known for no-such-host.invalid." });
    expect(await failureOf(closed)).toMatchObject({ key: "port", summary: expect.stringMatching(/refused the connection/) as string });
    expect(await failureOf(nobody)).toMatchObject({
      key: "signIn",
      summary: expect.stringMatching(/did not let nobody-here in/) as string,
    });
  });

  test("two that see a host for the first time at once pin it once", async () => {
    const credentialsId = await addCredential();
    const ids = [idOf(await addEnvironment(credentialsId))];
    const second = { name: "hpc-2", platform: "slurm-platform", credentialsId };
    const config = { workDir: sshd.folder, hostName: sshd.host, port: sshd.port, userName: "root" };
    ids.push(idOf(await call("POST", "/compute-envs", { computeEnv: { ...second, config } })));

    await Promise.allSettled(ids.flatMap((id) => [open(id), open(id)]));

    expect((await trail()).filter(({ action }) => action === "host_key.pin")).toHaveLength(1);
  });

  test("an edited credential ends what was opened with the old one, and a deleted environment's is opened no more", async () => {
    const credentialsId = await addCredential();
    const id = idOf(await addEnvironment(credentialsId));
    await using old = await server.server.services.channels.open(toComputeEnvId(id), ada.userId);
    const fresh = await makeSshKey(sshd.folder, { type: "ed25519" });
    const keys = { privateKey: fresh.privateText };

    const edited = await call("PUT", `/credentials/${credentialsId}`, { credentials: { name: "newer", provider: "ssh", keys } });

    expect(edited.status).toBe(204);
    await eventually("the old connection ends", () =>
      old.stat("/").then(
        () => false,
        () => true,
      ),
    );
    await expect(open(id)).rejects.toMatchObject({ code: "ssh.refused" });
  });

  test.each([
    ["no host", { hostName: "" }, "computeEnv.config.hostName"],
    ["no account", { userName: null }, "computeEnv.config.userName"],
    ["a host that reads as an option", { hostName: "-oProxyCommand=x" }, "computeEnv.config.hostName"],
    ["an account with a space", { userName: "a b" }, "computeEnv.config.userName"],
    ["a port beyond all", { port: 70_000 }, "computeEnv.config.port"],
  ])("an environment with %s is refused by name, and nothing is made", async (_name, change, field) => {
    const credentialsId = await addCredential();

    const answer = await addEnvironment(credentialsId, change);

    expect([answer.status, answer.json.fields]).toEqual([400, [field]]);
    expect((await call("GET", "/compute-envs")).json).toEqual({ computeEnvs: [] });
  });

  test("of another place are not there, and not to be confirmed", async () => {
    const id = await addCluster();
    const john = await server.addPerson(`john-${String(made)}`);

    const [seen, confirmed] = [
      await server.call(`/api${keysOf(id)}`, { token: john.token }),
      await server.call(`/api${keysOf(id)}/confirm`, {
        ...{ method: "POST", token: john.token },
        body: { host: sshd.host, port: sshd.port, fingerprint: `SHA256:${"A".repeat(43)}` },
      }),
    ];

    expect([seen.status, confirmed.status, seen.json.code]).toEqual([404, 404, "environment.not_found"]);
  });
});

const escaped = (text: string): string => text.replaceAll(/[+/]/g, (sign) => `\\${sign}`);

/** The one host of the answer. */
function hopOf({ text }: TestReply): HostKeysOfHop {
  const { hops } = JSON.parse(text) as { readonly hops: readonly [HostKeysOfHop] };
  return hops[0];
}

const idOf = ({ text }: TestReply): string => (JSON.parse(text) as { readonly computeEnvId: string }).computeEnvId;
