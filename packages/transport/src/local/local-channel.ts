import { stat } from "node:fs/promises";
import { hostname } from "node:os";

import { AppError } from "@postern/domain";
import type { Clock, CommandRequest, CommandResult } from "@postern/domain";

import type { ChannelPeer, CommandChannel, DirectoryEntry, FileChunk, FileStat, WriteOptions } from "../command-channel.ts";
import type { FileReading, FileWriting, ReadingOptions } from "../file-streams.ts";
import { RememberedHome } from "../remembered-home.ts";
import { currentUserName } from "./current-user-name.ts";
import { listDirectory, makeDirectory } from "./directories.ts";
import { openFileReading } from "./open-reading.ts";
import { openFileWriting } from "./open-writing.ts";
import { readFileRange, tailFile } from "./read-file.ts";
import { runCommand } from "./run-command.ts";
import { Slots } from "./slots.ts";
import { statPath } from "./stat-path.ts";
import { writeFileAtomically } from "./write-file.ts";

const defaultMaxConcurrent = 16;

export interface LocalChannelOptions {
  readonly clock: Clock;
  /** Absolute; must exist. */
  readonly workDir: string;
  /** The whole environment of the commands; default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How many commands run at once; the others wait. Default 16. */
  readonly maxConcurrent?: number;
}

/** Opens a channel to this machine. Throws `file.failed` when the work directory is not a folder. */
export async function openLocalChannel(options: LocalChannelOptions): Promise<LocalChannel> {
  const found = await stat(options.workDir).catch(() => undefined);
  if (!options.workDir.startsWith("/") || found?.isDirectory() !== true) {
    throw new AppError("file.failed", `The work directory ${options.workDir} is not an existing folder with an absolute path.`);
  }
  return new LocalChannel({ kind: "local", userName: currentUserName(), hostName: hostname(), workDir: options.workDir }, options);
}

/** Acts on this machine, as the account of this process. */
export class LocalChannel implements CommandChannel {
  readonly peer: ChannelPeer;
  readonly #clock: Clock;
  readonly #env: LocalChannelOptions["env"];
  readonly #slots: Slots;
  readonly #closing = new AbortController();
  readonly #home = new RememberedHome();

  constructor(peer: ChannelPeer, options: Omit<LocalChannelOptions, "workDir">) {
    this.peer = peer;
    this.#clock = options.clock;
    this.#env = options.env;
    this.#slots = new Slots(options.maxConcurrent ?? defaultMaxConcurrent);
  }

  /** The signal ends the command as its deadline does; its reason, an `AppError`, is thrown then. */
  async run(command: CommandRequest, { signal }: { readonly signal?: AbortSignal } = {}): Promise<CommandResult> {
    this.#checkOpen();
    const ends = signal === undefined ? this.#closing.signal : AbortSignal.any([this.#closing.signal, signal]);
    const env = this.#env === undefined ? {} : { env: this.#env };
    const options = { clock: this.#clock, workDir: this.peer.workDir, signal: ends, ...env };
    return this.#slots.run(() => runCommand(command, options));
  }

  findHome(): Promise<string | undefined> {
    return this.#home.find(this);
  }

  async readFile(path: string, range?: { readonly offset?: number; readonly maxBytes?: number }): Promise<FileChunk> {
    this.#checkOpen();
    return readFileRange(path, range);
  }

  async tail(path: string, maxBytes?: number): Promise<FileChunk> {
    this.#checkOpen();
    return tailFile(path, maxBytes);
  }

  async writeFile(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<void> {
    this.#checkOpen();
    return writeFileAtomically(path, bytes, options);
  }

  async openRead(path: string, options?: ReadingOptions): Promise<FileReading> {
    this.#checkOpen();
    return openFileReading(path, options);
  }

  async openWrite(path: string, options?: WriteOptions): Promise<FileWriting> {
    this.#checkOpen();
    return openFileWriting(path, options);
  }

  async stat(path: string): Promise<FileStat | undefined> {
    this.#checkOpen();
    return statPath(path);
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    this.#checkOpen();
    return listDirectory(path);
  }

  async makeDirectory(path: string, options?: { readonly mode?: number }): Promise<void> {
    this.#checkOpen();
    return makeDirectory(path, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#slots.refuseWaiting(closed());
    this.#closing.abort(new AppError("agent.gone", "The channel was closed while the command ran."));
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw closed();
  }
}

function closed(): AppError {
  return new AppError("agent.offline", "The channel to this machine is closed.");
}
