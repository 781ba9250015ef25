import type { Database } from "@postern/database";
import { eventually } from "@postern/testing";
import { sql } from "kysely";

/**
 * Waits until so many transactions stand in front of a lock that another one holds. On SQLite there is one transaction at a time, so
 * the others have not even begun.
 *
 * Those that stand there get the lock in their order. One that comes at the moment when the lock is given back goes before them all:
 * PostgreSQL has not woken the first of them yet.
 */
export async function somebodyWaits(database: Database, atLeast = 1): Promise<void> {
  if (database.engine === "sqlite") return;
  await eventually(`${String(atLeast)} wait for a lock`, async () => {
    const waiting = sql<{ count: number }>`SELECT count(*) AS count FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    const { rows } = await waiting.execute(database.query);
    return Number(rows[0]?.count ?? 0) >= atLeast;
  });
}
