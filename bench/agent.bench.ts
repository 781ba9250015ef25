import { execFileSync } from "node:child_process";
import { stat } from "node:fs/promises";
import { AgentChannel } from "@postern/transport/agent";
import type { Benchmark, Figure } from "./harness.ts";
import { median } from "./measure.ts";
import { agentPath, startAgentBench } from "./agent-bench-server.ts";
import { pause, residentMegabytes, startUntil, stopProcess } from "./processes.ts";

const starts = 7;
const rounds = 5;
const commandsPerRound = 60;
const settleMs = 2000;

/** Starting the agent executable until the server knows it, its memory and size, and one command through it. */
export const benchmark: Benchmark = {
  name: "agent",
  run: async (): Promise<readonly Figure[]> => {
    await using bench = await startAgentBench();
    const started = [];
    const bareStarts = [];
    for (let index = 0; index < starts; index += 1) {
      const agent = await bench.startAgent();
      started.push(agent.readyMs);
      if (index < starts - 1) await stopProcess(agent.child);
      bareStarts.push((await startUntil([process.execPath, "-e", 'console.log("up")'], /^up/)).readyMs);
    }
    const memory = await idleMemory(bench.lastPid());
    const trip = await roundTrips(new AgentChannel(bench.link()));
    const { size } = await stat(agentPath);
    return [
      {
        name: "agent start to connected",
        value: median(started),
        unit: "ms",
        compared: { name: "bare Node start", value: median(bareStarts) },
      },
      { name: "agent idle memory", value: memory, unit: "MB" },
      { name: "agent executable", value: size / 1e6, unit: "MB" },
      { name: "command round trip (true)", value: trip.own, unit: "ms", compared: { name: "bare spawn", value: trip.bare } },
    ];
  },
};

async function idleMemory(pid: number): Promise<number> {
  await pause(settleMs);
  return residentMegabytes(pid);
}

// Both sides take turns, so that other load on the machine meets both.
async function roundTrips(channel: AgentChannel): Promise<{ own: number; bare: number }> {
  const own: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < commandsPerRound; index += 1) {
      const startedAt = performance.now();
      await channel.run({ words: ["true"], timeoutMs: 10_000 });
      own.push(performance.now() - startedAt);
    }
    bare.push(...bareSpawns());
  }
  return { own: median(own), bare: median(bare) };
}

// In a small process of its own: spawning costs more the larger the process is, and this one holds a whole server.
function bareSpawns(): readonly number[] {
  const script = `
    const { spawn } = require("node:child_process");
    const once = () => new Promise((done) => {
      const startedAt = performance.now();
      const child = spawn("true", [], { stdio: ["ignore", "pipe", "pipe"], detached: true });
      child.stdout.resume(); child.stderr.resume();
      child.once("close", () => done(performance.now() - startedAt));
    });
    (async () => {
      const times = [];
      for (let i = 0; i < ${String(commandsPerRound)}; i += 1) times.push(await once());
      console.log(JSON.stringify(times));
    })();`;
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" })) as number[];
}
