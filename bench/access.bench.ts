import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "@postern/testing";
import type { Benchmark, Figure } from "./harness.ts";
import { median, percentile } from "./measure.ts";
import { pause, startUntil, stopProcess } from "./processes.ts";

const rounds = 5;
const connections = 8;
const roundMs = 1200;
/** Of small requests, while somebody signs in or nobody does. */
const requestsPerSecond = 100;
const signInsPerSecond = 20;
const signInRoundMs = 4000;

/** What it costs to know who asks, and what others notice while people sign in. */
export const benchmark: Benchmark = {
  name: "access",
  run: async (): Promise<readonly Figure[]> => {
    await using postgres = await startPostgres();
    const sqlite = await withServer("", async (server) => [await measureGuard(server, "SQLite"), await measureSignIns(server, "SQLite")]);
    const onPostgres = await withServer(await postgres.createDatabase(), async (server) => [
      await measureGuard(server, "PostgreSQL"),
      await measureSignIns(server, "PostgreSQL"),
    ]);
    return [...sqlite, ...onPostgres];
  },
};

interface BenchServer {
  readonly url: string;
  readonly openUrl: string;
  readonly token: string;
  readonly emails: readonly string[];
  readonly password: string;
}

async function withServer(database: string, measure: (server: BenchServer) => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
  const script = fileURLToPath(new URL("access-bench-server.ts", import.meta.url));
  const { child, line } = await startUntil([process.execPath, "--conditions=source", script, folder, database], /^\{"url"/);
  try {
    return await measure(JSON.parse(line) as BenchServer);
  } finally {
    await stopProcess(child);
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureGuard(server: BenchServer, storage: string): Promise<Figure> {
  const known = { url: `${server.url}/api/user-info`, headers: { authorization: `Bearer ${server.token}` } };
  const open = { url: `${server.openUrl}/api/service-info`, headers: {} };
  const [withGuard, without] = [[], []] as [number[], number[]];
  for (let round = -1; round < rounds; round += 1) {
    const [one, other] = [await throughput(known), await throughput(open)];
    // The first one warms both up.
    if (round < 0) continue;
    withGuard.push(one);
    without.push(other);
  }
  return {
    name: `authenticated small request, ${storage}`,
    value: median(withGuard),
    unit: "requests/s",
    compared: { name: "the same without authentication", value: median(without) },
  };
}

// What others notice is the flush of each sign-in: SQLite commits on the thread that answers, and waits for the disk. Hashing hardly shows:
// with the data folder in memory (TMPDIR=/dev/shm) the ratio is 1.1 to 1.5, on a disk it is as good as the disk is.
async function measureSignIns(server: BenchServer, storage: string): Promise<Figure> {
  const [quiet, busy] = [[], []] as [number[], number[]];
  for (let round = 0; round < rounds; round += 1) {
    quiet.push(percentile(await latencies(server), 0.99));
    const signingIn = signInAll(server, round);
    busy.push(percentile(await latencies(server), 0.99));
    await signingIn;
  }
  return {
    name: `request p99 with ${String(signInsPerSecond)} sign-ins a second, ${storage}`,
    value: median(busy),
    unit: "ms",
    compared: { name: "without", value: median(quiet) },
  };
}

interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Requests a second over some connections that each ask again as soon as they are answered. */
async function throughput(call: Call): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const startedAt = performance.now();
  let answered = 0;
  const work = async (): Promise<void> => {
    while (performance.now() - startedAt < roundMs) {
      await send(call, agent);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return (answered * 1000) / (performance.now() - startedAt);
}

/** Milliseconds of small requests that are sent at an even pace, whether or not the earlier ones are answered. */
async function latencies({ url, token }: BenchServer): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true });
  const call = { url: `${url}/api/user-info`, headers: { authorization: `Bearer ${token}` } };
  const times = await paced(requestsPerSecond, async () => {
    const startedAt = performance.now();
    await send(call, agent);
    return performance.now() - startedAt;
  });
  agent.destroy();
  return times;
}

async function signInAll({ url, emails, password }: BenchServer, round: number): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  let number = 0;
  await paced(signInsPerSecond, () => {
    number += 1;
    const from = `10.${String(round)}.${String(number >> 8)}.${String(number & 255)}`;
    const email = emails[number % emails.length] ?? "";
    return send({ url: `${url}/api/postern/v1/session`, headers: { "x-forwarded-for": from }, body: { email, password } }, agent);
  });
  agent.destroy();
}

async function paced<Value>(perSecond: number, act: () => Promise<Value>): Promise<Value[]> {
  const begun: Promise<Value>[] = [];
  const startedAt = performance.now();
  for (let sent = 0; sent < (perSecond * signInRoundMs) / 1000; sent += 1) {
    await pause(Math.max(0, startedAt + (sent * 1000) / perSecond - performance.now()));
    begun.push(act());
  }
  return Promise.all(begun);
}

function send({ url, headers, body }: Call, agent: Agent): Promise<void> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const more = text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: text === undefined ? "GET" : "POST", headers: { ...headers, ...more }, agent }, (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new RangeError(`${url} answered ${String(response.statusCode)}.`));
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}
