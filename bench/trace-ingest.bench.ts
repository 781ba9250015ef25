import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@postern/domain";
import { readSettings, SystemClock } from "@postern/runtime";
import { startServer, toServerSettings } from "@postern/server";
import { readCapture } from "@postern/testing";
import SqliteHandle from "better-sqlite3";
import type { Benchmark, Figure } from "./harness.ts";
import { median } from "./measure.ts";

const tasksPerCall = 100;
const callsPerRound = 20;
const rounds = 5;
const runsAtOnce = 8;

type Json = Readonly<Record<string, unknown>>;

/** Telemetry over HTTP into SQLite, each call stored before its answer, against bare inserts of the same rows in the same batches. */
export const benchmark: Benchmark = {
  name: "trace-ingest",
  run: async (): Promise<readonly Figure[]> => {
    const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
    try {
      await using server = await openServer(folder);
      const warmUp = await server.startRun();
      await sendRound(server, [warmUp]);
      await using bare = openBare(folder);

      const [one, many, inserts] = [[], [], []] as [number[], number[], number[]];
      for (let round = 0; round < rounds; round += 1) {
        // All sides take turns, so that other load on the machine meets each of them.
        one.push(await sendRound(server, [await server.startRun()]));
        many.push(await sendRound(server, await startRuns(server, runsAtOnce)));
        inserts.push(bare.insertRound(round));
      }
      const compared = { name: "bare inserts", value: median(inserts) };
      return [
        { name: "trace ingest, one run", value: median(one), unit: "tasks/s", compared },
        { name: `trace ingest, ${String(runsAtOnce)} runs at once`, value: median(many), unit: "tasks/s", compared },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface TraceServer extends AsyncDisposable {
  startRun(): Promise<string>;
  send(method: "POST" | "PUT", path: string, body: Json): Promise<Json>;
}

async function openServer(folder: string): Promise<TraceServer> {
  const flags = { "data-dir": folder, listen: "127.0.0.1:0" };
  const settings = toServerSettings(readSettings({ flags, environment: {} }));
  const server = await startServer(settings, { clock: new SystemClock(), log: silentLogger });
  const { users, tokens } = server.services;
  const userId = await users.createFirstAdministrator({ email: "bench@example.org", password: "only for this benchmark" });
  const { text } = await tokens.create(userId, "bench");
  // Like Nextflow: one connection for each run, and one call at a time on it.
  const agent = new Agent({ keepAlive: true, maxSockets: runsAtOnce });
  let started = 0;
  const send: TraceServer["send"] = (method, path, body) =>
    sendJson({ agent, token: text, url: `${server.url}/api/trace/${path}` }, method, body);
  return {
    send,
    startRun: async () => {
      started += 1;
      const made = await send("POST", "create", { sessionId: `session-${String(started)}`, runName: "bench", instant: started });
      const runId = String(made["workflowId"]);
      await send("PUT", `${runId}/begin`, { workflow: { runName: "bench" }, processNames: ["HELLO"], instant: 1 });
      return runId;
    },
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

function sendJson(way: { agent: Agent; token: string; url: string }, method: string, body: Json): Promise<Json> {
  const headers = { authorization: `Bearer ${way.token}`, "content-type": "application/json; charset=utf-8" };
  return new Promise((resolve, reject) => {
    const call = request(way.url, { method, agent: way.agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(JSON.parse(Buffer.concat(chunks).toString()) as Json);
        else reject(new RangeError(`${way.url} was answered ${String(response.statusCode)}.`));
      });
    });
    call.on("error", reject);
    call.end(JSON.stringify(body));
  });
}

function startRuns(server: TraceServer, count: number): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: count }, () => server.startRun()));
}

/** Tasks per second. */
async function sendRound(server: TraceServer, runIds: readonly string[]): Promise<number> {
  const calls = Math.ceil(callsPerRound / runIds.length);
  const startedAt = performance.now();
  await Promise.all(
    runIds.map(async (runId) => {
      for (let call = 0; call < calls; call += 1) await server.send("PUT", `${runId}/progress`, progressCall(call));
    }),
  );
  return perSecond(runIds.length * calls * tasksPerCall, performance.now() - startedAt);
}

/** A recorded progress call, filled up to the size that Nextflow sends at most. */
function progressCall(call: number): Json {
  const recorded = readCapture("nextflow-26.04.6-success")[4]?.body ?? {};
  const [task] = recorded["tasks"] as readonly Json[];
  const tasks = Array.from({ length: tasksPerCall }, (_, index) => ({ ...task, taskId: call * tasksPerCall + index + 1 }));
  return { ...recorded, tasks };
}

interface Bare extends AsyncDisposable {
  insertRound(round: number): number;
}

/** A table of the same shape in a file of its own, under the same promise of durability. */
function openBare(folder: string): Bare {
  const stored = new SqliteHandle(join(folder, "postern.db"), { readonly: true });
  const rows = stored.prepare("SELECT * FROM tasks").raw().all() as unknown[][];
  const { sql } = stored.prepare("SELECT sql FROM sqlite_master WHERE name = 'tasks'").get() as { sql: string };
  stored.close();
  const handle = new SqliteHandle(join(folder, "bare.db"));
  handle.pragma("journal_mode = WAL");
  handle.pragma("synchronous = FULL");
  handle.exec(sql.replace("REFERENCES runs(id)", ""));
  const insert = handle.prepare(`INSERT INTO tasks VALUES (${(rows[0] ?? []).map(() => "?").join(", ")})`);
  const insertBatch = handle.transaction((batch: readonly unknown[][]) => {
    for (const row of batch) insert.run(...row);
  });
  return {
    insertRound: (round) => {
      const own = rows.map(([, ...rest]) => [`round${String(round)}`, ...rest]);
      const startedAt = performance.now();
      for (let from = 0; from < own.length; from += tasksPerCall) insertBatch(own.slice(from, from + tasksPerCall));
      return perSecond(own.length, performance.now() - startedAt);
    },
    [Symbol.asyncDispose]: () => {
      handle.close();
      return Promise.resolve();
    },
  };
}

function perSecond(count: number, elapsedMs: number): number {
  return (count / elapsedMs) * 1000;
}
