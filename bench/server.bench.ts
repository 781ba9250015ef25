import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Benchmark, Figure } from "./harness.ts";
import { median } from "./measure.ts";
import { pause, residentMegabytes, startUntil, stopProcess } from "./processes.ts";

const starts = 5;
/** Until caches are filled and garbage is gone. */
const settleMs = 3000;
const postern = fileURLToPath(new URL("../postern", import.meta.url));
const bareServer = 'require("node:http").createServer((q,r)=>r.end()).listen(0,"127.0.0.1",()=>console.log("listening on"))';

/** Starting the built server on an existing data folder, and its memory at rest, against a bare Node HTTP server. */
export const benchmark: Benchmark = {
  name: "server",
  run: async (): Promise<readonly Figure[]> => {
    const dataDir = await mkdtemp(join(tmpdir(), "postern-bench-"));
    const words = [postern, "serve", "--data-dir", dataDir, "--listen", "127.0.0.1:0", "--log-level", "error"] as const;
    const bareWords = [process.execPath, "-e", bareServer] as const;
    try {
      const [own, bare] = [[], []] as [Start[], Start[]];
      for (let index = 0; index < starts; index += 1) {
        own.push(await measureStart([...words]));
        bare.push(await measureStart([...bareWords]));
      }
      return figuresOf(own, bare);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

interface Start {
  readonly readyMs: number;
  readonly memory: number;
}

async function measureStart(words: [string, ...string[]]): Promise<Start> {
  const { child, pid, readyMs } = await startUntil(words, /^listening on/);
  await pause(settleMs);
  const memory = await residentMegabytes(pid);
  await stopProcess(child);
  return { readyMs, memory };
}

function figuresOf(own: readonly Start[], bare: readonly Start[]): readonly Figure[] {
  const name = "bare Node HTTP server";
  const middle = (list: readonly Start[], key: keyof Start): number => median(list.map((start) => start[key]));
  return [
    { name: "server start to ready", value: middle(own, "readyMs"), unit: "ms", compared: { name, value: middle(bare, "readyMs") } },
    { name: "server idle memory", value: middle(own, "memory"), unit: "MB", compared: { name, value: middle(bare, "memory") } },
  ];
}
