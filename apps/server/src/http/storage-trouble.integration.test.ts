import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer } from "../testing/test-server.ts";
import type { TestPerson, TestServer } from "../testing/test-server.ts";
import type { TestReply } from "../testing/http-request.ts";

let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  ada = await server.addPerson("ada");
  await server.call("/api/user-info", { token: ada.token });
  // The usual patience is five seconds; here nobody lets go in time anyway.
  await sql`PRAGMA busy_timeout = 20`.execute(server.server.services.database.query);
});

afterAll(() => server[Symbol.asyncDispose]());

function create(name: string): Promise<TestReply> {
  const credentials = { name, description: "x".repeat(1000), provider: "tw-agent", keys: { connectionId: "cid" } };
  return server.call("/api/credentials", { method: "POST", token: ada.token, body: { credentials } });
}

async function listNames(): Promise<readonly string[]> {
  const { json } = await server.call("/api/credentials", { token: ada.token });
  return (json.credentials ?? []).map(({ name }) => name).sort();
}

/** Another process, because the locks of SQLite hold between processes only. The answer ends it. */
async function holdDatabase(path: string): Promise<() => Promise<void>> {
  const program = `
    const { DatabaseSync } = require("node:sqlite");
    const database = new DatabaseSync(process.argv[1]);
    database.exec("PRAGMA busy_timeout = 20000; BEGIN IMMEDIATE");
    process.stdout.write("held");
    process.stdin.on("end", () => process.exit()).resume();
  `;
  const child = spawn(process.execPath, ["-e", program, path], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return async () => {
    const ended = once(child, "close");
    child.stdin.end();
    await ended;
  };
}

function expectUnavailable(answer: TestReply | undefined): void {
  expect(answer?.status).toBe(503);
  expect(answer?.json).toMatchObject({ code: "storage.unavailable", message: expect.stringContaining("nothing was changed") });
  expect(Number(answer?.headers["retry-after"])).toBeGreaterThan(0);
}

test("while another program holds the database, writing is 503 and reading works", async () => {
  const letGo = await holdDatabase(join(server.dataDir, "postern.db"));

  const refused = await create("while-locked");
  const names = await listNames();
  const signIn = await server.call("/api/postern/v1/session", {
    method: "POST",
    body: { email: ada.email, password: "correct horse battery" },
  });
  await letGo();

  expectUnavailable(refused);
  expectUnavailable(signIn);
  expect(signIn.headers["set-cookie"]).toBeUndefined();
  expect(names).toEqual([]);
  expect((await create("after-lock")).status).toBe(200);
  expect(await listNames()).toEqual(["after-lock"]);
});

test("while nothing can be written, tokens and sessions that were not used for long are good for reading", async () => {
  const { query } = server.server.services.database;
  const signIn = await server.call("/api/postern/v1/session", {
    method: "POST",
    body: { email: ada.email, password: "correct horse battery" },
  });
  const cookie = String(signIn.headers["set-cookie"]).split(";", 1)[0] ?? "";
  await query.updateTable("tokens").set({ last_used_at: 0 }).execute();
  await query.updateTable("sessions").set({ last_seen_at: 0 }).execute();
  const letGo = await holdDatabase(join(server.dataDir, "postern.db"));

  const byToken = await server.call("/api/credentials", { token: ada.token });
  const byCookie = await server.call("/api/credentials", { cookie });
  await letGo();

  expect([byToken.status, byCookie.status]).toEqual([200, 200]);
});

test("when the disk is full, what was acknowledged is there, the rest is 503, and space cures it", async () => {
  const { query } = server.server.services.database;
  const pages = await sql<{ page_count: number }>`PRAGMA page_count`.execute(query);
  await sql`PRAGMA max_page_count = ${sql.lit((pages.rows[0]?.page_count ?? 0) + 2)}`.execute(query);
  const before = await listNames();

  const answers: TestReply[] = [];
  while (answers.at(-1)?.status !== 503 && answers.length < 200) answers.push(await create(`full-${String(answers.length)}`));

  const acknowledged = answers.flatMap(({ status }, index) => (status === 200 ? [`full-${String(index)}`] : []));
  const envelopes = await query.selectFrom("envelopes").select("id").execute();
  expectUnavailable(answers.at(-1));
  expect(await listNames()).toEqual([...before, ...acknowledged].sort());
  expect(envelopes).toHaveLength(before.length + acknowledged.length);
  expect((await server.call("/readyz")).status).toBe(200);
  await sql`PRAGMA max_page_count = 1000000`.execute(query);
  expect((await create("after-space")).status).toBe(200);
});
