import { open, readFile, stat } from "node:fs/promises";
import { AppError } from "@postern/domain";

const openBits = 0o077;

/** The first line of a file that nobody else may read. @throws setting.invalid naming the file and the cure. */
export async function readSecretFile(path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if ((mode & openBits) !== 0) throw new AppError("setting.invalid", `Others can read ${path}. Run: chmod 600 ${path}`);
    const [line = ""] = (await readFile(path, "utf8")).split(/\r?\n/);
    if (line === "") throw new AppError("setting.invalid", `The file ${path} is empty.`);
    return line;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("setting.invalid", `The file ${path} cannot be read.`, { cause: error });
  }
}

/** Makes a file that only its owner can read. An existing one is not written over. */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  try {
    await using file = await open(path, "wx", 0o600);
    await file.writeFile(`${text}\n`);
    await file.sync();
  } catch (error) {
    throw new AppError("setting.invalid", `The file ${path} cannot be made; it must not exist yet.`, { cause: error });
  }
}
