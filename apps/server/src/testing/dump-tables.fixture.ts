import type { Database, Tables } from "@postern/database";

/** What every look changes. */
const restless: ReadonlySet<string> = new Set(["last_used_at", "last_used_address", "last_seen_at", "last_access_at"]);

/** What changes by itself: the leading server renews its lease. */
const restlessTables: ReadonlySet<string> = new Set(["leases"]);

/** All that is stored, as text, so that a test can say that nothing has changed. */
export async function dumpTables({ query }: Database): Promise<string> {
  const tables = await query.introspection.getTables();
  const dumps: Record<string, readonly string[]> = {};
  for (const { name } of tables.toSorted((one, other) => one.name.localeCompare(other.name))) {
    if (restlessTables.has(name)) continue;
    const rows = await query
      .selectFrom(name as keyof Tables)
      .selectAll()
      .execute();
    dumps[name] = rows.map(textOf).sort();
  }
  return JSON.stringify(dumps, null, 1);
}

function textOf(row: object): string {
  return JSON.stringify(Object.entries(row).filter(([column]) => !restless.has(column)));
}
