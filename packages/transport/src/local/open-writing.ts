import { open, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

import { AppError, isAppError } from "@postern/domain";

import type { WriteOptions } from "../command-channel.ts";
import type { FileWriting } from "../file-streams.ts";
import { cleanUnfinished } from "./clean-unfinished.ts";
import { checkPath, fileError } from "./file-error.ts";
import { defaultMode, syncFolder, temporaryBeside } from "./write-file.ts";

/** Opens a file to be written piece by piece, and put in its place at the end. Throws `file.failed`. */
export async function openFileWriting(path: string, options: WriteOptions = {}): Promise<FileWriting> {
  checkPath("write", path);
  const temporary = temporaryBeside(path);
  const mode = options.mode ?? defaultMode;
  try {
    const handle = await open(temporary, "wx", mode);
    const writing = new LocalWriting({ path, temporary, handle });
    // The umask may have taken bits away from the mode of `open`.
    await writing.guard(() => handle.chmod(mode));
    return writing;
  } catch (error) {
    throw isAppError(error) ? error : fileError("write", path, error);
  }
}

interface LocalWritingParts {
  readonly path: string;
  readonly temporary: string;
  readonly handle: FileHandle;
}

class LocalWriting implements FileWriting {
  readonly #parts: LocalWritingParts;
  #isOver = false;

  constructor(parts: LocalWritingParts) {
    this.#parts = parts;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.guard(async () => {
      // One call may write less than it was given: a disk that fills up does.
      for (let written = 0; written < bytes.length;) {
        written += (await this.#parts.handle.write(bytes, written)).bytesWritten;
      }
    });
  }

  async commit(): Promise<void> {
    const { handle, temporary, path } = this.#parts;
    await this.guard(async () => {
      await handle.sync();
      await handle.close();
      await rename(temporary, path);
      this.#isOver = true;
      await syncFolder(dirname(path));
      await cleanUnfinished(path);
    });
  }

  /** Whatever fails ends it, and leaves nothing behind. */
  async guard(act: () => Promise<void>): Promise<void> {
    const { path } = this.#parts;
    if (this.#isOver) throw new AppError("file.failed", `Cannot write ${path}: the writing has ended.`);
    try {
      await act();
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw fileError("write", path, error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const { handle, temporary } = this.#parts;
    // What matters is why the writing ended; a leftover is only untidy.
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
