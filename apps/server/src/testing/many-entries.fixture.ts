import type { Database } from "@postern/database";
import { sql } from "kysely";

/** Entries in bulk, for tests of what reads many: without the chain, which would take minutes. */
export async function insertManyEntries({ query }: Database, count: number): Promise<void> {
  const detail = JSON.stringify({ text: "x".repeat(300) });
  await sql`
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
    INSERT INTO audit_entries (id, at, actor_user_id, actor_name, action, target_kind, target_id, detail, client, remote_address)
    SELECT n, 1767225600000 + n, 1, 'jane', 'thing.change', 'thing', 'target', ${detail}, 'http', '192.0.2.1' FROM numbers
  `.execute(query);
}
