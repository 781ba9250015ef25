import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "@postern/testing";
import type { Figure } from "./harness.ts";
import { percentile } from "./measure.ts";
import { pause, serverNode, startUntil, stopProcess } from "./processes.ts";

const records = 100_000;
const requestsPerSecond = 100;
const roundMs = 2000;
const quietRounds = 5;

/** Bringing many records to a new master key while the server serves: how long it takes, and what others notice. */
export async function measureRotation(): Promise<readonly Figure[]> {
  await using postgres = await startPostgres({ isDurable: true });
  return [...(await measureStorage("SQLite", "")), ...(await measureStorage("PostgreSQL", await postgres.createDatabase()))];
}

interface BenchServer {
  readonly url: string;
  readonly token: string;
}

async function measureStorage(storage: string, database: string): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
  const script = fileURLToPath(new URL("vault-bench-server.ts", import.meta.url));
  const words = [...serverNode, script, folder, String(records), database] as const;
  const { child, line } = await startUntil(words, /^\{"url"/);
  try {
    return await measure(JSON.parse(line) as BenchServer, storage);
  } finally {
    await stopProcess(child);
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(server: BenchServer, storage: string): Promise<readonly Figure[]> {
  // Once without counting: it warms up what answers.
  await latencies(server);
  const quiet: number[] = [];
  for (let round = 0; round < quietRounds; round += 1) quiet.push(...(await latencies(server)));
  const startedAt = performance.now();
  await call(server, "POST", "/rotate");
  const busy: number[] = [];
  let seconds = 0;
  for (let isRunning = true; isRunning;) {
    const during = await latencies(server);
    const { rotation } = JSON.parse(await call(server, "GET", "")) as { rotation: { state: string; doneCount: number } };
    isRunning = rotation.state === "running";
    // The last round is partly one without a rotation.
    if (isRunning) busy.push(...during);
    seconds = (performance.now() - startedAt) / 1000;
  }
  return [
    { name: `rotation of ${records.toLocaleString("en")} records while serving, ${storage}`, value: seconds, unit: "s" },
    {
      name: `request p99 while it runs, ${storage}`,
      value: percentile(busy, 0.99),
      unit: "ms",
      compared: { name: "without", value: percentile(quiet, 0.99) },
    },
    {
      name: `request p50 while it runs, ${storage}`,
      value: percentile(busy, 0.5),
      unit: "ms",
      compared: { name: "without", value: percentile(quiet, 0.5) },
    },
  ];
}

/** Milliseconds of small requests that are sent at an even pace, whether or not the earlier ones are answered. */
async function latencies(server: BenchServer): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true });
  const begun: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let sent = 0; sent < (requestsPerSecond * roundMs) / 1000; sent += 1) {
    await pause(Math.max(0, startedAt + (sent * 1000) / requestsPerSecond - performance.now()));
    begun.push(timed(server, agent));
  }
  const times = await Promise.all(begun);
  agent.destroy();
  return times;
}

async function timed(server: BenchServer, agent: Agent): Promise<number> {
  const startedAt = performance.now();
  await send(server, { method: "GET", path: "/api/user-info", agent });
  return performance.now() - startedAt;
}

function call(server: BenchServer, method: string, path: string): Promise<string> {
  return send(server, { method, path: `/api/postern/v1/admin/keys${path}` });
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly agent?: Agent;
}

function send({ url, token }: BenchServer, { method, path, ...more }: Sent): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` }, ...more }, (response) => {
      if (response.statusCode !== 200) reject(new RangeError(`${path} answered ${String(response.statusCode)}`));
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", reject).on("end", () => resolve(text));
    });
    asked.on("error", reject);
    asked.end();
  });
}
