/**
 * `postern-agent`: connects one account of a cluster to a Postern server, and does there what its policy allows.
 * The one entry point: only here are arguments, environment, clock and signals taken from the process.
 */
import { AppError } from "@postern/domain";
import { SystemClock } from "@postern/runtime/clock";

import { helpText, readCommandLine } from "./command-line.ts";
import type { AgentSettings } from "./command-line.ts";
import { startAgent } from "./start-agent.ts";
import { agentVersion } from "./version.ts";

const exitByArguments = 2;

async function main(): Promise<void> {
  try {
    const line = readCommandLine(process.argv.slice(2), process.env);
    if (line.wants === "help") process.stdout.write(helpText);
    else if (line.wants === "version") process.stdout.write(`postern-agent ${agentVersion()}\n`);
    else await serve(line.settings);
  } catch (error) {
    const text = error instanceof AppError ? error.message : String(error);
    process.stderr.write(`postern-agent: ${text}\n`);
    process.exit(error instanceof AppError ? exitByArguments : 1);
  }
}

async function serve(settings: AgentSettings): Promise<void> {
  const clock = new SystemClock();
  const say = (line: string): void => {
    process.stderr.write(`${new Date(clock.now()).toISOString()} ${line}\n`);
  };
  for (const warning of settings.warnings) say(`warning: ${warning}`);
  const agent = await startAgent({ settings, version: agentVersion(), env: process.env, clock, random: Math.random, say });
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    say(`ending: ${signal}`);
    await agent.stop(`the agent got ${signal}`);
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
  // A log file that is full or a reader that left must not end the agent.
  process.stderr.on("error", () => undefined);
}

await main();
