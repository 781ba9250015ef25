import { randomUUID } from "node:crypto";
import { constants, link, open, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppError, isAppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { KeyRing } from "../keys/key-ring.ts";
import { systemRandom } from "../random-bytes.ts";
import type { RandomBytes } from "../random-bytes.ts";
import { requireClosedKeyFile } from "./key-file-access.ts";
import { parseKeyFile, renderKeyFile } from "./key-file-format.ts";
import type { Seal } from "./seal.ts";

export interface KeyFileOptions {
  /** Gives the creation time that is noted beside the key. */
  readonly clock: Pick<Clock, "now">;
  readonly random?: RandomBytes;
}

const onlyOwner = 0o600;
const createNew = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
// Without O_NONBLOCK, a pipe under the name of the key file would hold the start up for ever.
const readNow = constants.O_RDONLY | constants.O_NONBLOCK;

/** Master keys in a file that only the running account may read (SPEC.md, section 6). */
export class KeyFileSeal implements Seal {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes a key file with one new random key, complete and durable when it resolves.
   *
   * @throws vault.key_file_exists when something has that name already. It stays as it was.
   * @throws vault.key_file_failed when the folder is missing, closed, or on a full disk. No key file is there then.
   */
  static async create(path: string, options: KeyFileOptions): Promise<KeyFileSeal> {
    using ring = KeyRing.generate(options.clock.now(), options.random ?? systemRandom);
    const bytes = renderKeyFile(ring);
    try {
      await writeNewFile(path, bytes);
    } finally {
      // SAFETY: the text of the key is only in the file now.
      bytes.fill(0);
    }
    return new KeyFileSeal(path);
  }

  /** A key file that exists. Looks at it already, so that a file that cannot be used is refused now; throws as `unseal`. */
  static async open(path: string): Promise<KeyFileSeal> {
    const seal = new KeyFileSeal(path);
    using _ring = await seal.unseal();
    return seal;
  }

  /**
   * The key file, made if nothing has that name. May run twice at once: both get the same file.
   *
   * INVARIANT: not for a database that holds envelopes already. A new key beside them opens none; there, use `open`.
   *
   * @throws as `open` and `create`.
   */
  static async ensure(path: string, options: KeyFileOptions): Promise<KeyFileSeal> {
    try {
      // First of all the file that is there: its folder may be read-only, as a mounted secret is.
      return await KeyFileSeal.open(path);
    } catch (error) {
      if (!isAppError(error, "vault.key_file_missing")) throw error;
    }
    try {
      return await KeyFileSeal.create(path, options);
    } catch (error) {
      // Somebody else was faster, and their file is complete.
      if (isAppError(error, "vault.key_file_exists")) return await KeyFileSeal.open(path);
      throw error;
    }
  }

  /** @throws vault.key_file_missing · vault.key_file_failed · vault.key_file_invalid · vault.key_file_open · vault.key_file_foreign */
  async unseal(): Promise<KeyRing> {
    const bytes = await readClosedFile(this.path);
    try {
      return parseKeyFile(bytes, this.path);
    } finally {
      // SAFETY: the ring holds its own copies of the keys.
      bytes.fill(0);
    }
  }
}

async function readClosedFile(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path, readNow);
    // The descriptor is looked at, not the name: the name may mean another file a moment later.
    const { mode, uid, size } = await file.stat();
    const isRegular = (mode & constants.S_IFMT) === constants.S_IFREG;
    requireClosedKeyFile(path, { isRegular, sizeBytes: size, mode, ownerId: uid }, effectiveAccountId());
    return await file.readFile();
  } catch (error) {
    throw isAppError(error) ? error : toReadError(path, error);
  }
}

// Complete under a draft's name first, then linked: a link fails when the name is taken, so nothing is overwritten, and no crash or
// second starter ever meets half a key file.
async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const draft = join(folder, `.${basename(path)}.${randomUUID()}.new`);
  try {
    await writeDraft(draft, bytes);
    await link(draft, path);
    await rm(draft);
    await flushFolder(folder);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined); // the first error is the one to tell
    throw toCreateError(path, error);
  }
}

async function writeDraft(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, createNew, onlyOwner);
  await file.chmod(onlyOwner); // a umask may have taken the owner's bits as well
  await file.writeFile(bytes);
  await file.sync();
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

function toCreateError(path: string, error: unknown): AppError {
  if (hasErrno(error, "EEXIST")) return new AppError("vault.key_file_exists", `${path} already exists.`, { cause: error });
  return new AppError("vault.key_file_failed", `The key file ${path} cannot be made.`, { detail: String(error), cause: error });
}

function hasErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
