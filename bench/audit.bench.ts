import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "@postern/testing";
import type { Benchmark, Figure } from "./harness.ts";
import { median } from "./measure.ts";
import { pause, residentMegabytes, serverNode, startUntil, stopProcess } from "./processes.ts";

const many = 100_000;
const few = 10_000;
const rounds = 3;
const sampleMs = 20;

/** What the trail costs where something is recorded, and what an export of it takes. */
export const benchmark: Benchmark = {
  name: "audit",
  run: async (): Promise<readonly Figure[]> => {
    await using postgres = await startPostgres({ isDurable: true });
    const sqlite = await measureStorage("SQLite", () => Promise.resolve(""));
    const onPostgres = await measureStorage("PostgreSQL", () => postgres.createDatabase());
    return [...sqlite, ...onPostgres];
  },
};

interface BenchServer {
  readonly url: string;
  readonly token: string;
  /** Microseconds of one act that is recorded, and of one that inserts a row without the chain. */
  readonly recorded: number;
  readonly inserted: number;
}

interface Measured {
  readonly entriesPerSecond: number;
  readonly grownMegabytes: number;
}

async function measureStorage(storage: string, createDatabase: () => Promise<string>): Promise<readonly Figure[]> {
  const csv = await withServer(many, await createDatabase(), async (server, pid) => ({
    ...(await measureExport(server, { pid, format: "csv", count: many })),
    acts: server,
  }));
  const lines = await withServer(few, await createDatabase(), (server, pid) => measureExport(server, { pid, format: "csv", count: few }));
  return [
    {
      name: `recorded act, ${storage}`,
      value: csv.acts.recorded,
      unit: "µs",
      compared: { name: "one bare insert in a transaction", value: csv.acts.inserted },
    },
    {
      name: `export of ${many.toLocaleString("en")} entries as CSV, ${storage}`,
      value: csv.entriesPerSecond,
      unit: "entries/s",
      compared: { name: `the same of ${few.toLocaleString("en")}`, value: lines.entriesPerSecond },
    },
    {
      name: `memory that grows during that export, ${storage}`,
      value: csv.grownMegabytes,
      unit: "MB",
      compared: { name: `with ${few.toLocaleString("en")} entries`, value: lines.grownMegabytes },
    },
  ];
}

async function withServer<Result>(
  count: number,
  database: string,
  measure: (server: BenchServer, pid: number) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
  const script = fileURLToPath(new URL("audit-bench-server.ts", import.meta.url));
  const words = [...serverNode, script, folder, String(count), database] as const;
  const { child, pid, line } = await startUntil(words, /^\{"url"/);
  try {
    return await measure(JSON.parse(line) as BenchServer, pid);
  } finally {
    await stopProcess(child);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Export {
  readonly pid: number;
  readonly format: "csv" | "json-lines";
  readonly count: number;
}

async function measureExport(server: BenchServer, { pid, format, count }: Export): Promise<Measured> {
  // Once without counting: the first one also compiles, and so grows.
  await download(server, format);
  const speeds: number[] = [];
  const growths: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = await residentMegabytes(pid);
    const watch = watchMemory(pid);
    const startedAt = performance.now();
    await download(server, format);
    speeds.push(count / ((performance.now() - startedAt) / 1000));
    growths.push(Math.max(0, (await watch.stop()) - before));
  }
  return { entriesPerSecond: median(speeds), grownMegabytes: median(growths) };
}

function download({ url, token }: BenchServer, format: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const call = request(`${url}/api/postern/v1/audit/export?format=${format}`, { headers }, (response) => {
      if (response.statusCode !== 200) reject(new RangeError(`the export answered ${String(response.statusCode)}`));
      response.on("error", reject).on("end", resolve).resume();
    });
    call.on("error", reject);
    call.end();
  });
}

/** The highest resident memory until it is stopped. */
function watchMemory(pid: number) {
  const over = new AbortController();
  const watching = (async () => {
    let highest = 0;
    while (!over.signal.aborted) {
      highest = Math.max(highest, await residentMegabytes(pid));
      await pause(sampleMs);
    }
    return Math.max(highest, await residentMegabytes(pid));
  })();
  return {
    stop: (): Promise<number> => {
      over.abort();
      return watching;
    },
  };
}
