import { AppError } from "@postern/domain";

import type { FileChunk, WriteOptions } from "../command-channel.ts";
import { SftpRefused } from "./sftp-session.ts";
import type { SftpSession } from "./sftp-session.ts";

/** A page of most servers. Several are asked for at once, so that a long way there costs its time once. */
export const sftpPieceBytes = 128 * 1024;

export type ReadRange = { readonly from: "offset"; readonly offset: number; readonly maxBytes: number } | TailRange;
interface TailRange {
  readonly from: "end";
  readonly maxBytes: number;
}

/** A piece of a regular file. Rejects with `SftpRefused` for what is none, and as `SftpSession` does. */
export async function readBySftp(sftp: SftpSession, path: string, range: ReadRange): Promise<FileChunk> {
  const file = await openRegular(sftp, path);
  try {
    const { size } = await sftp.fstat(file);
    const offset = range.from === "offset" ? range.offset : Math.max(0, size - range.maxBytes);
    // Files of /proc say that they have no size and have content all the same.
    const wanted = size === 0 ? range.maxBytes : Math.min(range.maxBytes, Math.max(0, size - offset));
    const starts = Array.from({ length: Math.ceil(wanted / sftpPieceBytes) }, (_, index) => index * sftpPieceBytes);
    const pieces = await Promise.all(starts.map((start) => sftp.read(file, offset + start, Math.min(sftpPieceBytes, wanted - start))));
    const bytes = new Uint8Array(Buffer.concat(untilShort(pieces)));
    return { offset, bytes, fileSizeBytes: bytes.length === 0 ? size : Math.max(size, offset + bytes.length) };
  } finally {
    // What matters was read.
    await sftp.closeFile(file).catch(() => undefined);
  }
}

/** Looks before it opens: opening a named pipe would hold up all of the server's SFTP until somebody writes to it. */
export async function openRegular(sftp: SftpSession, path: string): Promise<Buffer> {
  if (!(await sftp.stat(path)).isFile()) throw new SftpRefused(undefined, undefined);
  return sftp.open(path, "r");
}

/** Pieces are asked for at once, so one that is short may be followed by one of a file that has grown meanwhile. */
export function untilShort(pieces: readonly Buffer[]): readonly Buffer[] {
  const short = pieces.findIndex((piece) => piece.length < sftpPieceBytes);
  return short === -1 ? pieces : pieces.slice(0, short + 1);
}

export interface SftpWriteWish {
  readonly path: string;
  /** A new name in the same folder. */
  readonly temporary: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** Replaces a file in one step. Rejects as `SftpSession` does, with nothing left beside it where it can be helped. */
export async function writeBySftp(sftp: SftpSession, { path, temporary, bytes, mode }: SftpWriteWish): Promise<void> {
  const file = await sftp.open(temporary, "wx", 0o600);
  try {
    await sftp.setMode(file, mode);
    await sftp.write(file, bytes, 0);
    await sftp.sync(file);
    await sftp.closeFile(file);
    await sftp.rename(temporary, path);
  } catch (error) {
    await discard(sftp, file, temporary);
    throw error;
  }
}

/** What matters is why the writing ended; a leftover is only untidy. */
export async function discard(sftp: SftpSession, file: Buffer, temporary: string): Promise<void> {
  await sftp.closeFile(file).catch(() => undefined);
  await sftp.remove(temporary).catch(() => undefined);
}

export function modeOf({ mode }: WriteOptions): number {
  return mode ?? 0o600;
}

export function lostWhile(hostName: string, cause: unknown): AppError {
  return new AppError("agent.gone", `The connection to ${hostName} broke in the middle of a file.`, { cause });
}
