import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { AppError } from "@postern/domain";
import type { Logger } from "@postern/domain";
import type { HashAnswer, HashTask } from "./hash-task.ts";
import type { SlowHashing } from "./slow-hashing.ts";

export interface ThreadHashingOptions {
  readonly log: Logger;
  /** How many may wait for their turn: more than one place may try at once, so that no stranger fills it alone. */
  readonly maxWaiting?: number;
  readonly threadFile?: URL;
}

interface Job {
  readonly task: HashTask;
  readonly resolve: (answer: HashAnswer) => void;
  readonly reject: (error: AppError) => void;
  /** Whether a thread has ended over it already. */
  readonly isSecondTry: boolean;
}

const defaultMaxWaiting = 256;
const busySeconds = 3;
// The same file, from source and from the build.
const ownThreadFile = new URL(`./hash-thread${extname(import.meta.url)}`, import.meta.url);

/**
 * Hashes one password after the other in a single thread of low priority, which begins with the first one: see adr/0018.
 *
 * A thread that ends by itself is replaced. What it had before it is tried once more, and what waits goes on.
 */
export class ThreadHashing implements SlowHashing, AsyncDisposable {
  readonly #log: Logger;
  readonly #maxWaiting: number;
  readonly #threadFile: URL;
  readonly #waiting: Job[] = [];
  #running: Job | undefined;
  #thread: Worker | undefined;
  #isClosed = false;

  constructor({ log, maxWaiting = defaultMaxWaiting, threadFile = ownThreadFile }: ThreadHashingOptions) {
    this.#log = log;
    this.#maxWaiting = maxWaiting;
    this.#threadFile = threadFile;
  }

  /** @throws server.busy when too many wait. @throws server.closing */
  async hash(password: string): Promise<string> {
    const answer = await this.#ask({ kind: "hash", password });
    if (answer.kind !== "hash") throw new AppError("server.internal", "The password could not be hashed.");
    return answer.hash;
  }

  /** @throws server.busy when too many wait. @throws server.closing */
  async verify(stored: string, password: string): Promise<boolean> {
    const answer = await this.#ask({ kind: "verify", password, stored });
    if (answer.kind !== "verify") throw new AppError("server.internal", "The password could not be compared with what is stored.");
    return answer.isRight;
  }

  /** What runs and what waits gets `server.closing`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const [thread, running] = [this.#thread, this.#running];
    this.#thread = undefined;
    this.#running = undefined;
    running?.reject(closing());
    for (const { reject } of this.#waiting.splice(0)) reject(closing());
    await thread?.terminate();
  }

  #ask(task: HashTask): Promise<HashAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(closing());
      if (this.#waiting.length >= this.#maxWaiting) return reject(busy());
      this.#waiting.push({ task, resolve, reject, isSecondTry: false });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running !== undefined) return;
    this.#running = this.#waiting.shift();
    // A thread without work does not keep the process.
    if (this.#running === undefined) return this.#thread?.unref();
    try {
      this.#thread ??= this.#start();
      this.#thread.ref();
      this.#thread.postMessage(this.#running.task, []);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #start(): Worker {
    // No environment and no options of this process: a thread that sees passwords needs neither.
    const thread = new Worker(this.#threadFile, { env: {}, execArgv: [] });
    let cause: unknown;
    thread.on("message", (answer: HashAnswer) => this.#finish(thread, answer));
    thread.once("error", (error) => {
      cause = error;
    });
    thread.once("exit", () => {
      if (this.#thread === thread) this.#giveUp(cause);
    });
    return thread;
  }

  #finish(thread: Worker, answer: HashAnswer): void {
    if (this.#thread !== thread) return;
    this.#running?.resolve(answer);
    this.#running = undefined;
    this.#next();
  }

  /** There is no thread any more. */
  #giveUp(cause: unknown): void {
    this.#log.warn({ error: cause }, "the thread that hashes passwords ended");
    const job = this.#running;
    this.#thread = undefined;
    this.#running = undefined;
    if (job?.isSecondTry === false) this.#waiting.unshift({ ...job, isSecondTry: true });
    else job?.reject(new AppError("server.internal", "The password could not be looked at.", { cause }));
    this.#next();
  }
}

function busy(): AppError {
  return new AppError("server.busy", "Too many passwords wait to be looked at.", { retryAfterSeconds: busySeconds });
}

function closing(): AppError {
  return new AppError("server.closing", "The server is closing.", { retryAfterSeconds: 2 });
}
