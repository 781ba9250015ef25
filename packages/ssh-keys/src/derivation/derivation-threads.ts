import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Clock } from "@postern/domain";
import type { DerivationAnswer, DerivationTask } from "./derivation-task.ts";

export interface DerivationOptions {
  readonly clock: Clock;
  /** How many run at once; the others wait. */
  readonly threads?: number;
  /** A thread is ended after that. */
  readonly deadlineMs?: number;
}

export type DerivationEnd = { readonly kind: "done"; readonly answer: DerivationAnswer } | { readonly kind: "too_slow" };

// The same file, from source and from the build.
const threadFile = new URL(`./derivation-thread${extname(import.meta.url)}`, import.meta.url);

/** Turns passphrases into keys outside of the thread that serves. Each task has a thread of its own, which ends with it. */
export class DerivationThreads implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  readonly #waiting: (() => void)[] = [];
  readonly #running = new Set<Worker>();
  #free: number;
  #isClosed = false;

  constructor({ clock, threads = 2, deadlineMs = 60_000 }: DerivationOptions) {
    this.#clock = clock;
    this.#free = threads;
    this.#deadlineMs = deadlineMs;
  }

  /** The arrays of the task go over to the thread. May run many times at once. */
  async run(task: DerivationTask): Promise<DerivationEnd> {
    await this.#enter();
    try {
      return this.#isClosed ? { kind: "too_slow" } : await this.#runInThread(task);
    } finally {
      this.#leave();
    }
  }

  /** Ends what runs, and what waits does not begin; all of it answers `too_slow`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#running].map((worker) => worker.terminate()));
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    // The place of the one that leaves goes over.
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }

  async #runInThread(task: DerivationTask): Promise<DerivationEnd> {
    // No environment and no options of this process: a thread that holds a passphrase needs neither.
    const worker = new Worker(threadFile, { workerData: task, transferList: buffersOf(task), env: {}, execArgv: [] });
    this.#running.add(worker);
    const ended = new AbortController();
    void this.#endAfterDeadline(worker, ended.signal);
    try {
      return await answerOf(worker);
    } finally {
      ended.abort();
      this.#running.delete(worker);
    }
  }

  async #endAfterDeadline(worker: Worker, ended: AbortSignal): Promise<void> {
    await this.#clock.sleep(this.#deadlineMs, ended);
    if (!ended.aborted) await worker.terminate();
  }
}

function answerOf(worker: Worker): Promise<DerivationEnd> {
  return new Promise((resolve, reject) => {
    worker.once("message", (answer: DerivationAnswer) => {
      resolve({ kind: "done", answer });
    });
    worker.once("error", reject);
    worker.once("exit", () => {
      resolve({ kind: "too_slow" });
    });
  });
}

function buffersOf(task: DerivationTask): ArrayBuffer[] {
  const [one, other] = [task.passphrase, task.kind === "bcrypt" ? task.salt : task.der];
  return [one.buffer, other.buffer];
}
