import type { AuditEntryRow, Query } from "@postern/database";
import type { UserId } from "@postern/domain";
import type { Insertable } from "kysely";

export async function insertEntry(query: Query, row: Insertable<AuditEntryRow>): Promise<void> {
  await query.insertInto("audit_entries").values(row).execute();
}

export async function findUserName(query: Query, id: UserId): Promise<string | null> {
  const user = await query.selectFrom("users").select("user_name").where("id", "=", id).executeTakeFirst();
  return user?.user_name ?? null;
}
