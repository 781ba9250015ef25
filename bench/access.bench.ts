import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { startPostgres } from "@postern/testing";
import type { Signing } from "./access-bench-signers.ts";
import { latencies, smallRequest, throughput } from "./access-load.ts";
import type { BenchServer } from "./access-load.ts";
import type { Benchmark, Figure } from "./harness.ts";
import { median, percentile } from "./measure.ts";
import { serverNode, startUntil, stopProcess } from "./processes.ts";

/** Short slices, so that what else the machine does falls on both sides. */
const slices = 15;
const load = { connections: 8, forMs: 400 };
/** Until the compiler has seen both sides often enough. */
const warmUp = { connections: 8, forMs: 2000 };

const rounds = 7;
/** Small requests, while somebody signs in or nobody does. */
const requests = { perSecond: 100, forMs: 4000 };
const signIns = { perSecond: 20, forMs: 4000 };

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

async function withServer(database: string, measure: (server: BenchServer) => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
  const script = fileURLToPath(new URL("access-bench-server.ts", import.meta.url));
  const { child, line } = await startUntil([...serverNode, script, folder, database], /^\{"url"/);
  try {
    return await measure(JSON.parse(line) as BenchServer);
  } finally {
    await stopProcess(child);
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureGuard(server: BenchServer, storage: string): Promise<Figure> {
  const known = smallRequest(server);
  const open = { url: `${server.openUrl}/api/service-info`, headers: {} };
  for (const call of [known, open]) await throughput(call, warmUp);
  const [withGuard, without] = [[], []] as [number[], number[]];
  for (let slice = 0; slice < slices; slice += 1) {
    withGuard.push(await throughput(known, load));
    without.push(await throughput(open, load));
  }
  return {
    name: `authenticated small request, ${storage}`,
    value: median(withGuard),
    unit: "requests/s",
    compared: { name: "the same without authentication", value: median(without) },
  };
}

// Neither hashing nor the disk shows: one has a thread that gives way (adr/0018), the other is waited for beside the one that answers (adr/0024).
// What others wait for is the rest of a sign-in: 3 to 4 ms of work.
async function measureSignIns(server: BenchServer, storage: string): Promise<Figure> {
  const [quiet, busy] = [[], []] as [number[], number[]];
  for (let round = -1; round < rounds; round += 1) {
    const alone = percentile(await latencies(smallRequest(server), requests), 0.99);
    const beside = percentile(await latenciesBesideSignIns(server, round + 1), 0.99);
    // The first one warms both up.
    if (round < 0) continue;
    quiet.push(alone);
    busy.push(beside);
  }
  return {
    name: `request p99 with ${String(signIns.perSecond)} sign-ins a second, ${storage}`,
    value: median(busy),
    unit: "ms",
    compared: { name: "without", value: median(quiet) },
  };
}

async function latenciesBesideSignIns(server: BenchServer, round: number): Promise<readonly number[]> {
  const workerData: Signing = { server, round, pace: signIns };
  const signers = new Worker(new URL("access-bench-signers.ts", import.meta.url), { workerData });
  const ended = once(signers, "exit");
  await once(signers, "message");
  signers.postMessage("go", []);
  const times = await latencies(smallRequest(server), requests);
  await ended;
  return times;
}
