import { AppError } from "@postern/domain";
import type { Clock, Logger } from "@postern/domain";
import type { Database } from "./database.ts";
import { PostgresDatabase } from "./postgres/postgres-database.ts";
import { SqliteDatabase } from "./sqlite/sqlite-database.ts";
import { toOpenError } from "./storage-error.ts";

interface OpenParts {
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Opens the storage that a URL names: `sqlite:/path/to/file` or `postgresql://…`.
 *
 * @throws setting.invalid for any other scheme. @throws storage.schema_newer as `migrate` does.
 * @throws storage.unavailable when it is not there, damaged, or does not let us in.
 */
export async function openDatabase(url: string, parts: OpenParts): Promise<Database> {
  try {
    return await open(url, parts);
  } catch (error) {
    throw toOpenError(error);
  }
}

function open(url: string, parts: OpenParts): Database | Promise<Database> {
  if (url.startsWith("sqlite:")) return SqliteDatabase.open({ path: url.slice("sqlite:".length), ...parts });
  if (/^postgres(ql)?:\/\//.test(url)) return PostgresDatabase.open({ url, ...parts });
  throw new AppError("setting.invalid", "The database setting must begin with sqlite: or postgresql://.");
}
