import type { Clock } from "@postern/domain";
import type { Client, SFTPWrapper, Stats } from "ssh2";

import { isRefusedChannel } from "./execute.ts";
import { inTime } from "./in-time.ts";
import type { SshConnection } from "./ssh-connection.ts";

/** Some servers answer nothing when a file of the login shell prints into what should be SFTP. */
const openingMs = 10_000;
const looksPerStall = 4;

export interface SftpTimes {
  readonly clock: Clock;
  /** How long it may say nothing while answers are due. */
  readonly stallMs: number;
}

/**
 * SFTP in one session of a connection: any number of requests at once.
 *
 * What the server refuses rejects with `SftpRefused`, what the end of the connection swallowed with `SftpLost`.
 */
export class SftpSession {
  readonly #sftp: SFTPWrapper;
  readonly #lost = new AbortController();
  readonly #times: SftpTimes;
  #unanswered = 0;
  #answered = 0;
  #isWatched = false;
  readonly #openFiles = new Set<Buffer>();

  constructor(sftp: SFTPWrapper, times: SftpTimes) {
    this.#sftp = sftp;
    this.#times = times;
    const lose = (): void => this.#lost.abort(new SftpLost());
    sftp.on("close", lose);
    sftp.on("end", lose);
    sftp.on("error", lose);
  }

  /** `undefined` when the host has no SFTP to offer, `refused` when it opens no session for it. */
  static async open({ client }: SshConnection, times: SftpTimes): Promise<SftpSession | "refused" | undefined> {
    const opened = new Promise<SftpSession>((resolve, reject) => {
      // Throws when the connection is over: whoever asks next finds another one.
      client.sftp((error, sftp) => (error === undefined ? resolve(new SftpSession(sftp, times)) : reject(error)));
    });
    try {
      const session = await inTime(opened, { clock: times.clock, timeoutMs: openingMs, late: () => new SftpLost() });
      if (session.#canReplace()) return session;
      session.close();
      return undefined;
    } catch (error) {
      // Without it everything goes through the shell.
      closeUnused(client);
      return isRefusedChannel(error) ? "refused" : undefined;
    }
  }

  get isInUse(): boolean {
    return this.#unanswered + this.#openFiles.size > 0;
  }

  /** Aborted once it is over, whoever ended it. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** What is asked and not answered is lost, and nothing more is asked. */
  close(): void {
    this.#lost.abort(new SftpLost());
    this.#sftp.end();
  }

  stat(path: string): Promise<Stats> {
    return this.#ask((answer) => this.#sftp.stat(path, answer));
  }

  fstat(handle: Buffer): Promise<Stats> {
    return this.#ask((answer) => this.#sftp.fstat(handle, answer));
  }

  async open(path: string, how: "r" | "wx", mode?: number): Promise<Buffer> {
    const handle = await this.#ask<Buffer>((answer) => this.#sftp.open(path, how, { mode: mode ?? 0o600 }, answer));
    this.#openFiles.add(handle);
    return handle;
  }

  /** Fewer bytes than were asked for at the end only; none behind it. */
  async read(handle: Buffer, offset: number, sizeBytes: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(sizeBytes);
    try {
      const read = await this.#ask<number>((answer) => this.#sftp.read(handle, buffer, 0, sizeBytes, offset, answer));
      return buffer.subarray(0, read);
    } catch (error) {
      if (error instanceof SftpRefused && error.status === endOfFile) return buffer.subarray(0, 0);
      throw error;
    }
  }

  async write(handle: Buffer, bytes: Uint8Array, offset: number): Promise<void> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    await this.#ask((answer) => this.#sftp.write(handle, buffer, 0, buffer.length, offset, answer));
  }

  async setMode(handle: Buffer, mode: number): Promise<void> {
    await this.#ask((answer) => this.#sftp.fchmod(handle, mode, answer));
  }

  async sync(handle: Buffer): Promise<void> {
    await this.#ask((answer) => this.#sftp.ext_openssh_fsync(handle, answer));
  }

  /** Replaces what is there in one step. */
  async rename(from: string, to: string): Promise<void> {
    await this.#ask((answer) => this.#sftp.ext_openssh_rename(from, to, answer));
  }

  async closeFile(handle: Buffer): Promise<void> {
    this.#openFiles.delete(handle);
    await this.#ask((answer) => this.#sftp.close(handle, answer));
  }

  async remove(path: string): Promise<void> {
    await this.#ask((answer) => this.#sftp.unlink(path, answer));
  }

  /** Without them a file could be sent whole, and not be put in its place. */
  #canReplace(): boolean {
    const { _extensions } = this.#sftp as unknown as { readonly _extensions: Readonly<Record<string, unknown>> };
    return "posix-rename@openssh.com" in _extensions && "fsync@openssh.com" in _extensions;
  }

  async #ask<Value>(send: (answer: (error: unknown, value?: Value) => void) => unknown): Promise<Value> {
    this.#unanswered += 1;
    if (!this.#isWatched) void this.#watch();
    try {
      return await this.#answerTo(send);
    } finally {
      this.#unanswered -= 1;
      this.#answered += 1;
    }
  }

  /**
   * A dead file server stops the SFTP of a host that goes on answering. It reads one request after the other, so one that says nothing to
   * anybody is of no use to anybody.
   */
  async #watch(): Promise<void> {
    this.#isWatched = true;
    const { clock, stallMs } = this.#times;
    for (let silent = 0; this.#unanswered > 0 && silent < looksPerStall;) {
      const before = this.#answered;
      await clock.sleep(stallMs / looksPerStall, this.lost);
      silent = this.#answered === before ? silent + 1 : 0;
      if (silent === looksPerStall) this.close();
    }
    this.#isWatched = false;
  }

  #answerTo<Value>(send: (answer: (error: unknown, value?: Value) => void) => unknown): Promise<Value> {
    return new Promise((resolve, reject) => {
      const { signal } = this.#lost;
      const lose = (): void => reject(signal.reason as Error);
      if (signal.aborted) {
        lose();
        return;
      }
      signal.addEventListener("abort", lose);
      const answer = (error: unknown, value?: Value): void => {
        signal.removeEventListener("abort", lose);
        if (error === undefined || error === null) resolve(value as Value);
        else reject(statusOf(error) === undefined ? new SftpLost("SFTP lost", { cause: error }) : refused(error));
      };
      try {
        send(answer);
      } catch (error) {
        signal.removeEventListener("abort", lose);
        reject(refused(error));
      }
    });
  }
}

/**
 * The library forgets a session in which SFTP could not be started, and the server goes on counting it. No other SFTP is open on a
 * connection whose first did not open.
 */
function closeUnused(client: Client): void {
  const { _channels } = (client as unknown as { readonly _chanMgr: { readonly _channels: Readonly<Record<string, unknown>> } })._chanMgr;
  for (const channel of Object.values(_channels)) if (isSftp(channel)) channel.destroy();
}

function isSftp(channel: unknown): channel is { destroy(): void } {
  return typeof channel === "object" && channel !== null && "fchmod" in channel && "destroy" in channel;
}

const endOfFile = 1;

/** The server said no, or does not know what was asked. */
export class SftpRefused extends Error {
  readonly status: number | undefined;

  constructor(status: number | undefined, cause: unknown) {
    super("SFTP refused", { cause });
    this.status = status;
  }
}

/** The session ended before the answer. */
export class SftpLost extends Error {}

function refused(error: unknown): Error {
  return new SftpRefused(statusOf(error), error);
}

/** What the server answered: an error without it is that of the library, which has seen the session end before we have. */
function statusOf(error: unknown): number | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "number" ? code : undefined;
}
