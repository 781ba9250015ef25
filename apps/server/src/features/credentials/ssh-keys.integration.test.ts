import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@postern/database";
import type { Clock, CredentialId } from "@postern/domain";
import { asOpenSshSeesIt, describeWithDatabases, ensureDebianPackages, makeSshKey, rewriteSshKey, sshKeygen } from "@postern/testing";
import type { MadeSshKey } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCredentialScene, readAllMembers } from "../../testing/credential-scene.fixture.ts";
import { SshKeyService } from "./ssh-key-service.ts";
import { toDescribedCredentials } from "./wire.ts";

let folder = "";
let plain: MadeSshKey;
let locked: MadeSshKey;
let authority: MadeSshKey;

beforeAll(async () => {
  await ensureDebianPackages(["openssh-client"]);
  folder = await mkdtemp(join(tmpdir(), "postern-ssh-"));
  [plain, authority] = [await makeSshKey(folder, { type: "ecdsa", bits: 256 }), await makeSshKey(folder, { type: "ed25519" })];
  locked = await rewriteSshKey(folder, await makeSshKey(folder, { type: "ed25519" }), { passphrase: "secret" });
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function certify(key: MadeSshKey, validity = "always:forever"): Promise<string> {
  await sshKeygen(["-q", "-s", authority.path, "-I", "me", "-n", "ada,pipeline", "-V", validity, `${key.path}.pub`]);
  return readFile(`${key.path}-cert.pub`, "utf8");
}

async function stage(database: Database, clock: Clock) {
  const scene = await openCredentialScene(database, clock);
  const tenants = await scene.openTenants();
  const ada = await tenants.actor("ada", "one");
  const service = new SshKeyService({ clock, sshKeys: scene.sshKeys, credentials: scene.credentials, from: [] });
  return {
    ...{ ...scene, tenants, ada, service },
    add: (keys: object) => scene.credentials.create(ada, { name: "login", provider: "ssh", keys }),
    shown: async (id: CredentialId) => toDescribedCredentials(await scene.credentials.get(ada, id), []),
    sealed: (id: CredentialId) => readAllMembers(scene, id),
    trail: async () => JSON.stringify(await database.query.selectFrom("audit_entries").selectAll().execute()),
  };
}

describeWithDatabases("keys of SSH", ({ open, clock }) => {
  test("are kept without their passphrase, in the form that needs none", async () => {
    const { add, shown, sealed, trail } = await stage(await open(), clock);

    const id = await add({ privateKey: locked.privateText, passphrase: "secret" });

    const members = await sealed(id);
    const seen = await asOpenSshSeesIt(folder, String(members["privateKey"]));
    expect(Object.keys(members)).toEqual(["privateKey"]);
    expect(seen.publicKey).toBe(locked.publicKey);
    expect(await shown(id)).toMatchObject({
      keys: { publicKey: seen.publicKey, fingerprint: seen.fingerprint },
      heldSecrets: ["privateKey"],
    });
    expect(JSON.stringify(await shown(id))).not.toContain("PRIVATE");
    expect(await trail()).not.toContain("PRIVATE");
  });

  test("are replaced as a whole: the passphrase of an older one opens no newer one", async () => {
    const { ada, add, edits, shown, sealed } = await stage(await open(), clock);
    const id = await add({ privateKey: locked.privateText, passphrase: "secret" });
    const before = await sealed(id);
    const refused = { code: "credential.ssh_key_refused", detail: "passphrase_missing", fields: ["credentials.keys.passphrase"] };
    const alone = { code: "request.invalid", fields: ["credentials.keys.passphrase"] };

    await expect(edits.update(ada, id, { keys: { privateKey: locked.privateText } })).rejects.toMatchObject(refused);
    await expect(edits.update(ada, id, { keys: { passphrase: "other" } })).rejects.toMatchObject(alone);
    expect(await sealed(id)).toEqual(before);
    await edits.update(ada, id, { keys: { privateKey: plain.privateText } });

    expect(await shown(id)).toMatchObject({ keys: { publicKey: plain.publicKey } });
  });

  test("may have a certificate, which is renewed without the key", async () => {
    const { ada, add, edits, shown, sealed } = await stage(await open(), clock);
    const first = await certify(plain);
    const id = await add({ privateKey: plain.privateText, certificate: `\r\n${first}` });
    expect(await shown(id)).toMatchObject({ keys: { certificate: first.trim().split(" ").slice(0, 2).join(" ") } });
    const key = (await sealed(id))["privateKey"];

    await edits.update(ada, id, { keys: { certificate: await certify(plain, "always:20990101000000Z") } });

    expect(await shown(id)).toMatchObject({
      keys: {
        publicKey: plain.publicKey,
        certificateInfo: expect.stringMatching(/^For ada, pipeline; valid until 2099-01-01 00:00 UTC; serial 0, ID me/),
      },
    });
    expect((await sealed(id))["privateKey"]).toBe(key);
  });

  test("have no certificate that is expired or of another key", async () => {
    const { add } = await stage(await open(), clock);
    const refused = (detail: string) => ({ code: "credential.certificate_refused", detail, fields: ["credentials.keys.certificate"] });

    const expired = add({ privateKey: plain.privateText, certificate: await certify(plain, "20200101000000Z:20200102000000Z") });
    await expect(expired).rejects.toMatchObject(refused("expired"));
    const other = add({ privateKey: plain.privateText, certificate: await certify(locked) });
    await expect(other).rejects.toMatchObject(refused("other_key"));
  });

  test("are generated with their credential, and the private half is in the sealed record alone", async () => {
    const { ada, service, shown, sealed, trail } = await stage(await open(), clock);

    const made = await service.generate(ada, { name: "login", description: "of the lab" });

    const id = made.credentialsId as CredentialId;
    const seen = await asOpenSshSeesIt(folder, String((await sealed(id))["privateKey"]));
    expect(made).toMatchObject({ algorithm: "ssh-ed25519", ...seen, authorizedKeysLine: `restrict ${seen.publicKey} postern-login` });
    expect(await shown(id)).toMatchObject({ name: "login", description: "of the lab", keys: { ...seen } });
    expect(JSON.stringify(made) + (await trail())).not.toContain("PRIVATE");
    await expect(service.generate(ada, { name: "LOGIN" })).rejects.toMatchObject({ code: "credential.name_taken" });
  });

  test("are told apart while somebody types, and nothing is kept", async () => {
    const database = await open();
    const { ada, service } = await stage(database, clock);
    const inspect = (privateKey: string, more: object = {}) => service.inspect(ada, { privateKey, ...more });

    expect(await inspect(plain.privateText.replaceAll("\n", "\r\n"))).toMatchObject({
      ...{ key: { publicKey: plain.publicKey, bits: 256 }, refusal: null, certificateInfo: null, certificateRefusal: null },
      warnings: ["Line ends of Windows were replaced."],
    });
    expect(await inspect(locked.privateText)).toMatchObject({ key: null, refusal: { reason: "passphrase_missing" } });
    expect(await inspect(locked.privateText, { passphrase: "secret" })).toMatchObject({ key: { publicKey: locked.publicKey } });
    expect(await inspect(plain.publicKey)).toMatchObject({ refusal: { reason: "public_key", cure: expect.stringContaining(".pub") } });
    expect(await inspect("\0\ud800")).toMatchObject({ refusal: { reason: "not_text" } });
    expect(await inspect(plain.privateText, { certificate: await certify(locked) })).toMatchObject({
      ...{ key: { publicKey: plain.publicKey }, certificateRefusal: { reason: "other_key" } },
    });
    expect(await database.query.selectFrom("envelopes").select("id").execute()).toEqual([]);
  });

  test("of one person do not keep the others waiting", async () => {
    const { ada, service, tenants } = await stage(await open(), clock);
    const bea = await tenants.actor("bea", "three");
    const slow = { privateKey: locked.privateText, passphrase: "secret" };

    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => service.inspect(ada, slow)).concat(service.inspect(bea, slow)));

    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(answers[3]).toMatchObject({ reason: { code: "request.limited" } });
    expect((await service.inspect(ada, slow)).refusal).toBeNull();
  });
});
