import type { CommandRequest, CommandResult } from "@postern/domain";
import type {
  ChannelPeer,
  CommandChannel,
  DirectoryEntry,
  FileChunk,
  FileReading,
  FileStat,
  FileWriting,
  ReadingOptions,
  WriteOptions,
} from "@postern/transport";

/** A channel that somebody else owns: closing it here closes nothing. */
export class BorrowedChannel implements CommandChannel {
  readonly #owned: CommandChannel;

  constructor(owned: CommandChannel) {
    this.#owned = owned;
  }

  get peer(): ChannelPeer {
    return this.#owned.peer;
  }

  run(command: CommandRequest): Promise<CommandResult> {
    return this.#owned.run(command);
  }

  findHome(): Promise<string | undefined> {
    return this.#owned.findHome();
  }

  readFile(path: string, range?: { readonly offset?: number; readonly maxBytes?: number }): Promise<FileChunk> {
    return this.#owned.readFile(path, range);
  }

  tail(path: string, maxBytes?: number): Promise<FileChunk> {
    return this.#owned.tail(path, maxBytes);
  }

  writeFile(path: string, bytes: Uint8Array, options?: WriteOptions): Promise<void> {
    return this.#owned.writeFile(path, bytes, options);
  }

  openRead(path: string, options?: ReadingOptions): Promise<FileReading> {
    return this.#owned.openRead(path, options);
  }

  openWrite(path: string, options?: WriteOptions): Promise<FileWriting> {
    return this.#owned.openWrite(path, options);
  }

  stat(path: string): Promise<FileStat | undefined> {
    return this.#owned.stat(path);
  }

  list(path: string): Promise<readonly DirectoryEntry[]> {
    return this.#owned.list(path);
  }

  makeDirectory(path: string, options?: { readonly mode?: number }): Promise<void> {
    return this.#owned.makeDirectory(path, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
