import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** Both are tested: packed, the agent runs on another runtime than its source does in development. */
export const agentBuilds = ["source", "packed"] as const;
export type AgentBuild = (typeof agentBuilds)[number];

export interface AgentProcessOptions {
  readonly build: AgentBuild;
  /** Connection ID and options, as a person types them. */
  readonly args: readonly string[];
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Words before the agent's own, such as those that run it in another network. */
  readonly via?: readonly string[];
}

export interface AgentProcess extends AsyncDisposable {
  readonly pid: number;
  /** What it said on stderr, line by line. */
  readonly lines: readonly string[];
  readonly exitCode: number | null | undefined;
  kill(signal: NodeJS.Signals): void;
  /** The exit code; `null` when a signal ended it. */
  untilExit(): Promise<number | null>;
}

/** Starts a real agent. Disposing kills it. */
export async function startAgentProcess(options: AgentProcessOptions): Promise<AgentProcess> {
  const words = [...(options.via ?? []), ...(options.build === "source" ? sourceWords() : [await packedAgent()]), ...options.args];
  const [program = "", ...rest] = words;
  const child = spawn(program, rest, {
    cwd: options.cwd ?? root,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], TOWER_ACCESS_TOKEN: options.token, ...options.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
  let exitCode: number | null | undefined;
  const exit = new Promise<number | null>((resolve) => {
    // `close` comes after the last line was read.
    child.once("close", (code) => {
      exitCode = code;
      resolve(code);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  return {
    pid: child.pid ?? 0,
    lines,
    get exitCode() {
      return exitCode;
    },
    kill: (signal) => child.kill(signal),
    untilExit: () => exit,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exit;
    },
  };
}

/** The executable for this machine; packs it first when its sources have changed. */
export async function packedAgent(): Promise<string> {
  const target = process.arch === "arm64" ? "linux-aarch64" : "linux-x86_64";
  await promisify(execFile)(process.execPath, [`${root}apps/agent/build.mjs`, "--target", target]);
  return `${root}apps/agent/dist/postern-agent-${target}`;
}

function sourceWords(): readonly string[] {
  return [process.execPath, "--conditions=source", "--disable-warning=ExperimentalWarning", `${root}apps/agent/src/main.ts`];
}
