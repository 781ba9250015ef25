import { closeSync, fdatasync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** Brings what was written to an open file to the disk. */
export type FlushFile = (descriptor: number) => Promise<void>;

export interface LogFlusherOptions {
  /** Told once, when the disk did not take what was written. */
  readonly onFailure: (error: unknown) => void;
  readonly flushFile?: FlushFile;
}

/**
 * Brings the write-ahead log of SQLite to the disk beside the thread that answers requests (adr/0024). SQLite itself would wait there for each
 * commit, and everybody else with it.
 *
 * One flush serves all that was written before it began: commits that come while one is on its way share the next.
 */
export class LogFlusher {
  readonly #descriptor: number;
  readonly #options: LogFlusherOptions;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failure: LogNotFlushed | undefined;

  /** `path`: of the database, whose log is there already. */
  constructor(path: string, options: LogFlusherOptions) {
    this.#options = options;
    // SAFETY: SQLite holds its locks on the database file, never on the log, so that closing this takes no lock away.
    this.#descriptor = openSync(`${path}-wal`, "r");
    flushFolder(dirname(path));
  }

  /**
   * Resolves when everything that is in the log now would survive a power cut.
   *
   * @throws LogNotFlushed, for ever once it was: a disk that failed once may say yes the next time to what it has lost.
   */
  flushed(): Promise<void> {
    if (this.#running === undefined) return this.#begin();
    this.#next ??= this.#afterRunning(this.#running);
    return this.#next;
  }

  /** @throws LogNotFlushed when an earlier flush failed. */
  refuseAfterFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#running, this.#next]);
    closeSync(this.#descriptor);
  }

  async #afterRunning(running: Promise<void>): Promise<void> {
    await running.catch(() => undefined);
    this.#next = undefined;
    await this.#begin();
  }

  #begin(): Promise<void> {
    this.#running = this.#flush();
    return this.#running;
  }

  async #flush(): Promise<void> {
    try {
      this.refuseAfterFailure();
      await (this.#options.flushFile ?? flushData)(this.#descriptor);
    } catch (error) {
      throw this.#remember(error);
    } finally {
      this.#running = undefined;
    }
  }

  #remember(error: unknown): LogNotFlushed {
    if (this.#failure === undefined) {
      this.#failure = new LogNotFlushed(error);
      this.#options.onFailure(error);
    }
    return this.#failure;
  }
}

/** Carries the code that SQLite gives when its own flush fails. */
export class LogNotFlushed extends Error {
  override readonly name = "LogNotFlushed";
  readonly code = "SQLITE_IOERR_FSYNC";

  constructor(cause: unknown) {
    super("the disk did not take the log of the database", { cause });
  }
}

/** The size of the file too, but not its times. */
const flushData: FlushFile = promisify(fdatasync);

// The name of a new log must survive as well.
function flushFolder(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
