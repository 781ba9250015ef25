import { execFile } from "node:child_process";
import { truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { AgentChannel } from "@postern/transport/agent";
import { startAgentBench } from "./agent-bench-server.ts";
import type { Benchmark, Figure } from "./harness.ts";
import { pause, residentMegabytes, startUntil, stopProcess } from "./processes.ts";

const fileBytes = 5_000_000_000;
const warmUpBytes = 500_000_000;
const sampleMs = 50;
const run = promisify(execFile);

/** A file of 5 GB from an agent, through the server, to an HTTP client; beside a plain HTTP server that has the file itself. */
export const benchmark: Benchmark = {
  name: "agent-streams",
  run: async (): Promise<readonly Figure[]> => {
    await using bench = await startAgentBench();
    await bench.startAgent();
    const path = join(bench.folder, "large");
    await writeFile(path, "");
    // Sparse: what is measured is the way, not the disk.
    await truncate(path, fileBytes);
    await using door = await openDoor(new AgentChannel(bench.link()), path);
    await using plain = await startPlainServer(path);

    await fetchBytes(door.url, warmUpBytes);
    await fetchBytes(plain.url, warmUpBytes);
    const own = await measured(process.pid, () => fetchBytes(door.url, fileBytes));
    const agent = await measured(bench.lastPid(), () => fetchBytes(door.url, fileBytes));
    const bare = await measured(process.pid, () => fetchBytes(plain.url, fileBytes));
    const megabytes = fileBytes / 1e6;
    return [
      {
        name: "5 GB file through the server",
        value: megabytes / own.seconds,
        unit: "MB/s",
        compared: { name: "plain HTTP", value: megabytes / bare.seconds },
      },
      { name: "server memory grows meanwhile", value: own.grownMegabytes, unit: "MB" },
      { name: "agent memory grows meanwhile", value: agent.grownMegabytes, unit: "MB" },
    ];
  },
};

interface Door extends AsyncDisposable {
  readonly url: string;
}

/** What a route would do: open, and hand on as fast as the client takes it. */
async function openDoor(channel: AgentChannel, path: string): Promise<Door> {
  const server = createServer((request, response) => {
    void (async () => {
      const last = Number(/-(\d+)$/.exec(request.headers.range ?? "")?.[1]);
      await using reading = await channel.openRead(path, { maxBytes: last + 1 });
      await pipeline(Readable.from(reading, { objectMode: false }), response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function startPlainServer(path: string): Promise<Door> {
  const script = `
    const { createServer } = require("node:http");
    const { createReadStream } = require("node:fs");
    const server = createServer((request, response) => {
      const last = Number(/-(\\d+)$/.exec(request.headers.range)[1]);
      createReadStream(process.argv[1], { end: last }).pipe(response);
    });
    server.listen(0, "127.0.0.1", () => console.log("listening on " + server.address().port));`;
  const { child, line } = await startUntil([process.execPath, "-e", script, path], /^listening on \d+/);
  return { url: `http://127.0.0.1:${line.replace(/\D/g, "")}/`, [Symbol.asyncDispose]: () => stopProcess(child) };
}

// A client in a process of its own, which throws everything away.
async function fetchBytes(url: string, sizeBytes: number): Promise<void> {
  const words = ["-fsS", "-r", `0-${String(sizeBytes - 1)}`, "-o", "/dev/null", "-w", "%{size_download}", url];
  const { stdout } = await run("curl", words);
  if (Number(stdout) !== sizeBytes) throw new RangeError(`${stdout} bytes came instead of ${String(sizeBytes)}.`);
}

async function measured(pid: number, act: () => Promise<void>): Promise<{ readonly seconds: number; readonly grownMegabytes: number }> {
  const before = await residentMegabytes(pid);
  let most = before;
  const over = new AbortController();
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      most = Math.max(most, await residentMegabytes(pid));
      await pause(sampleMs);
    }
  };
  const watching = watch();
  const startedAt = performance.now();
  await act();
  const seconds = (performance.now() - startedAt) / 1000;
  over.abort();
  await watching;
  return { seconds, grownMegabytes: most - before };
}
