import { chmod, readFile, rename, stat } from "node:fs/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyFileSeal, parseEnvelope, Vault } from "@postern/vault";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

async function newDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "postern-sealed-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "data");
}

async function createCredential(server: TestServer, person: TestPerson): Promise<string> {
  const credentials = { name: "sealed", provider: "tw-agent", keys: { connectionId: "cid" } };
  const { json } = await server.call("/api/credentials", { method: "POST", token: person.token, body: { credentials } });
  return json.credentialsId ?? "";
}

async function onlyEnvelope(server: TestServer): Promise<Buffer> {
  const row = await server.server.services.database.query.selectFrom("envelopes").select("bytes").executeTakeFirstOrThrow();
  return Buffer.from(row.bytes);
}

test("a stored envelope opens with the key file, under its own record, and nothing else (R5)", async () => {
  await using server = await startTestServer();
  const ada = await server.addPerson("ada");
  const id = await createCredential(server, ada);
  const bytes = await onlyEnvelope(server);
  const seal = await KeyFileSeal.open(join(server.dataDir, "keys", "vault.key"));
  using vault = new Vault(await seal.unseal());

  using secret = vault.open(bytes, { recordId: id, scope: `user:${String(ada.userId)}`, provider: "tw-agent" });

  expect(secret.useText((text) => text)).toContain('"connectionId":"cid"');
  expect(parseEnvelope(bytes).term).toBe(1);
  expect(() => vault.open(bytes, { recordId: "other", scope: `user:${String(ada.userId)}`, provider: "tw-agent" })).toThrow(
    expect.objectContaining({ code: "vault.envelope_invalid" }),
  );
});

test("what was deleted is nowhere in the storage, not even in its free pages", async () => {
  await using server = await startTestServer();
  const ada = await server.addPerson("ada");
  const id = await createCredential(server, ada);
  const { database } = server.server.services;
  const checkpoint = () => sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(database.query);
  const sealed = Buffer.from(parseEnvelope(await onlyEnvelope(server)).body);
  await checkpoint();
  const before = await server.storedBytes();

  await server.call(`/api/credentials/${id}`, { method: "DELETE", token: ada.token });
  await checkpoint();

  const after = await server.storedBytes();
  expect(before.includes(sealed)).toBe(true);
  expect(after.includes(sealed)).toBe(false);
});

test("the key, the database and their folder are made for one account only", async () => {
  const dataDir = await newDataDir();
  await using server = await startTestServer({ dataDir });
  const modeOf = async (path: string) => ((await stat(join(dataDir, path))).mode & 0o777).toString(8);

  expect(server.dataDir).toBe(dataDir);
  expect(await modeOf(".")).toBe("700");
  expect(await modeOf("keys/vault.key")).toBe("600");
  expect(await modeOf("postern.db")).toBe("600");
  expect(await modeOf("postern.db-wal")).toBe("600");
});

test("the bytes of the key are in no other file", async () => {
  await using server = await startTestServer();
  const ada = await server.addPerson("ada");
  await createCredential(server, ada);
  const text = await readFile(join(server.dataDir, "keys", "vault.key"), "utf8");
  const key = /^key 1 active \S+ (?<key>\S{44}) /m.exec(text)?.groups?.["key"] ?? "";

  const stored = await server.storedBytes();

  expect(Buffer.from(key, "base64")).toHaveLength(32);
  expect(stored.includes(key)).toBe(false);
  expect(stored.includes(Buffer.from(key, "base64"))).toBe(false);
});

test("a key file that others can read stops the start, and the cure helps", async () => {
  const dataDir = await newDataDir();
  await (await startTestServer({ dataDir }))[Symbol.asyncDispose]();
  const keyFile = join(dataDir, "keys", "vault.key");
  await chmod(keyFile, 0o644);

  await expect(startTestServer({ dataDir })).rejects.toMatchObject({
    code: "vault.key_file_open",
    message: expect.stringContaining(`chmod 600 ${keyFile}`),
  });

  await chmod(keyFile, 0o600);
  await (await startTestServer({ dataDir }))[Symbol.asyncDispose]();
});

test("a lost key file stops the start while something is sealed, and no new key is made", async () => {
  const dataDir = await newDataDir();
  const first = await startTestServer({ dataDir });
  const ada = await first.addPerson("ada");
  const id = await createCredential(first, ada);
  await first[Symbol.asyncDispose]();
  const keyFile = join(dataDir, "keys", "vault.key");
  await rename(keyFile, `${keyFile}.away`);

  await expect(startTestServer({ dataDir })).rejects.toMatchObject({
    code: "vault.key_file_missing",
    hint: expect.stringContaining("backup"),
    message: expect.stringContaining(keyFile),
  });
  await expect(stat(keyFile)).rejects.toMatchObject({ code: "ENOENT" });

  await rename(`${keyFile}.away`, keyFile);
  await using again = await startTestServer({ dataDir });
  expect((await again.call(`/api/credentials/${id}`, { token: ada.token })).status).toBe(200);
});

test("a lost key file stops the start also while only the audit trail needs it", async () => {
  const dataDir = await newDataDir();
  const first = await startTestServer({ dataDir });
  const ada = await first.addPerson("ada");
  const id = await createCredential(first, ada);
  await first.call(`/api/credentials/${id}`, { method: "DELETE", token: ada.token });
  await first[Symbol.asyncDispose]();
  await rm(join(dataDir, "keys", "vault.key"));

  await expect(startTestServer({ dataDir })).rejects.toMatchObject({ code: "vault.key_file_missing" });
});
