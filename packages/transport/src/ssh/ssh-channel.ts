import { limits } from "@postern/agent-protocol";
import type { Operation, ValueOf } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock, CommandRequest, CommandResult } from "@postern/domain";

import { checkOperation } from "../agent/check-operation.ts";
import { CollectedWriting, openPagedReading } from "../agent/paged-files.ts";
import type { ChannelPeer, CommandChannel, DirectoryEntry, FileChunk, FileStat, WriteOptions } from "../command-channel.ts";
import type { FileReading, FileWriting, ReadingOptions } from "../file-streams.ts";
import { RememberedHome } from "../remembered-home.ts";
import { parseOperation } from "../shell/parse-operation.ts";
import { renderOperation } from "../shell/render-operation.ts";
import type { ShellCommand, ShellResult } from "../shell/shell-port.ts";
import { inTime } from "./in-time.ts";
import { runInSession } from "./run-in-session.ts";
import { modeOf, readBySftp, writeBySftp } from "./sftp-files.ts";
import type { ReadRange } from "./sftp-files.ts";
import { openSftpReading, openSftpWriting } from "./open-sftp-streams.ts";
import { SftpLost, SftpRefused } from "./sftp-session.ts";
import type { SftpSession } from "./sftp-session.ts";
import type { SessionWish, SshAccount } from "./ssh-account.ts";
import { unlessAborted } from "./unless-aborted.ts";

export interface SshChannelParts {
  readonly account: SshAccount;
  readonly clock: Clock;
  readonly peer: ChannelPeer;
  /** Random letters and digits, each time others. */
  readonly newToken: () => string;
  /** Limit of each file operation. Default 30 s. */
  readonly fileTimeoutMs?: number | undefined;
  /** As in `openSshChannel`. */
  readonly turnOf?: string | undefined;
}

/**
 * A `CommandChannel` over SSH. Commands run in sessions of one connection, which the account shares; the contents of files go through
 * SFTP where the host offers it. What SFTP refuses is asked of the shell, which can say why, and does what SFTP cannot.
 *
 * Also throws `ssh.…` when the host cannot be reached, signed in on, or worked with: nothing was sent then.
 */
export class SshChannel implements CommandChannel {
  readonly peer: ChannelPeer;
  readonly #parts: SshChannelParts;
  readonly #fileTimeoutMs: number;
  readonly #closing = new AbortController();
  readonly #home = new RememberedHome();

  constructor(parts: SshChannelParts) {
    this.peer = parts.peer;
    this.#parts = parts;
    this.#fileTimeoutMs = parts.fileTimeoutMs ?? 30_000;
  }

  async run(command: CommandRequest): Promise<CommandResult> {
    const { timeoutMs, maxOutputBytes = limits.defaultOutputBytes, isQuestion = false, ...rest } = command;
    const { isCut, ...result } = await this.#perform({ kind: "run", ...rest, maxOutputBytes }, timeoutMs, isQuestion);
    return isCut ? { ...result, isCut } : result;
  }

  findHome(): Promise<string | undefined> {
    return this.#home.find(this);
  }

  async readFile(path: string, range: { readonly offset?: number; readonly maxBytes?: number } = {}): Promise<FileChunk> {
    const { offset = 0 } = range;
    const maxBytes = Math.min(range.maxBytes ?? limits.defaultOutputBytes, limits.maxFileBytes);
    return this.#read({ kind: "read", path, offset, maxBytes }, { from: "offset", offset, maxBytes });
  }

  async tail(path: string, wanted: number = 64 * 1024): Promise<FileChunk> {
    const maxBytes = Math.min(wanted, limits.maxFileBytes);
    return this.#read({ kind: "tail", path, maxBytes }, { from: "end", maxBytes });
  }

  /** Also throws `request.too_large` above 4 MiB, with nothing sent: `openWrite` takes any size. */
  async writeFile(path: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    const operation = { kind: "write", path, bytes, ...options } as const;
    this.#check(operation);
    const wish = { path, bytes, mode: modeOf(options), temporary: this.#temporaryBeside(path) };
    await this.#bySftp(
      (sftp) => writeBySftp(sftp, wish),
      () => this.#perform(operation, this.#fileTimeoutMs),
    );
  }

