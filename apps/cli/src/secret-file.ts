import { open, readFile, stat, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { AppError, isAppError } from "@postern/domain";

const openBits = 0o077;

/** The first line of a file that nobody else may read. @throws setting.invalid naming the file and the cure. */
export async function readSecretFile(path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if ((mode & openBits) !== 0) throw new AppError("setting.invalid", `Others can read ${path}. Run: chmod 600 ${path}`);
    const [line = ""] = (await readFile(path, "utf8")).split(/\r?\n/);
    if (line === "") throw new AppError("setting.invalid", `The first line of the file ${path} is empty.`);
    return line;
  } catch (error) {
    if (isAppError(error)) throw error;
    throw new AppError("setting.invalid", `The file ${path} cannot be read.`, { cause: error });
  }
}

/** Makes a file that only its owner can read. @throws setting.invalid when it exists or cannot be made. */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  await using file = await NewSecretFile.reserve(path);
  await file.write(text);
}

/**
 * A file for a secret that does not exist yet: taken first and written last, so that a secret is never made for a file
 * that cannot hold it. Mode 600. Disposing before `write` takes it away again.
 */
export class NewSecretFile implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  #isWritten = false;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** @throws setting.invalid when it exists or cannot be made. */
  static async reserve(path: string): Promise<NewSecretFile> {
    try {
      return new NewSecretFile(path, await open(path, "wx", 0o600));
    } catch (error) {
      throw new AppError("setting.invalid", `The file ${path} cannot be made; it must not exist yet.`, { cause: error });
    }
  }

  async write(text: string): Promise<void> {
    await this.#file.writeFile(`${text}\n`);
    await this.#file.sync();
    this.#isWritten = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
    if (!this.#isWritten) await unlink(this.#path);
  }
}
