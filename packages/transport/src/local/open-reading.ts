import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

import { AppError, isAppError } from "@postern/domain";

import type { FileIdentity, FileReading, ReadingOptions } from "../file-streams.ts";
import { checkPath, fileError } from "./file-error.ts";

/** Large enough that the calls do not count, small enough that many readers fit. */
const pieceBytes = 256 * 1024;

/** Opens a regular file to be read piece by piece. Throws `file.not_found`, `file.failed`. */
export async function openFileReading(path: string, options: ReadingOptions = {}): Promise<FileReading> {
  checkPath("read", path);
  const offset = options.offset ?? 0;
  if (!Number.isSafeInteger(offset) || offset < 0) throw new AppError("file.failed", `Cannot read ${path}: the offset must be 0 or more.`);
  let handle: FileHandle | undefined;
  try {
    // Without O_NONBLOCK, opening a named pipe would hold a thread until somebody writes to it.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const { identity, isFile, ...found } = await look(handle);
    if (!isFile) throw new AppError("file.failed", `Cannot read ${path}: it is not a regular file.`);
    return new LocalReading({ path, handle, offset, file: { identity, ...found }, maxBytes: options.maxBytes ?? Infinity });
  } catch (error) {
    await handle?.close();
    throw isAppError(error) ? error : fileError("read", path, error);
  }
}

async function look(handle: FileHandle): Promise<FileIdentity & { readonly isFile: boolean }> {
  // As large numbers: file systems of clusters use all 64 bits. Not the device: the same file has another one on the next login node.
  const found = await handle.stat({ bigint: true });
  return { identity: String(found.ino), sizeBytes: Number(found.size), modifiedAt: Number(found.mtimeMs), isFile: found.isFile() };
}

interface LocalReadingParts {
  readonly path: string;
  readonly handle: FileHandle;
  readonly offset: number;
  readonly file: FileIdentity;
  readonly maxBytes: number;
}

class LocalReading implements FileReading {
  readonly file: FileIdentity;
  readonly offset: number;
  readonly #parts: LocalReadingParts;

  constructor(parts: LocalReadingParts) {
    this.file = parts.file;
    this.offset = parts.offset;
    this.#parts = parts;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, undefined> {
    const { handle, offset, maxBytes, path } = this.#parts;
    let read = 0;
    try {
      while (read < maxBytes) {
        const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, maxBytes - read));
        const { bytesRead } = await handle.read(piece, 0, piece.length, offset + read);
        if (bytesRead === 0) return;
        read += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } catch (error) {
      throw fileError("read", path, error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.handle.close();
  }
}
