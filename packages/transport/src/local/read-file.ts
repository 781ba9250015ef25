import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

import { AppError, isAppError } from "@postern/domain";

import type { FileChunk } from "../command-channel.ts";
import { checkPath, fileError } from "./file-error.ts";

/** No answer carries more of a file than this. */
export const maxChunkBytes = 4 * 1024 * 1024;
const defaultReadBytes = 1024 * 1024;
const defaultTailBytes = 64 * 1024;

/** At most `maxBytes` (default 1 MiB, never more than 4 MiB) from `offset`. Throws `file.not_found`, `file.failed`. */
export async function readFileRange(
  path: string,
  range: { readonly offset?: number; readonly maxBytes?: number } = {},
): Promise<FileChunk> {
  const offset = range.offset ?? 0;
  if (!Number.isSafeInteger(offset) || offset < 0) throw new AppError("file.failed", `Cannot read ${path}: the offset must be 0 or more.`);
  return withRegularFile(path, (file, sizeBytes) => readAt(file, { offset, maxBytes: range.maxBytes ?? defaultReadBytes, sizeBytes }));
}

/** The last `maxBytes` (default 64 KiB, never more than 4 MiB) of a file. Throws `file.not_found`, `file.failed`. */
export async function tailFile(path: string, maxBytes: number = defaultTailBytes): Promise<FileChunk> {
  return withRegularFile(path, (file, sizeBytes) => {
    const offset = Math.max(0, sizeBytes - clamp(maxBytes));
    return readAt(file, { offset, maxBytes, sizeBytes });
  });
}

async function withRegularFile(path: string, act: (file: FileHandle, sizeBytes: number) => Promise<FileChunk>): Promise<FileChunk> {
  checkPath("read", path);
  try {
    // Without O_NONBLOCK, opening a named pipe would hold a thread until somebody writes to it.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) throw new AppError("file.failed", `Cannot read ${path}: it is not a regular file.`);
    return await act(file, found.size);
  } catch (error) {
    throw isAppError(error) ? error : fileError("read", path, error);
  }
}

async function readAt(
  file: FileHandle,
  wanted: { readonly offset: number; readonly maxBytes: number; readonly sizeBytes: number },
): Promise<FileChunk> {
  const { offset, sizeBytes } = wanted;
  const maxBytes = clamp(wanted.maxBytes);
  // A file that grows while it is read may give more than its first size said, up to what was asked for.
  const buffer = Buffer.allocUnsafe(sizeBytes === 0 ? maxBytes : Math.min(maxBytes, Math.max(0, sizeBytes - offset)));
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, offset + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  // Files of /proc say that they have no size and have content all the same.
  const fileSizeBytes = length === 0 ? sizeBytes : Math.max(sizeBytes, offset + length);
  return { offset, bytes: new Uint8Array(buffer.buffer, buffer.byteOffset, length), fileSizeBytes };
}

function clamp(maxBytes: number): number {
  return Math.max(0, Math.min(maxChunkBytes, Math.floor(maxBytes)));
}
