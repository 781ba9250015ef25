import type { CommandRequest, CommandResult } from "@postern/domain";

import type { FileReading, FileWriting, ReadingOptions } from "./file-streams.ts";

/** What exists at a path. Sizes in bytes, times in ms since 1970. */
export interface FileStat {
  readonly kind: "file" | "directory" | "other";
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  /** Permission bits only, such as 0o600. */
  readonly mode: number;
  /** Whether the account behind the channel may write there. */
  readonly isWritable: boolean;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "directory" | "other";
}

/** A piece of a file. `offset + bytes.length` is where the next one begins. */
export interface FileChunk {
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Size of the whole file when it was read. Smaller than an earlier one: the file was rewritten. */
  readonly fileSizeBytes: number;
}

export interface WriteOptions {
  /** Permission bits of the file, set before the first byte is written. Default 0o600. */
  readonly mode?: number;
}

/** Who and what is at the other end. */
export interface ChannelPeer {
  readonly kind: "agent" | "local" | "ssh" | "legacy-agent";
  readonly userName: string;
  readonly hostName: string;
  /** Where relative work happens; absolute, and exists. */
  readonly workDir: string;
  /** The programs that the policy over there lets us start, `*` for all of them; not given where there is no such policy. */
  readonly programs?: readonly string[];
}

/**
 * An open way to act on a cluster.
 *
 * Every method may run many times at once; answers may arrive in any order. Errors, for all:
 * - `agent.offline`: nothing was sent; the act did not happen. May be repeated.
 * - `agent.busy`: too many requests wait for the agent; nothing was sent. May be repeated later.
 * - `agent.gone`: sent, and the answer was lost. The act MAY have happened: look before repeating.
 * - `command.timeout`: it ran longer than allowed and was ended; its effects may remain.
 * - `agent.refused`: the policy on the cluster said no. Will stay so.
 * - `ssh.…`: the host was not reached, or is no use; nothing was sent. `ssh.unreachable` may be repeated later, the others need somebody.
 *
 * Paths are absolute. Reads, `stat`, `list`, `makeDirectory` and `writeFile` may be repeated freely;
 * `run` only if the command itself may.
 *
 * Whoever opened a channel closes it; closing ends what still runs for it, on the cluster too where the way there can say so.
 * Files that were opened to be streamed are not closed with it: whoever opened one disposes of it.
 */
export interface CommandChannel extends AsyncDisposable {
  readonly peer: ChannelPeer;

  /**
   * The home folder of the account, absolute; asked for once. `undefined` when it cannot be known: an older agent refuses the question, or the
   * account has none.
   */
  findHome(): Promise<string | undefined>;

  /** Also throws `command.not_started` when the program does not exist or may not be executed. */
  run(command: CommandRequest): Promise<CommandResult>;

  /** At most `maxBytes` (default 1 MiB, never more than 4 MiB) from `offset`. Throws `file.not_found`, `file.failed`. */
  readFile(path: string, range?: { readonly offset?: number; readonly maxBytes?: number }): Promise<FileChunk>;

  /** The end of a file: its last `maxBytes` (default 64 KiB). Throws `file.not_found`, `file.failed`. */
  tail(path: string, maxBytes?: number): Promise<FileChunk>;

  /** Replaces the file in one step: readers see the old content or the new. Throws `file.failed`. */
  writeFile(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<void>;

  /** A file of any size, as fast as it is taken. Throws `file.not_found`, `file.failed`. */
  openRead(path: string, options?: ReadingOptions): Promise<FileReading>;

  /** Replaces a file by one of any size, in one step at its end. Throws `file.failed`; over an older agent `request.too_large` above 4 MiB. */
  openWrite(path: string, options?: WriteOptions): Promise<FileWriting>;

  /** `undefined` when nothing is there. Throws `file.failed`. */
  stat(path: string): Promise<FileStat | undefined>;

  /** Sorted by name, at most 10,000. Throws `file.not_found`, `file.failed`. */
  list(path: string): Promise<readonly DirectoryEntry[]>;

  /**
   * With parents; fine when it exists already. `mode`: permission bits; where the folder above hands its group on (setgid), the new one does
   * so too. Throws `file.failed`.
   */
  makeDirectory(path: string, options?: { readonly mode?: number }): Promise<void>;
}
