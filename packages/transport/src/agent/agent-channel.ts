import { limits } from "@postern/agent-protocol";
import type { Operation, ValueOf } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { CommandRequest, CommandResult } from "@postern/domain";

import type { ChannelPeer, CommandChannel, DirectoryEntry, FileChunk, FileStat, WriteOptions } from "../command-channel.ts";
import type { FileReading, FileWriting, ReadingOptions } from "../file-streams.ts";
import type { AgentLink, FileStreams } from "./agent-link.ts";
import { RememberedHome } from "../remembered-home.ts";
import { checkOperation } from "./check-operation.ts";
import { CollectedWriting, openPagedReading } from "./paged-files.ts";

export interface AgentChannelOptions {
  /** Limit of each file operation. Default 30 s. */
  readonly fileTimeoutMs?: number;
}

/** A `CommandChannel` through an agent: each method is one request on its link, or one stream where the agent has them. */
export class AgentChannel implements CommandChannel {
  readonly peer: ChannelPeer;
  readonly #link: AgentLink;
  readonly #fileTimeoutMs: number;
  readonly #closing = new AbortController();
  readonly #home = new RememberedHome();

  constructor(link: AgentLink, options: AgentChannelOptions = {}) {
    this.peer = link.peer;
    this.#link = link;
    this.#fileTimeoutMs = options.fileTimeoutMs ?? 30_000;
  }

  /** Also throws `request.too_large` for a stdin above 1 MiB, with nothing sent. A limit above one hour and an output above 2 MiB are lowered to that: more does not fit the protocol. */
  async run(command: CommandRequest): Promise<CommandResult> {
    const { timeoutMs, maxOutputBytes = limits.defaultOutputBytes, isQuestion: _, ...rest } = command;
    const operation = { kind: "run", ...rest, maxOutputBytes: Math.min(maxOutputBytes, limits.maxOutputBytes) } as const;
    const { isCut, ...result } = await this.#ask(operation, Math.min(timeoutMs, limits.maxTimeoutMs));
    return isCut ? { ...result, isCut } : result;
  }

  findHome(): Promise<string | undefined> {
    return this.#home.find(this);
  }

  readFile(path: string, range: { readonly offset?: number; readonly maxBytes?: number } = {}): Promise<FileChunk> {
    const maxBytes = Math.min(range.maxBytes ?? limits.defaultOutputBytes, limits.maxFileBytes);
    return this.#ask({ kind: "read", path, offset: range.offset ?? 0, maxBytes }, this.#fileTimeoutMs);
  }

  tail(path: string, maxBytes: number = 64 * 1024): Promise<FileChunk> {
    return this.#ask({ kind: "tail", path, maxBytes: Math.min(maxBytes, limits.maxFileBytes) }, this.#fileTimeoutMs);
  }

  /** Also throws `request.too_large` above 4 MiB, with nothing sent. */
  async writeFile(path: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    await this.#ask({ kind: "write", path, bytes, ...options }, this.#fileTimeoutMs);
  }

  async openRead(path: string, options: ReadingOptions = {}): Promise<FileReading> {
    checkOperation({ kind: "read", path, offset: options.offset ?? 0, maxBytes: 1 });
    const streams = this.#openStreams();
    return streams === undefined ? openPagedReading(this, path, options) : streams.openRead(path, options);
  }

  async openWrite(path: string, options: WriteOptions = {}): Promise<FileWriting> {
    checkOperation({ kind: "write", path, bytes: new Uint8Array() });
    const streams = this.#openStreams();
    if (streams === undefined) return new CollectedWriting((bytes) => this.writeFile(path, bytes, options));
    return streams.openWrite(path, options);
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const { stat } = await this.#ask({ kind: "stat", path }, this.#fileTimeoutMs);
    return stat ?? undefined;
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    const { entries } = await this.#ask({ kind: "list", path }, this.#fileTimeoutMs);
    return entries;
  }

  async makeDirectory(path: string, options: { readonly mode?: number } = {}): Promise<void> {
    await this.#ask({ kind: "makeDirectory", path, ...options }, this.#fileTimeoutMs);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
  }

  #openStreams(): FileStreams | undefined {
    if (this.#closing.signal.aborted) throw new AppError("agent.offline", "The channel is closed.");
    return this.#link.streams?.();
  }

  async #ask<Asked extends Operation>(operation: Asked, timeoutMs: number): Promise<ValueOf<Asked["kind"]>> {
    const { signal } = this.#closing;
    if (signal.aborted) throw new AppError("agent.offline", "The channel is closed.");
    checkOperation(operation);
    const { promise: closed, reject: giveUp } = Promise.withResolvers<never>();
    const settled = new AbortController();
    const close = (): void => giveUp(new AppError("agent.gone", "The channel was closed while the answer was awaited."));
    signal.addEventListener("abort", close, { signal: settled.signal });
    try {
      // A link that cannot say so quickly must not hold up who closes.
      return await Promise.race([this.#link.request(operation, { timeoutMs, signal }), closed]);
    } finally {
      settled.abort();
    }
  }
}
