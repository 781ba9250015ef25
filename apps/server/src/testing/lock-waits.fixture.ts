import type { Database } from "@postern/database";
import { eventually } from "@postern/testing";
import { sql } from "kysely";

/**
 * Waits until a transaction stands in front of a lock that another one holds. On SQLite there is one transaction at a time, so the
 * second one has not even begun.
 */
export async function somebodyWaits(database: Database): Promise<void> {
  if (database.engine === "sqlite") return;
  await eventually("somebody waits for a lock", async () => {
    const waiting = sql<{ count: number }>`SELECT count(*) AS count FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    const { rows } = await waiting.execute(database.query);
    return (rows[0]?.count ?? 0) > 0;
  });
}
