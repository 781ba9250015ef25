import { copyFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AddKnownHostsResponse, CheckStep, EnvironmentCheckResponse, HostKeysResponse } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { ensureDebianPackages, eventually, makeSshKey, sshKeygen, startSshd } from "@postern/testing";
import type { MadeSshKey, SshdFixture } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { organizationRows } from "../../../testing/organization-rows.fixture.ts";
import { startTestServer } from "../../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../../testing/test-server.ts";

let server: TestServer;
let ada: TestPerson;
let sshd: SshdFixture;
let authority: MadeSshKey;
let key: MadeSshKey;
let workspaceId: number;
let environment: string;

beforeAll(async () => {
  await ensureDebianPackages(["openssh-client", "openssh-server"]);
  server = await startTestServer();
  ada = await server.addPerson("ada");
  [authority, key] = [
    await makeSshKey(server.dataDir, { type: "ecdsa", bits: 384 }),
    await makeSshKey(server.dataDir, { type: "ed25519" }),
  ];
  sshd = await startSshd({ settings: [`HostCertificate ${join(server.dataDir, "shown")}`] });
  await sshd.authorize([key.publicKey]);
  const rows = organizationRows(server.server.services.database);
  const organization = await rows.organization("acme");
  await rows.member(organization, ada.userId, "owner");
  workspaceId = await rows.workspace(organization, "lab");
  await call("PUT", `/postern/v1/workspaces/${String(workspaceId)}/settings`, { whoMayEndRuns: "maintainers", confirmHostKeys: true });
  const credentials = { name: "key", provider: "ssh", keys: { privateKey: key.privateText } };
  const { credentialsId } = (await call("POST", "/credentials", { credentials })) as { readonly credentialsId: string };
  const config = { workDir: sshd.folder, hostName: sshd.host, port: sshd.port, userName: sshd.user };
  const computeEnv = { name: "hpc", platform: "slurm-platform", credentialsId, config };
  environment = ((await call("POST", "/compute-envs", { computeEnv })) as { readonly computeEnvId: string }).computeEnvId;
}, 120_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await sshd[Symbol.asyncDispose]();
});

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const to = path.includes("/workspaces/") ? `/api${path}` : `/api${path}?workspaceId=${String(workspaceId)}`;
  const { text } = await server.call(to, { method, token: ada.token, ...(body === undefined ? {} : { body }) });
  return text === "" ? undefined : JSON.parse(text);
}

/** The host shows another certificate from now on, or none, to whoever comes anew. */
async function show(words: readonly string[] | undefined): Promise<void> {
  await rm(join(server.dataDir, "shown"), { force: true });
  if (words !== undefined) {
    await sshKeygen(["-q", "-s", authority.path, "-I", "login1", "-h", ...words, join(sshd.folder, "host-key.pub")]);
    await copyFile(join(sshd.folder, "host-key-cert.pub"), join(server.dataDir, "shown"));
  }
  await sshd.kill();
  await sshd.restart();
}

/** That step of a check that is asked for now. */
async function checkedKey(): Promise<CheckStep> {
  const path = `/postern/v1/compute-envs/${environment}/check`;
  // The connection that broke may not be known to be over yet.
  return eventually("the check looks at the key of the host", async () => {
    await call("POST", path);
    const { isRunning, steps } = await eventually("the check ends", async () => {
      const check = (await call("GET", path)) as EnvironmentCheckResponse;
      return check.isRunning ? false : check;
    });
    const step = steps.find(({ key: name }) => name === "hostKey");
    return !isRunning && (step?.status === "passed" || step?.status === "failed") ? step : false;
  });
}

test("an authority that is pasted makes a host known where hosts have to be confirmed; nobody confirms, and the host has a key of its own", async () => {
  await show(["-n", sshd.host]);

  const lines = `@cert-authority 127.0.0.* ${authority.publicKey}`;
  const added = (await call("POST", `/postern/v1/compute-envs/${environment}/host-keys/known-hosts`, { lines })) as AddKnownHostsResponse;
  const opened = await server.server.services.channels.open(toComputeEnvId(environment), ada.userId);

  expect(added).toMatchObject({
    added: 1,
    unread: [],
    hops: [{ keys: [{ algorithm: "@cert-authority ecdsa-sha2-nistp384", trust: "known_hosts" }] }],
  });
  expect(opened.peer).toMatchObject({ kind: "ssh", userName: sshd.user });
  expect(await checkedKey()).toMatchObject({ status: "passed", summary: expect.stringContaining("@cert-authority ecdsa") as unknown });
});

test("a certificate for another name stops everything, and the check says why at the step of the key", async () => {
  await show(["-n", "elsewhere"]);

  const opening = server.server.services.channels.open(toComputeEnvId(environment), ada.userId);

  await expect(opening).rejects.toMatchObject({ code: "ssh.host_certificate_refused" });
  expect(await checkedKey()).toMatchObject({ status: "failed", summary: expect.stringContaining("not for the name 127.0.0.1") as unknown });
});

