import { randomUUID } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { link, open, readdir, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppError, isAppError } from "@postern/domain";
import { requireClosedKeyFile } from "./key-file-access.ts";

const onlyOwner = 0o600;
const draftEnding = ".new";
const createNew = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
// Without O_NONBLOCK, a pipe under the name of the key file would hold the start up for ever.
const readNow = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * The bytes of a file that only the running account can read. The caller wipes them.
 *
 * @throws vault.key_file_missing · vault.key_file_failed · vault.key_file_invalid · vault.key_file_open · vault.key_file_foreign
 */
export function readClosedFile(path: string): Uint8Array {
  try {
    const file = openSync(path, readNow);
    try {
      // The descriptor is looked at, not the name: the name may mean another file a moment later.
      const { mode, uid, size } = fstatSync(file);
      const isRegular = (mode & constants.S_IFMT) === constants.S_IFREG;
      requireClosedKeyFile(path, { isRegular, sizeBytes: size, mode, ownerId: uid }, effectiveAccountId());
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw isAppError(error) ? error : toReadError(path, error);
  }
}

/**
 * Complete under a draft's name first, then linked: a link fails when the name is taken, so nothing is overwritten, and no crash or second
 * starter ever meets half a file.
 *
 * @throws vault.key_file_exists · vault.key_file_failed. No file of that name was made then.
 */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  await writeThrough(path, bytes, (draft) => link(draft, path));
}

/**
 * Complete under a draft's name first, read back, then renamed: the name means the whole old file or the whole new one at every moment.
 *
 * @throws vault.key_file_failed. The file is the old one or the new one, and whole.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  // Of a link the file at its end, which is the one that counts.
  const target = await realpath(path).catch((error: unknown) => {
    throw toReadError(path, error);
  });
  await writeThrough(target, bytes, (draft) => rename(draft, target));
  await removeDrafts(target);
}

/** What processes left that were killed while they wrote: copies of keys, as closed as the file, and yet one too many. Whoever replaces is alone at it. */
async function removeDrafts(path: string): Promise<void> {
  const folder = dirname(path);
  const isDraft = (name: string): boolean => name.startsWith(`.${basename(path)}.`) && name.endsWith(draftEnding);
  for (const name of await readdir(folder)) if (isDraft(name)) await rm(join(folder, name), { force: true });
}

async function writeThrough(path: string, bytes: Uint8Array, give: (draft: string) => Promise<void>): Promise<void> {
  const folder = dirname(path);
  const draft = join(folder, `.${basename(path)}.${randomUUID()}${draftEnding}`);
  try {
    await writeDraft(draft, bytes);
    requireSame(draft, bytes);
    await give(draft);
    await rm(draft, { force: true });
    await flushFolder(folder);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined); // the first error is the one to tell
    throw toWriteError(path, error);
  }
}

async function writeDraft(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, createNew, onlyOwner);
  await file.chmod(onlyOwner); // a umask may have taken the owner's bits as well
  await file.writeFile(bytes);
  await file.sync();
}

// A storage that takes bytes and loses them is found before the old file goes.
function requireSame(path: string, bytes: Uint8Array): void {
  const found = readClosedFile(path);
  const isSame = Buffer.compare(found, bytes) === 0;
  // SAFETY: the keys are in the file.
  found.fill(0);
  if (!isSame) throw new AppError("vault.key_file_failed", `What was written beside ${path} does not read back.`);
}

async function flushFolder(path: string): Promise<void> {
  await using folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  await folder.sync();
}

function effectiveAccountId(): number {
  // Node leaves it out on Windows only, where the owner that `stat` gives is always 0.
  return process.geteuid?.() ?? 0;
}

function toReadError(path: string, error: unknown): AppError {
  if (hasErrno(error, "ENOENT")) return new AppError("vault.key_file_missing", `The key file ${path} does not exist.`, { cause: error });
  return new AppError("vault.key_file_failed", `The key file ${path} cannot be read.`, { detail: String(error), cause: error });
}

function toWriteError(path: string, error: unknown): AppError {
  if (hasErrno(error, "EEXIST")) return new AppError("vault.key_file_exists", `${path} already exists.`, { cause: error });
  return new AppError("vault.key_file_failed", `The key file ${path} cannot be written.`, { detail: String(error), cause: error });
}

function hasErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
