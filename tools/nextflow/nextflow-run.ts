import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { ensureNextflow } from "./install.mjs";

export const PIPELINES = fileURLToPath(new URL("./fixtures/", import.meta.url));

export interface NextflowEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly output: string;
}

export interface NextflowStart {
  readonly words: readonly string[];
  readonly env?: Record<string, string>;
  /** Another way to the command: a link, or a program before it. */
  readonly command?: readonly string[];
}

/** A folder to launch in; the runs in it are ended with it. */
export class LaunchFolder implements AsyncDisposable {
  readonly path: string;
  readonly #running = new Set<ChildProcess>();

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<LaunchFolder> {
    return new LaunchFolder(await mkdtemp(join(tmpdir(), "postern-nextflow-")));
  }

  async start({ words, env = {}, command }: NextflowStart): Promise<{ process: ChildProcess; end: Promise<NextflowEnd> }> {
    const [program = "", ...before] = command ?? [(await ensureNextflow()).command];
    const child = spawn(program, [...before, ...words], {
      cwd: this.path,
      env: { ...plainEnvironment(), NXF_HOME: join(this.path, "home"), NXF_OFFLINE: "true", NXF_ANSI_LOG: "false", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.add(child);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    const end = new Promise<NextflowEnd>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode, signal) => {
        this.#running.delete(child);
        resolve({ exitCode, signal, output: Buffer.concat(chunks).toString("utf8") });
      });
    });
    return { process: child, end };
  }

  async run(start: NextflowStart): Promise<NextflowEnd> {
    return await (
      await this.start(start)
    ).end;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running) child.kill("SIGKILL");
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

// Whoever runs the tests may have a Nextflow or a Tower of his own set up.
function plainEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !/^(NXF|TOWER|POSTERN_OBSERVER)_/.test(name));
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
