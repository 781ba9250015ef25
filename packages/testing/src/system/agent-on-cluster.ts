import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { eventually } from "../eventually.ts";
import { signalQuietly, startProgram } from "./program.ts";
import type { RunningProgram } from "./program.ts";

const patienceMs = 60_000;

export interface AgentOnClusterOptions {
  /** What the person pastes: the text of the usage box, with a token in it. */
  readonly script: string;
  readonly connectionId: string;
  /** Home directory and current folder of that person. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
}

/** An agent that was started by pasting the script of the usage box into a shell. */
export interface AgentOnCluster {
  /** The process that serves the connection ID, wherever the script put it; `undefined` when there is none. */
  findPid(): Promise<number | undefined>;
  /** `kill -9` of the agent alone; what it started lives on. */
  kill9(): Promise<void>;
  /** Stops the agent in its tracks: it keeps its connection, and answers nothing. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Pastes the same script again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Pastes the script into `bash`. Resolves when the shell has taken it, which is before the agent has arrived. */
export async function startAgentOnCluster(options: AgentOnClusterOptions): Promise<AgentOnCluster> {
  const { script, connectionId, home, env, logFile } = options;
  const paste = (): Promise<RunningProgram> => startProgram({ words: ["bash"], env, cwd: home, logFile, stdin: script });
  const findPid = (): Promise<number | undefined> => findAgent(connectionId);
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    const pid = await findPid();
    if (pid !== undefined) signalQuietly(pid, name);
  };
  const kill9 = async (): Promise<void> => {
    const pid = await findPid();
    if (pid === undefined) return;
    signalQuietly(pid, "SIGKILL");
    await eventually("the agent is gone", async () => (await findPid()) !== pid, patienceMs);
  };

  let shell = await paste();
  return {
    findPid,
    kill9,
    pause: () => signal("SIGSTOP"),
    resume: () => signal("SIGCONT"),
    restart: async () => {
      await kill9();
      await shell.stop();
      shell = await paste();
    },
    stop: async () => {
      await kill9();
      await shell.stop();
    },
  };
}

/** Connection IDs of tests are unique, so the one agent that was started with it is ours, in a shell or in a job. */
async function findAgent(connectionId: string): Promise<number | undefined> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => ((await isAgent(pid, connectionId)) ? Number(pid) : undefined)));
  return found.find((pid) => pid !== undefined);
}

async function isAgent(pid: string, connectionId: string): Promise<boolean> {
  // A process that ends while we look has no command line.
  const commandLine = await readFile(join("/proc", pid, "cmdline"), "utf8").catch(() => "");
  const [program = "", ...rest] = commandLine.split("\0");
  return program.endsWith("postern-agent") && rest.includes(connectionId);
}