  async openRead(path: string, options: ReadingOptions = {}): Promise<FileReading> {
    this.#check({ kind: "read", path, offset: options.offset ?? 0, maxBytes: 1 });
    return this.#bySftp<FileReading>(
      (sftp) => openSftpReading({ sftp, path, options, channel: this, hostName: this.#parts.account.hostName }),
      () => openPagedReading(this, path, options),
    );
  }

  /** Where the host has no SFTP, also throws `request.too_large` above 4 MiB. */
  async openWrite(path: string, options: WriteOptions = {}): Promise<FileWriting> {
    this.#check({ kind: "write", path, bytes: new Uint8Array() });
    const temporary = this.#temporaryBeside(path);
    return this.#bySftp<FileWriting>(
      (sftp) => openSftpWriting({ sftp, path, temporary, channel: this, mode: modeOf(options), hostName: this.#parts.account.hostName }),
      () => Promise.resolve(new CollectedWriting((bytes) => this.writeFile(path, bytes, options))),
    );
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const { stat } = await this.#perform({ kind: "stat", path }, this.#fileTimeoutMs);
    return stat ?? undefined;
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    const { entries } = await this.#perform({ kind: "list", path }, this.#fileTimeoutMs);
    return entries;
  }

  async makeDirectory(path: string, options: { readonly mode?: number } = {}): Promise<void> {
    await this.#perform({ kind: "makeDirectory", path, ...options }, this.#fileTimeoutMs);
  }

  /** The connection stays: it is the account's. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new AppError("agent.gone", "The channel was closed while the answer was awaited."));
    return Promise.resolve();
  }

  #read(operation: Extract<Operation, { readonly kind: "read" | "tail" }>, range: ReadRange): Promise<FileChunk> {
    this.#check(operation);
    return this.#bySftp<FileChunk>(
      (sftp) => readBySftp(sftp, operation.path, range),
      () => this.#perform(operation, this.#fileTimeoutMs),
    );
  }

  /** What is done here may be done twice: reading, and replacing a file by the same one. */
  async #bySftp<Value>(act: (sftp: SftpSession) => Promise<Value>, byShell: () => Promise<unknown>): Promise<Value> {
    const { account, clock } = this.#parts;
    const { signal } = this.#closing;
    const limit = { clock, timeoutMs: this.#fileTimeoutMs };
    const sftp = await inTime(unlessAborted(account.sftp(), signal), { ...limit, late: () => this.#unreached() });
    if (sftp === undefined) return (await byShell()) as Value;
    const late = (): AppError => {
      // What was given up must not rename a file later on, and whoever comes next needs one that answers.
      sftp.close();
      return this.#tooSlow();
    };
    try {
      return await inTime(act(sftp), { ...limit, late });
    } catch (error) {
      if (error instanceof SftpRefused || error instanceof SftpLost) return (await byShell()) as Value;
      throw error;
    }
  }

  /** What shell scripts do for files is as good as a question: they leave nothing running, and may be repeated. */
  async #perform<Asked extends Operation>(
    operation: Asked,
    timeoutMs: number,
    isQuestion = operation.kind !== "run",
  ): Promise<ValueOf<Asked["kind"]>> {
    this.#check(operation);
    const { newToken } = this.#parts;
    const command = renderOperation(operation, { timeoutMs, workDir: this.peer.workDir, token: newToken() });
    const answer = isQuestion && command.stdin === undefined ? await this.#ask(command) : undefined;
    return parseOperation(operation, answer ?? (await this.#runAlone(command)));
  }

  /** `undefined` where the host keeps no sessions for questions: nothing was sent then. */
  async #ask(command: ShellCommand): Promise<ShellResult | undefined> {
    const { account, newToken } = this.#parts;
    using held = await account.holdSession(this.#wishFor(command));
    return await held?.kept.ask({ command, token: newToken(), signal: this.#closing.signal });
  }

  async #runAlone(command: ShellCommand): Promise<ShellResult> {
    const { account, clock, newToken } = this.#parts;
    const { session } = await account.openSession(this.#wishFor(command));
    const { hostName } = account;
    return runInSession({ session, command, clock, token: newToken(), signal: this.#closing.signal, hostName });
  }

  #wishFor({ timeoutMs: waitMs }: ShellCommand): SessionWish {
    return { owner: this.#parts.turnOf ?? this, waitMs, signal: this.#closing.signal };
  }

  #check(operation: Operation): void {
    if (this.#closing.signal.aborted) throw new AppError("agent.offline", "The channel is closed.");
    checkOperation(operation);
  }

  #temporaryBeside(path: string): string {
    return `${path.slice(0, path.lastIndexOf("/") + 1)}.postern-${this.#parts.newToken()}.tmp`;
  }

  /** Nothing was asked of it yet. */
  #unreached(): AppError {
    return new AppError("ssh.unreachable", `${this.#parts.account.hostName} cannot be reached: it did not answer in time.`);
  }

  #tooSlow(): AppError {
    return new AppError("command.timeout", `${this.#parts.account.hostName} took too long over a file.`);
  }
}
