import { limits } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";

import type { CommandChannel, FileChunk } from "../command-channel.ts";
import type { FileIdentity, FileReading, FileWriting, ReadingOptions } from "../file-streams.ts";

type Pages = Pick<CommandChannel, "stat" | "readFile">;

/** A file in pages, over an agent that has no streams: a request for each, and the reader waits for its way there and back. */
export async function openPagedReading(channel: Pages, path: string, options: ReadingOptions = {}): Promise<FileReading> {
  const { offset = 0, maxBytes = Infinity } = options;
  const found = await channel.stat(path);
  if (found === undefined) throw new AppError("file.not_found", `Nothing is at ${path}.`);
  if (found.kind !== "file") throw new AppError("file.failed", `Cannot read ${path}: it is not a regular file.`);
  // The agent does not say which file it is; size and time are what is known.
  const file = { identity: "unknown", sizeBytes: found.sizeBytes, modifiedAt: found.modifiedAt };
  return new PagedReading({ channel, path, offset, maxBytes, file });
}

interface PagedReadingParts {
  readonly channel: Pages;
  readonly path: string;
  readonly offset: number;
  readonly maxBytes: number;
  readonly file: FileIdentity;
}

class PagedReading implements FileReading {
  readonly #parts: PagedReadingParts;
  #isOver = false;

  constructor(parts: PagedReadingParts) {
    this.#parts = parts;
  }

  get file(): FileIdentity {
    return this.#parts.file;
  }

  get offset(): number {
    return this.#parts.offset;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, undefined> {
    const { channel, path, offset, maxBytes } = this.#parts;
    for (let read = 0; read < maxBytes && !this.#isOver;) {
      const page: FileChunk = await channel.readFile(path, {
        offset: offset + read,
        maxBytes: Math.min(limits.maxFileBytes, maxBytes - read),
      });
      if (page.bytes.length === 0) return;
      read += page.bytes.length;
      yield page.bytes;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    return Promise.resolve();
  }
}

/** Collects what one `write` can carry. */
export class CollectedWriting implements FileWriting {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  #pieces: Uint8Array[] = [];
  #sizeBytes = 0;
  #isOver = false;

  /** @param write the whole of `CommandChannel.writeFile`, with its path and options */
  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#checkOpen();
    this.#sizeBytes += bytes.length;
    if (this.#sizeBytes > limits.maxFileBytes) {
      await this[Symbol.asyncDispose]();
      const largest = String(limits.maxFileBytes / 1024);
      throw new AppError("request.too_large", `This agent takes files of at most ${largest} KiB. A newer agent takes any size.`);
    }
    this.#pieces.push(bytes.slice());
  }

  async commit(): Promise<void> {
    this.#checkOpen();
    this.#isOver = true;
    await this.#write(Buffer.concat(this.#pieces));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#pieces = [];
    return Promise.resolve();
  }

  #checkOpen(): void {
    if (this.#isOver) throw new AppError("file.failed", "The writing has ended.");
  }
}
