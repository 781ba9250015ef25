import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Benchmark, Figure } from "./harness.ts";
import { percentile } from "./measure.ts";
import { pause, residentMegabytes, serverNode, startUntil, stopProcess } from "./processes.ts";

/** Each takes one file descriptor in the server, and one in the fleet. */
const agents = 10_000;
/** One person may have 1,000. */
const people = 20;
const idleMs = 40_000;
const settleMs = 5_000;
const probeMs = 20;
const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const node = (name: string, ...words: readonly string[]): readonly [string, ...string[]] => [
  process.execPath,
  "--conditions=source",
  "--disable-warning=ExperimentalWarning",
  fileOf(name),
  ...words,
];

/** Ten thousand agents on one server: what they cost while nothing happens, and how they come back when it restarts. */
export const benchmark: Benchmark = {
  name: "agent-fleet",
  run: async (): Promise<readonly Figure[]> => {
    const folder = await mkdtemp(join(tmpdir(), "postern-fleet-"));
    const port = await freePort();
    const url = `http://127.0.0.1:${String(port)}`;
    const start = () => startUntil([...serverNode, fileOf("fleet-server.ts"), folder, String(port), String(people)], /^ready /);
    let server = await start();
    const tokens = JSON.parse(server.line.slice("ready ".length)) as string[];
    const alone = await residentMegabytes(server.pid);
    const fleet = startFleet(url, tokens);
    try {
      const arrival = await timed(() => fleet.until("all connected"));
      await pause(settleMs);
      const held = await residentMegabytes(server.pid);
      const idle = await cpuShare(server.pid, idleMs);
      const calm = await probe(url, tokens[0] ?? "", () => pause(settleMs));

      const lost = fleet.until("all lost");
      await stopProcess(server.child);
      await lost;
      const returning = timed(() => fleet.until("all connected"));
      server = await start();
      const readyAt = performance.now();
      const storm = await probe(url, tokens[0] ?? "", async () => void (await returning));
      const back = performance.now() - readyAt;
      const after = await residentMegabytes(server.pid);
      return [
        { name: "10,000 agents connect the first time", value: arrival / 1000, unit: "s" },
        { name: "server memory with them", value: held, unit: "MB", compared: { name: "without", value: alone } },
        { name: "server CPU while they idle", value: idle * 100, unit: "% of a core" },
        { name: "all back after a restart", value: back / 1000, unit: "s" },
        { name: "request p99 meanwhile", value: storm, unit: "ms", compared: { name: "while they idle", value: calm } },
        { name: "server memory after it", value: after, unit: "MB" },
      ];
    } finally {
      await stopProcess(fleet.child);
      await stopProcess(server.child);
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Fleet {
  readonly child: ChildProcess;
  /** The next time that the fleet says so. */
  until(line: string): Promise<void>;
}

function startFleet(url: string, tokens: readonly string[]): Fleet {
  const [program, ...words] = node("fleet-agents.ts", url, String(agents));
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(tokens.join("\n"));
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    until: (line) =>
      new Promise((resolve) => {
        const look = (said: string): void => {
          if (said !== line) return;
          lines.off("line", look);
          resolve();
        };
        lines.on("line", look);
      }),
  };
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

/** 99th percentile of a signed-in request, one after the other until the act is done. */
async function probe(url: string, token: string, act: () => Promise<void>): Promise<number> {
  const over = new AbortController();
  const done = act().finally(() => over.abort());
  const times: number[] = [];
  while (!over.signal.aborted) {
    times.push(
      await timed(async () => {
        const answer = await fetch(`${url}/api/user-info`, { headers: { authorization: `Bearer ${token}` } });
        if (!answer.ok) throw new RangeError(`The server answered ${String(answer.status)}.`);
        await answer.arrayBuffer();
      }),
    );
    await pause(probeMs);
  }
  await done;
  return percentile(times, 0.99);
}

/** CPU time of a process in proportion to the time that passes. Linux only: 100 ticks a second. */
async function cpuShare(pid: number, overMs: number): Promise<number> {
  const before = await cpuTicks(pid);
  const tookMs = await timed(() => pause(overMs));
  return ((await cpuTicks(pid)) - before) / 100 / (tookMs / 1000);
}

async function cpuTicks(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${String(pid)}/stat`, "utf8")).replace(/^.*\) /s, "").split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
