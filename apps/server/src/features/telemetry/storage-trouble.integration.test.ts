import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@postern/database";
import { silentLogger, toRunId } from "@postern/domain";
import { ManualClock, startPostgres } from "@postern/testing";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRunApp } from "../../testing/run-app.fixture.ts";
import type { RunApp, TestRequest } from "../../testing/run-app.fixture.ts";

const clock = new ManualClock();
const tasks = [{ taskId: 1, status: "RUNNING", script: "x".repeat(200_000) }];
const calls: readonly [string, (runId: string) => TestRequest][] = [
  ["create", () => ({ method: "POST", url: "/api/trace/create", body: { sessionId: "s", runName: "r", instant: 1 } })],
  ["progress", (runId) => ({ method: "PUT", url: `/api/trace/${runId}/progress`, body: { tasks, instant: 2 } })],
];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-trouble-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function countRows(app: RunApp): Promise<number> {
  const runs = await app.database.query.selectFrom("runs").select("id").execute();
  const stored = await app.database.query.selectFrom("tasks").select("task_id").execute();
  return runs.length + stored.length;
}

test("while another connection holds the file, nothing is acknowledged; afterwards the same calls are stored", async () => {
  const path = join(folder, "locked.db");
  await using database = await openDatabase(`sqlite:${path}`, { clock, log: silentLogger });
  await using app = await openRunApp({ database, clock });
  const runId = await app.launch("launched1");
  const other = await openDatabase(`sqlite:${path}`, { clock, log: silentLogger });
  await sql.raw("BEGIN IMMEDIATE").execute(other.query);

  for (const [, call] of calls) {
    const { status, headers, json } = await app.call(call(runId));
    expect([status, headers["retry-after"], json["code"]]).toEqual([503, "5", "storage.unavailable"]);
  }
  expect(await countRows(app)).toBe(1);

  await sql.raw("ROLLBACK").execute(other.query);
  await other[Symbol.asyncDispose]();
  for (const [, call] of calls) expect((await app.call(call(runId))).status).toBe(200);
  expect(await countRows(app)).toBe(3);
});

test("while the disk is full, nothing is acknowledged and nothing half is left", async () => {
  await using database = await openDatabase(`sqlite:${join(folder, "full.db")}`, { clock, log: silentLogger });
  await using app = await openRunApp({ database, clock });
  const runId = await app.launch("launched1");
  const pages = await sql<{ page_count: number }>`PRAGMA page_count`.execute(database.query);
  await sql.raw(`PRAGMA max_page_count = ${String(pages.rows[0]?.page_count ?? 0)}`).execute(database.query);

  const { status, headers, json } = await app.call({ method: "PUT", url: `/api/trace/${runId}/progress`, body: { tasks, instant: 2 } });

  expect([status, headers["retry-after"], json["code"]]).toEqual([503, "5", "storage.unavailable"]);
  expect(await app.runs.findRun(toRunId(runId))).toMatchObject({ status: "SUBMITTED", last_contact_at: null });
  expect(await countRows(app)).toBe(1);
});

test("while PostgreSQL is away, nothing is acknowledged, and a heartbeat does not stop its sender", async () => {
  const postgres = await startPostgres();
  const url = await postgres.createDatabase();
  await using database = await openDatabase(url, { clock, log: silentLogger });
  await using app = await openRunApp({ database, clock });
  const runId = await app.launch("launched1");
  await postgres[Symbol.asyncDispose]();

  for (const [, call] of calls) {
    const { status, headers, json } = await app.call(call(runId));
    expect([status, headers["retry-after"], json["code"]]).toEqual([503, "5", "storage.unavailable"]);
  }
  const heartbeat = await app.call({ method: "PUT", url: `/api/trace/${runId}/heartbeat`, body: { instant: 3 } });
  expect(heartbeat.status).toBe(200);
});
