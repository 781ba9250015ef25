import SqliteHandle from "better-sqlite3";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { makePrivate } from "./sqlite/make-private.ts";
import { toOpenError } from "./storage-error.ts";

/** Longer than a server takes to close, so that its successor may be started at once. */
const patienceMs = 15_000;
const lookAgainMs = 200;

/**
 * Makes this process the only server of an embedded database, until it is disposed or the process ends, in whatever way:
 * the lock is one of the operating system's. Commands beside the server need no such hold. PostgreSQL is meant to be shared.
 *
 * @throws storage.in_use when another server is still there after 15 s. @throws storage.unavailable when no lock can be had at all.
 */
export async function holdAlone(url: string, clock: Clock): Promise<Disposable> {
  if (!url.startsWith("sqlite:")) return { [Symbol.dispose]: () => undefined };
  const path = url.slice("sqlite:".length);
  const until = clock.now() + patienceMs;
  for (;;) {
    const handle = tryToHold(`${path}.lock`);
    if (handle !== undefined) return { [Symbol.dispose]: () => void handle.close() };
    if (clock.now() >= until) throw new AppError("storage.in_use", `Another server works on the database ${path}.`);
    await clock.sleep(lookAgainMs);
  }
}

// An empty database of its own: locking the real one would keep the commands beside the server out.
function tryToHold(path: string): SqliteHandle.Database | undefined {
  let handle: SqliteHandle.Database | undefined;
  try {
    makePrivate(path);
    handle = new SqliteHandle(path, { timeout: 0 });
    handle.exec("BEGIN EXCLUSIVE");
    return handle;
  } catch (error) {
    handle?.close();
    if (error instanceof SqliteHandle.SqliteError && error.code === "SQLITE_BUSY") return undefined;
    throw toOpenError(error);
  }
}
