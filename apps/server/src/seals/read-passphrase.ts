import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { AppError } from "@postern/domain";
import { Secret } from "@postern/vault";

const openBits = 0o077;
const standardInput = 0;

/**
 * The first line of a file that nobody else may read, or of standard input for `-`. The caller destroys it.
 *
 * @throws setting.invalid naming the file and the cure.
 */
export function readPassphrase(path: string): Secret {
  const bytes = path === "-" ? readAll(standardInput, "standard input") : readClosed(path);
  try {
    const end = bytes.indexOf("\n");
    const line = bytes.subarray(0, end === -1 ? bytes.byteLength : end);
    const text = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
    if (text.byteLength === 0)
      throw invalid(`The first line of ${path === "-" ? "standard input" : path} is empty; it is to be the passphrase.`);
    return Secret.fromBytes(text);
  } finally {
    bytes.fill(0);
  }
}

function readClosed(path: string): Buffer {
  const file = attempt(path, () => openSync(path, "r"));
  try {
    // Of the opened file, not of the name. A pipe, as a shell makes one for `<(…)`, has no bits that matter.
    const stat = fstatSync(file);
    if (stat.isFile() && (stat.mode & openBits) !== 0) throw invalid(`Others can read ${path}. Run: chmod 600 ${path}`);
    return readAll(file, path);
  } finally {
    closeSync(file);
  }
}

function readAll(file: number, name: string): Buffer {
  return attempt(name, () => readFileSync(file));
}

function attempt<Result>(name: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw invalid(`The passphrase cannot be read from ${name}.`, error);
  }
}

function invalid(message: string, cause?: unknown): AppError {
  return new AppError("setting.invalid", message, { fields: ["passphrase-file"], cause });
}
