import { spawn } from "node:child_process";

/** How long a child may take to end itself before it is killed. */
const GRACE_MS = 10_000;

/**
 * The programs that one command has started. Each leads a process group of its own, so that ending it
 * ends what it started too, and nothing else.
 */
export class Children {
  #running = new Set();
  #isClosing = false;

  /**
   * Runs words to their end. With `capture`, output is collected; otherwise it goes to our own stdout and stderr.
   * A non-zero exit is an answer, not an error.
   *
   * @param {readonly string[]} words
   * @param {{ cwd: string, env?: NodeJS.ProcessEnv, capture?: boolean }} options
   * @returns {Promise<{ exitCode: number, stdout: string, output: string }>} `output` holds stderr too.
   *   Exit code 127: the program could not be started.
   */
  run(words, { cwd, env = process.env, capture = false }) {
    if (this.#isClosing) return Promise.resolve({ exitCode: 130, stdout: "", output: "stopped" });
    const out = capture ? "pipe" : "inherit";
    const child = spawn(words[0], words.slice(1), { cwd, env, detached: true, stdio: ["ignore", out, out] });
    this.#running.add(child);
    const [stdout, both] = [[], []];
    child.stdout?.on("data", (bytes) => (stdout.push(bytes), both.push(bytes)));
    child.stderr?.on("data", (bytes) => both.push(bytes));
    return new Promise((resolve) => {
      const settle = (exitCode, note) => {
        this.#running.delete(child);
        resolve({ exitCode, stdout: textOf(stdout), output: textOf(both) + note });
      };
      child.once("error", (error) => settle(127, error.message));
      child.once("close", (code, signal) => settle(code ?? 128, signal === null ? "" : `ended by ${signal}`));
    });
  }

  /** Asks every child to end, and kills those that do not. May be called again. */
  async close() {
    this.#isClosing = true;
    const children = [...this.#running];
    for (const child of children) signalGroup(child, "SIGTERM");
    const timer = setTimeout(() => children.forEach((child) => signalGroup(child, "SIGKILL")), GRACE_MS);
    await Promise.all(children.map((child) => ended(child)));
    clearTimeout(timer);
  }
}

/** Ends the children when this process is told to stop, then exits as a shell would expect. */
export function closeOnSignals(children) {
  const stop = (signal, exitCode) => {
    process.stderr.write(`\n${signal}: ending what was started\n`);
    void children.close().then(() => process.exit(exitCode));
  };
  process.once("SIGINT", () => stop("SIGINT", 130));
  process.once("SIGTERM", () => stop("SIGTERM", 143));
}

const textOf = (pieces) => Buffer.concat(pieces).toString("utf8");

function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended between the look and the signal.
  }
}

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("close", resolve));
}
