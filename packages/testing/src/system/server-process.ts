import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { eventually } from "../eventually.ts";
import { freePorts } from "../ports/free-ports.ts";
import { startProgram } from "./program.ts";
import type { RunningProgram } from "./program.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const patienceMs = 120_000;

export interface ServerOptions {
  /** Holds the data folder, the key files and the log. */
  readonly dir: string;
  readonly email: string;
  readonly password: string;
  /** Further words for `postern serve`. */
  readonly flags: readonly string[];
  /** Further environment of its commands. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The built server, as a process of its own with an administrator in its data folder. */
export interface ServerProcess {
  /** The same over restarts; no trailing slash. */
  readonly url: string;
  /** Of the administrator. */
  readonly token: string;
  readonly dataDir: string;
  readonly logFile: string;
  /** Of the process that serves now. */
  pid(): number;
  isRunning(): boolean;
  kill9(): Promise<void>;
  /** SIGTERM. Resolves with the exit code. */
  terminate(): Promise<number | null>;
  /** Starts it again on the same port, and waits until it listens. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** `./postern init`, then `./postern serve`. @throws an Error with the words of the command that failed. */
export async function startServerProcess(options: ServerOptions): Promise<ServerProcess> {
  const { dir, flags } = options;
  const dataDir = join(dir, "data");
  const logFile = join(dir, "logs", "server.log");
  await mkdir(join(dir, "logs"), { recursive: true });
  const token = await initialize(options, dataDir, logFile);
  const [port = 0] = await freePorts(1);
  const words = ["serve", "--data-dir", dataDir, "--listen", `127.0.0.1:${String(port)}`, ...flags];
  const serve = (): Promise<Serving> => startServing({ words, cwd: dir, logFile, env: { ...plainEnvironment(), ...options.env } });

  let serving = await serve();
  const { url } = serving;
  return {
    url,
    token,
    dataDir,
    logFile,
    pid: () => serving.program.pid,
    isRunning: () => !serving.program.hasEnded(),
    kill9: () => serving.program.kill9(),
    terminate: async () => {
      process.kill(serving.program.pid, "SIGTERM");
      return serving.program.untilEnd();
    },
    restart: async () => {
      await serving.program.stop();
      serving = await serve();
    },
    stop: () => serving.program.stop(),
  };
}

async function initialize({ dir, email, password, env }: ServerOptions, dataDir: string, logFile: string): Promise<string> {
  const passwordFile = join(dir, "password");
  const tokenFile = join(dir, "token");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  const words = ["init", "--data-dir", dataDir, "--admin-email", email, "--password-file", passwordFile, "--token-file", tokenFile];
  const init = await startProgram({ words: [`${root}postern`, ...words], env: { ...plainEnvironment(), ...env }, cwd: dir, logFile });
  const exitCode = await init.untilEnd();
  if (exitCode !== 0) throw new Error(`postern init ended with ${String(exitCode)}: ${init.output()}`);
  return (await readFile(tokenFile, "utf8")).trim();
}

interface Serving {
  readonly program: RunningProgram;
  readonly url: string;
}

interface ServingStart {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

async function startServing({ words, ...start }: ServingStart): Promise<Serving> {
  const program = await startProgram({ words: [`${root}postern`, ...words], ...start });
  const url = await eventually(
    "the server listens",
    () => {
      if (program.hasEnded()) throw new Error(`postern serve ended: ${program.output()}`);
      return /^listening on (\S+)$/m.exec(program.stdout())?.[1];
    },
    patienceMs,
  );
  return { program, url };
}

// Whoever runs the tests may have settings of his own.
function plainEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("POSTERN_")));
}
