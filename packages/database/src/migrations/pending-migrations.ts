import { AppError } from "@postern/domain";
import type { Migration } from "./migration.ts";

/**
 * The steps that bring a database from `current` (0: empty) to the newest schema, in order.
 *
 * @throws storage.schema_newer when the database was written by a newer Postern.
 */
export function pendingMigrations(current: number, migrations: readonly Migration[]): readonly Migration[] {
  const newest = migrations.at(-1)?.number ?? 0;
  if (current > newest) {
    const detail = `schema ${String(current)}, this program knows ${String(newest)}`;
    throw new AppError("storage.schema_newer", "The database was written by a newer Postern than this one.", { detail });
  }
  return migrations.filter((migration) => migration.number > current);
}
