import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const dayMs = 86_400_000;
let folder = "";
let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-audit-server-"));
  server = await startTestServer({ dataDir: join(folder, "data"), flags: { "audit-retention-days": "30" } });
  ada = await server.addPerson("ada");
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const makeToken = (name: string) => server.call("/api/tokens", { method: "POST", token: ada.token, body: { name } });
const readChain = () => server.server.services.database.query.selectFrom("audit_chain").selectAll().executeTakeFirstOrThrow();

test("an entry has the id of the request that its answer carries, and the token that was shown", async () => {
  const { headers } = await server.call("/api/tokens", {
    method: "POST",
    token: ada.token,
    body: { name: "one" },
    headers: { "x-request-id": "from-the-proxy-1", "user-agent": "probe/1" },
  });

  const entry = await server.server.services.database.query
    .selectFrom("audit_entries")
    .selectAll()
    .where("correlation_id", "=", "from-the-proxy-1")
    .executeTakeFirstOrThrow();
  expect(headers["x-request-id"]).toBe("from-the-proxy-1");
  expect(entry).toMatchObject({
    action: "token.create",
    actor_name: "ada",
    client: "http",
    remote_address: "127.0.0.1",
    user_agent: "probe/1",
  });
  expect(entry.token_id).toBeTypeOf("number");
});

test("the end of the trail is remembered when the server closes, and the next one goes on from there", async () => {
  const { newest_number, newest_hash } = await readChain();
  await server[Symbol.asyncDispose]();

  const witness = await readFile(join(folder, "data", "audit.witness"), "utf8");
  server = await startTestServer({ dataDir: join(folder, "data"), flags: { "audit-retention-days": "30" } });

  expect(witness).toContain(` ${String(newest_number)} ${newest_hash} `);
  expect((await makeToken("two")).status).toBe(200);
  expect((await readChain()).newest_number).toBe(newest_number + 1);
  expect((await server.server.services.trail.verify()).findings).toEqual([]);
});

test("background work removes what is older than the setting says, and the trail stays whole", async () => {
  const { database, auditReconciler, trail } = server.server.services;
  server.clock.shift(32 * dayMs);
  await makeToken("three");

  await auditReconciler.step();

  const actions = await database.query.selectFrom("audit_entries").select("action").orderBy("id").execute();
  expect(actions.map(({ action }) => action)).toEqual(["token.create", "audit.remove"]);
  expect((await trail.verify()).findings).toEqual([]);
});

test("when the trail was changed from outside, nothing is changed any more, and everybody can look", async () => {
  const { database } = server.server.services;
  const whole = await readChain();
  await database.query.updateTable("audit_chain").set({ newest_number: 1 }).execute();

  const refused = await makeToken("four");
  const looked = await server.call("/api/tokens", { token: ada.token });
  await database.query.updateTable("audit_chain").set(whole).execute();
  const again = await makeToken("four");

  expect(refused).toMatchObject({ status: 503, json: { code: "audit.broken", hint: expect.stringContaining("audit verify") } });
  expect(looked.status).toBe(200);
  expect(looked.json.tokens?.map(({ name }) => name)).not.toContain("four");
  expect(again.status).toBe(200);
});
