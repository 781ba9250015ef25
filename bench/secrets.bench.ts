import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "@postern/testing";
import type { Benchmark, Figure } from "./harness.ts";
import { median } from "./measure.ts";
import { serverNode, startUntil, stopProcess } from "./processes.ts";

const lists = 40;

interface Measured {
  readonly url: string;
  readonly token: string;
  /** Microseconds. */
  readonly opened: number;
  readonly bare: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly writeP99: number;
  /** Of bare inserts at the same rate. */
  readonly bareP50: number;
  readonly bareP99: number;
  /** Acts a second. */
  readonly reached: number;
}

/** Opening a secret with its entry in the audit trail, alone and under load, and the list of many credentials. */
export const benchmark: Benchmark = {
  name: "secrets",
  run: async (): Promise<readonly Figure[]> => {
    await using postgres = await startPostgres({ isDurable: true });
    const sqlite = await measureStorage("SQLite", "");
    const onPostgres = await measureStorage("PostgreSQL", await postgres.createDatabase());
    return [...sqlite, ...onPostgres];
  },
};

async function measureStorage(storage: string, database: string): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
  const script = fileURLToPath(new URL("secrets-bench-server.ts", import.meta.url));
  const { child, line } = await startUntil([...serverNode, script, folder, database], /^\{"url"/);
  try {
    const measured = JSON.parse(line) as Measured;
    return figuresOf(storage, measured, await measureLists(measured));
  } finally {
    await stopProcess(child);
    await rm(folder, { recursive: true, force: true });
  }
}

function figuresOf(
  storage: string,
  { opened, bare, p50, p99, writeP99, bareP50, bareP99, reached }: Measured,
  list: number,
): readonly Figure[] {
  // What OpenBao publishes for its p99, on three nodes.
  const published = { name: "OpenBao, published, three nodes", value: 40 };
  return [
    {
      name: `open a secret, alone, ${storage}`,
      value: opened,
      unit: "µs",
      compared: { name: "bare AES-256-GCM and one insert", value: bare },
    },
    {
      name: `open at 500 acts a second, 10 % of them writes, p50, ${storage}`,
      ...{ value: p50, unit: "ms", compared: { name: "bare inserts at that rate", value: bareP50 } },
    },
    { name: `the same, p99, ${storage}`, value: p99, unit: "ms", compared: { name: "bare inserts at that rate", value: bareP99 } },
    { name: `the same p99, against others, ${storage}`, value: p99, unit: "ms", compared: published },
    { name: `the writes among them, p99, ${storage}`, value: writeP99, unit: "ms" },
    { name: `acts a second that were reached, ${storage}`, value: reached, unit: "1/s", compared: { name: "asked for", value: 500 } },
    { name: `list of 1,000 credentials, ${storage}`, value: list, unit: "ms" },
  ];
}

async function measureLists({ url, token }: Measured): Promise<number> {
  const samples: number[] = [];
  for (let index = 0; index < lists; index += 1) {
    const startedAt = performance.now();
    const answer = await fetch(`${url}/api/credentials`, { headers: { authorization: `Bearer ${token}` } });
    const { credentials } = (await answer.json()) as { readonly credentials: readonly unknown[] };
    if (credentials.length !== 1000) throw new RangeError(`the list has ${String(credentials.length)} entries`);
    samples.push(performance.now() - startedAt);
  }
  return median(samples);
}
