import { AppError } from "@postern/domain";

import type { FileIdentity, FileReading, FileWriting } from "../file-streams.ts";
import { fileError } from "../local/file-error.ts";
import { discard, lostWhile, sftpPieceBytes, untilShort } from "./sftp-files.ts";
import { SftpLost } from "./sftp-session.ts";
import type { SftpSession } from "./sftp-session.ts";

/** Of one reader: a mebibyte under way hides the time of a long way. */
const piecesAtOnce = 8;

export interface SftpReadingParts {
  readonly sftp: SftpSession;
  readonly handle: Buffer;
  readonly path: string;
  readonly hostName: string;
  readonly file: FileIdentity;
  readonly offset: number;
  readonly maxBytes: number;
}

/** A file that is read over SFTP, some pieces at once, and no further than whoever takes them. */
export class SftpReading implements FileReading {
  readonly #parts: SftpReadingParts;
  #isOver = false;

  constructor(parts: SftpReadingParts) {
    this.#parts = parts;
  }

  get file(): FileIdentity {
    return this.#parts.file;
  }

  get offset(): number {
    return this.#parts.offset;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, undefined> {
    const { maxBytes, path, hostName } = this.#parts;
    try {
      for (let read = 0; !this.#isOver && read < maxBytes;) {
        const pieces = await this.#read(read);
        for (const piece of pieces) yield piece;
        const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
        if (length === 0) return;
        read += length;
      }
    } catch (error) {
      throw error instanceof SftpLost ? lostWhile(hostName, error) : fileError("read", path, error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#parts.sftp.closeFile(this.#parts.handle).catch(() => undefined);
  }

  /** One piece at first, for readers that want no more, and one beyond the end that was known; else several at once. */
  async #read(from: number): Promise<readonly Buffer[]> {
    const { sftp, handle, offset, maxBytes, file } = this.#parts;
    const known = Math.ceil((file.sizeBytes - offset - from) / sftpPieceBytes);
    const count = from === 0 ? 1 : Math.max(1, Math.min(piecesAtOnce, known, Math.ceil((maxBytes - from) / sftpPieceBytes)));
    const starts = Array.from({ length: count }, (_, index) => from + index * sftpPieceBytes);
    const pieces = await Promise.all(starts.map((start) => sftp.read(handle, offset + start, Math.min(sftpPieceBytes, maxBytes - start))));
    return untilShort(pieces).filter((piece) => piece.length > 0);
  }
}

export interface SftpWritingParts {
  readonly sftp: SftpSession;
  readonly handle: Buffer;
  readonly path: string;
  readonly temporary: string;
  readonly hostName: string;
  /** Says why something could not be written, which SFTP does not. */
  readonly explain: (error: unknown) => Promise<AppError>;
}

/** A file that is written over SFTP beside its path, and renamed at its end. */
export class SftpWriting implements FileWriting {
  readonly #parts: SftpWritingParts;
  #offset = 0;
  #isOver = false;

  constructor(parts: SftpWritingParts) {
    this.#parts = parts;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { sftp, handle } = this.#parts;
    await this.#guard(async () => {
      const from = this.#offset;
      this.#offset += bytes.length;
      await sftp.write(handle, bytes, from);
    });
  }

  async commit(): Promise<void> {
    const { sftp, handle, temporary, path } = this.#parts;
    await this.#guard(async () => {
      await sftp.sync(handle);
      await sftp.rename(temporary, path);
      this.#isOver = true;
      await sftp.closeFile(handle).catch(() => undefined);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await discard(this.#parts.sftp, this.#parts.handle, this.#parts.temporary);
  }

  async #guard(act: () => Promise<void>): Promise<void> {
    const { path, hostName, explain } = this.#parts;
    if (this.#isOver) throw new AppError("file.failed", `Cannot write ${path}: the writing has ended.`);
    try {
      await act();
    } catch (error) {
      const told = error instanceof SftpLost ? lostWhile(hostName, error) : await explain(error);
      await this[Symbol.asyncDispose]();
      throw told;
    }
  }
}
