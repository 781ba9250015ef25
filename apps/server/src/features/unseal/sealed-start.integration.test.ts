import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "@postern/domain";
import { silentLogger } from "@postern/domain";
import { KeyRing, PassphraseSeal, Secret } from "@postern/vault";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { heardLogger } from "../../testing/heard-logger.fixture.ts";
import { password, startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const passphrase = "correct horse battery staple";
const path = "/api/postern/v1/vault";
const flags = { "vault-seal": "passphrase", "trusted-proxies": "127.0.0.1" };

/** A data folder in which a server was unsealed at its start, and made an account, a credential and a run. */
async function makeSealed(): Promise<{ folder: string; dataDir: string; ada: TestPerson; runId: string }> {
  const folder = await mkdtemp(join(tmpdir(), "postern-sealed-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, "data");
  await writeFile(join(folder, "passphrase"), `${passphrase}\n`, { mode: 0o600 });
  await using server = await startTestServer({ dataDir, flags: { ...flags, "passphrase-file": join(folder, "passphrase") } });
  const ada = await server.addPerson("ada");
  expect((await create(server, ada, "first")).status).toBe(200);
  const run = { sessionId: "s", runName: "r", instant: 1 };
  const { json } = await server.call("/api/trace/create", { method: "POST", token: ada.token, body: run });
  return { folder, dataDir, ada, runId: json.workflowId ?? "" };
}

function create(server: TestServer, { token }: TestPerson, name: string) {
  const credentials = { name, provider: "tw-agent", keys: { connectionId: name } };
  return server.call("/api/credentials", { method: "POST", token, body: { credentials } });
}

function unseal(server: TestServer, text: string, from = "192.0.2.1") {
  return server.call(`${path}/unseal`, { method: "POST", body: { passphrase: text }, headers: { "x-forwarded-for": from } });
}

test("a server starts sealed and serves: it says so, reads, and refuses what needs a secret or a record, with the cure", async () => {
  const { dataDir, ada } = await makeSealed();
  await using server = await startTestServer({ dataDir, flags });

  const sealed = { code: "vault.sealed", hint: expect.stringContaining("/unseal") };
  expect(await server.call(path)).toMatchObject({ status: 200, json: { isSealed: true } });
  expect(await server.call("/healthz")).toMatchObject({ status: 200 });
  expect(await server.call("/readyz")).toMatchObject({ status: 503, json: sealed });
  expect(await server.call("/api/credentials", { token: ada.token })).toMatchObject({
    status: 200,
    json: { credentials: [{ name: "first" }] },
  });
  expect(await create(server, ada, "second")).toMatchObject({ status: 503, json: sealed });
  expect(await server.call("/api/postern/v1/admin/keys/rotate", { method: "POST", token: ada.token })).toMatchObject({
    status: 503,
    json: sealed,
  });
  const signIn = await server.call("/api/postern/v1/session", { method: "POST", body: { email: ada.email, password } });
  expect(signIn).toMatchObject({ status: 503, json: sealed });
  expect(signIn.headers["set-cookie"]).toBeUndefined();
});

test("pipelines that run meanwhile are heard, and their ends wait for the keys", async () => {
  const { dataDir, ada, runId } = await makeSealed();
  await using server = await startTestServer({ dataDir, flags });
  const report = (word: string, body: object) => server.call(`/api/trace/${runId}/${word}`, { method: "PUT", token: ada.token, body });

  const progress = await report("progress", { tasks: [{ taskId: 1, status: "RUNNING" }], instant: 2 });
  const heartbeat = await report("heartbeat", { instant: 3 });
  const complete = { workflow: { success: true, exitStatus: 0, complete: "2026-11-28T12:00:00Z" }, instant: 4 };
  const refused = await report("complete", complete);
  await unseal(server, passphrase);
  const taken = await report("complete", complete);

  expect([progress.status, heartbeat.status]).toEqual([200, 200]);
  expect(refused).toMatchObject({ status: 503, json: { code: "vault.sealed" } });
  expect(refused.headers["retry-after"]).toBe("5");
  expect(taken.status).toBe(200);
});

test("the right passphrase unseals it, everything goes on, and the trail says how many were wrong before", async () => {
  const { dataDir, ada } = await makeSealed();
  await using server = await startTestServer({ dataDir, flags });

  const wrong = await unseal(server, "correct horse battery stable");
  const right = await unseal(server, passphrase);

  expect(wrong).toMatchObject({ status: 403, json: { code: "vault.passphrase_wrong" } });
  expect(right).toMatchObject({ status: 200, json: { isSealed: false } });
  expect(await server.call("/readyz")).toMatchObject({ status: 200 });
  expect(await create(server, ada, "second")).toMatchObject({ status: 200 });
  const { database, trail, keyService } = server.server.services;
  const entry = await database.query.selectFrom("audit_entries").selectAll().where("action", "=", "vault.unseal").executeTakeFirst();
  expect(entry).toMatchObject({ detail: '{"wrongTries":1}', remote_address: "192.0.2.1", actor_user_id: null });
  expect((await trail.verify()).findings).toEqual([]);
  expect(await keyService.verify()).toMatchObject({ openedCount: 2, failedCount: 0 });
  expect(await unseal(server, passphrase)).toMatchObject({ status: 409, json: { code: "vault.not_sealed" } });
});

test("it stays sealed when its unsealing cannot be recorded, and the next try counts the wrong ones before", async () => {
  const { dataDir } = await makeSealed();
  await using server = await startTestServer({ dataDir, flags });
  const { database } = server.server.services;
  await unseal(server, "correct horse battery stable");
  await sql`CREATE TRIGGER full BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no entries today'); END`.execute(database.query);

  const refused = await unseal(server, passphrase);
  const state = await server.call(path);
  await sql`DROP TRIGGER full`.execute(database.query);
  const taken = await unseal(server, passphrase);

  expect([refused.status, state.json, taken.status]).toEqual([500, { isSealed: true }, 200]);
  const entries = database.query.selectFrom("audit_entries").select("detail").where("action", "=", "vault.unseal");
  expect(await entries.execute()).toEqual([{ detail: '{"wrongTries":1}' }]);
});

test("however often it is asked whether it is ready, what it answers is logged when it changes", async () => {
  const { dataDir } = await makeSealed();
  const { log, heard } = heardLogger();
  await using server = await startTestServer({ dataDir, flags, log });
  const probe = async () => (await server.call("/readyz")).status;

  const sealed = [await probe(), await probe(), await probe()];
  await unseal(server, passphrase);
  const unsealed = [await probe(), await probe()];

  expect([...sealed, ...unsealed]).toEqual([503, 503, 503, 200, 200]);
  expect(heard().match(/^(the server is|a request failed).*?(?= \{)/gm)).toEqual(["the server is not ready", "the server is ready again"]);
});

test("tries are limited for a place, and nobody else is kept out", async () => {
  const { dataDir } = await makeSealed();
  await using server = await startTestServer({ dataDir, flags });

  const tries = [];
  for (let count = 0; count < 11; count += 1) tries.push((await unseal(server, "guessing again and again")).status);

  expect(tries).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
  expect(await unseal(server, passphrase)).toMatchObject({ status: 429, json: { code: "request.limited" } });
  expect(await unseal(server, passphrase, "198.51.100.7")).toMatchObject({ status: 200 });
});

test("tries at the same time are derived one after the other, and one right one is enough", async () => {
  const { dataDir } = await makeSealed();
  await using server = await startTestServer({ dataDir, flags });

  const answers = await Promise.all(["wrong passphrase", passphrase, passphrase].map((text) => unseal(server, text)));

  expect(answers.map(({ status }) => status)).toEqual([403, 200, 200]);
});

test("an unsealed server rotates without being asked for the passphrase, and the next start needs it for the new keys too", async () => {
  const { dataDir } = await makeSealed();
  {
    await using server = await startTestServer({ dataDir, flags });
    await unseal(server, passphrase);
    expect(await server.server.services.keyService.rotate(null)).toBe(2);
  }

  await using next = await startTestServer({ dataDir, flags });
  expect(await unseal(next, passphrase)).toMatchObject({ status: 200 });
  expect(next.server.services.vault.terms).toEqual([1, 2]);
});

test("the passphrase of other keys leaves the server sealed, names the term, and changes nothing", async () => {
  const { folder, dataDir } = await makeSealed();
  const file = join(dataDir, "keys", "vault.key.sealed");
  const other = join(folder, "other.sealed");
  await PassphraseSeal.create(other, { keys: KeyRing.generate(0), passphrase: Secret.fromUtf8(passphrase) });
  await copyFile(other, file);
  await using server = await startTestServer({ dataDir, flags });
  const before = await server.server.services.database.query.selectFrom("key_terms").selectAll().execute();

  const answer = await unseal(server, passphrase);

  expect(answer).toMatchObject({ status: 400, json: { code: "vault.key_wrong", message: expect.stringContaining("term 1") } });
  expect(await server.call(path)).toMatchObject({ json: { isSealed: true } });
  expect(await server.server.services.database.query.selectFrom("key_terms").selectAll().execute()).toEqual(before);
});

test("no passphrase is in a log, in an answer, or in the data folder", async () => {
  const { dataDir } = await makeSealed();
  const lines: string[] = [];
  const hear = (...words: unknown[]): void => void lines.push(JSON.stringify(words));
  const log: Logger = { ...silentLogger, warn: hear, error: hear, info: hear };
  await using server = await startTestServer({ dataDir, flags, log });
  const wrong = "this one is wrong but secret";

  const answers = [await unseal(server, wrong), await unseal(server, passphrase), await unseal(server, passphrase)];

  const seen = `${lines.join("\n")}${JSON.stringify(answers)}${(await server.storedBytes()).toString("latin1")}`;
  expect(lines.join("\n")).toContain("a wrong passphrase was tried");
  expect(seen.includes(wrong) || seen.includes(passphrase)).toBe(false);
});

test("a first start without a passphrase says how to give one, and makes nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-sealed-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, "data");

  await expect(startTestServer({ dataDir, flags })).rejects.toMatchObject({
    code: "vault.key_file_missing",
    message: expect.stringContaining("--passphrase-file"),
  });
  await expect(readFile(join(dataDir, "keys", "vault.key.sealed"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a passphrase file that others can read, or that is empty or wrong, stops the start", async () => {
  const { folder, dataDir } = await makeSealed();
  const file = join(folder, "said");
  const start = () => startTestServer({ dataDir, flags: { ...flags, "passphrase-file": file } });

  await expect(start()).rejects.toMatchObject({ code: "setting.invalid" });
  await writeFile(file, "\n", { mode: 0o600 });
  await expect(start()).rejects.toMatchObject({ code: "setting.invalid", message: expect.stringContaining("empty") });
  await rm(file);
  await writeFile(file, passphrase, { mode: 0o644 });
  await expect(start()).rejects.toMatchObject({ code: "setting.invalid", message: expect.stringContaining("chmod 600") });
  await rm(file);
  await writeFile(file, "some other words", { mode: 0o600 });
  await expect(start()).rejects.toMatchObject({ code: "vault.passphrase_wrong" });
});