test("a key without a certificate is another key, which takes a person and a reason", async () => {
  await show(undefined);

  expect(await checkedKey()).toMatchObject({
    status: "failed",
    summary: expect.stringContaining("another key than the one that is pinned") as unknown,
  });
});

test("a key that was refused waits for nobody any more once the host has proved itself by its certificate", async () => {
  const at = `/postern/v1/compute-envs/${environment}/host-keys`;
  const before = (await call("GET", at)) as HostKeysResponse;
  await show(["-n", sshd.host]);

  await eventually("the host is known again", async () => (await checkedKey()).status === "passed");

  expect(before.hops[0]?.offered).toMatchObject({ algorithm: "ssh-ed25519", state: "refused" });
  expect(((await call("GET", at)) as HostKeysResponse).hops[0]?.offered).toBeNull();
});

test("an authority that was replaced is left by taking the key of the host in its place, with a reason; then the new one is pasted", async () => {
  const at = `/postern/v1/compute-envs/${environment}/host-keys`;
  const open = () => server.server.services.channels.open(toComputeEnvId(environment), ada.userId);
  authority = await makeSshKey(server.dataDir, { type: "ecdsa", bits: 384 });
  await show(["-n", sshd.host]);
  await expect(open()).rejects.toMatchObject({ code: "ssh.host_certificate_refused" });
  const lines = `@cert-authority 127.0.0.* ${authority.publicKey}`;
  const refused = await call("POST", `${at}/known-hosts`, { lines });
  const { hops } = (await call("GET", at)) as HostKeysResponse;
  const [pinned, offered] = [hops[0]?.keys[0], hops[0]?.offered];

  const fingerprints = { pinnedFingerprint: pinned?.fingerprint, offeredFingerprint: offered?.fingerprint };
  await call("POST", `${at}/replace`, { host: sshd.host, port: sshd.port, ...fingerprints, reason: "the centre has a new authority" });
  const byKey = await open();
  await call("POST", `${at}/known-hosts`, { lines });
  await show(["-n", sshd.host]);
  const byCertificate = await eventually("the connection that broke is known to be over", () => open().catch(() => undefined));

  expect(refused).toMatchObject({ code: "ssh.host_key_changed" });
  expect([pinned?.algorithm, offered]).toMatchObject([
    "@cert-authority ecdsa-sha2-nistp384",
    { algorithm: "ssh-ed25519", state: "refused" },
  ]);
  expect([byKey.peer.kind, byCertificate.peer.kind]).toEqual(["ssh", "ssh"]);
});

test("a key that lines revoke ends what is connected by it, and is taken neither alone nor in a good certificate, nor from other lines", async () => {
  const at = `/postern/v1/compute-envs/${environment}/host-keys`;
  const open = () => server.server.services.channels.open(toComputeEnvId(environment), ada.userId);
  const [algorithm = "", ownKey = ""] = (await readFile(join(sshd.folder, "host-key.pub"), "utf8")).split(" ");
  const add = (lines: string) => call("POST", `${at}/known-hosts`, { lines });

  const revoked = await add(`@revoked 127.0.0.* ${algorithm} ${ownKey}`);
  const inCertificate = await open().catch((error: unknown) => error);
  await show(undefined);
  const alone = await eventually("the host is seen as it is", async () => {
    const step = await checkedKey();
    return step.status === "failed" && step;
  });
  const back = await add(`[${sshd.host}]:${String(sshd.port)} ${algorithm} ${ownKey}`);
  const again = await add(`@revoked 127.0.0.* ${algorithm} ${ownKey}`);
  const { hops } = (await call("GET", at)) as HostKeysResponse;
  const trail = await server.server.services.database.query.selectFrom("audit_entries").select("action").execute();

  expect([revoked, again]).toMatchObject([
    { added: 0, revoked: 1 },
    { added: 0, revoked: 0 },
  ]);
  expect(inCertificate).toMatchObject({
    code: "ssh.host_key_revoked",
    message: expect.stringMatching(/showed a key that was revoked: ssh-ed25519 SHA256:/) as string,
  });
  expect(alone).toMatchObject({
    summary: expect.stringContaining("revoked") as unknown,
    cure: expect.stringContaining("Ask the centre") as unknown,
  });
  expect(back).toMatchObject({ code: "ssh.host_key_revoked" });
  expect(hops[0]).toMatchObject({ offered: null, revoked: [{ algorithm, trust: "known_hosts" }] });
  expect(hops[0]?.keys.map((pin) => pin.algorithm)).toEqual(["@cert-authority ecdsa-sha2-nistp384"]);
  expect(trail.map(({ action }) => action)).toContain("host_key.revoke");
});
