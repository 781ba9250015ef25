import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { AppError } from "@postern/domain";
import { Secret } from "@postern/vault";

const openBits = 0o077;
const standardInput = 0;

export interface SecretLine {
  /** `-`: standard input. */
  readonly path: string;
  /** The setting that named it. */
  readonly setting: string;
  /** For messages: `passphrase`, `token`. */
  readonly what: string;
}

/**
 * The first line of a file that nobody else may read, or of standard input. The caller destroys it.
 *
 * @throws setting.invalid naming the file and the cure.
 */
export function readSecretLine(line: SecretLine): Secret {
  const bytes = line.path === "-" ? readAll(standardInput, line) : readClosed(line);
  try {
    const end = bytes.indexOf("\n");
    const first = bytes.subarray(0, end === -1 ? bytes.byteLength : end);
    const text = first.at(-1) === 0x0d ? first.subarray(0, -1) : first;
    if (text.byteLength === 0) throw invalid(line, `The first line of ${nameOf(line)} is empty; it is to be the ${line.what}.`);
    return Secret.fromBytes(text);
  } finally {
    bytes.fill(0);
  }
}

function readClosed(line: SecretLine): Buffer {
  const { path } = line;
  const file = attempt(line, () => openSync(path, "r"));
  try {
    // Of the opened file, not of the name. A pipe, as a shell makes one for `<(…)`, has no bits that matter.
    const stat = fstatSync(file);
    if (stat.isFile() && (stat.mode & openBits) !== 0) throw invalid(line, `Others can read ${path}. Run: chmod 600 ${path}`);
    return readAll(file, line);
  } finally {
    closeSync(file);
  }
}

function readAll(file: number, line: SecretLine): Buffer {
  return attempt(line, () => readFileSync(file));
}

function attempt<Result>(line: SecretLine, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw invalid(line, `The ${line.what} cannot be read from ${nameOf(line)}.`, error);
  }
}

function nameOf({ path }: SecretLine): string {
  return path === "-" ? "standard input" : path;
}

function invalid({ setting }: SecretLine, message: string, cause?: unknown): AppError {
  return new AppError("setting.invalid", message, { fields: [setting], cause });
}
