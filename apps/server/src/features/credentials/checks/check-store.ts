import type { Query } from "@postern/database";
import type { CredentialId, TimeMs } from "@postern/domain";
import type { StoredCredential } from "../store.ts";

/** What a check may change of a credential. */
export type CheckColumns = Pick<StoredCredential, "status" | "status_message" | "validated_at" | "next_check_at" | "check_failures">;

/** Those whose time has come: first those that nobody has asked about yet, for a person waits for them. */
export function listDue(query: Query, now: TimeMs, limit: number): Promise<StoredCredential[]> {
  return query
    .selectFrom("credentials")
    .selectAll()
    .where("deleted_at", "is", null)
    .where("next_check_at", "<=", now)
    .orderBy("check_failures")
    .orderBy("next_check_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}

export async function saveCheck(query: Query, id: CredentialId, columns: Partial<CheckColumns>): Promise<void> {
  await query.updateTable("credentials").set(columns).where("id", "=", id).execute();
}

/** Puts off what is due, unless somebody has changed it since it was listed. */
export async function putOff(query: Query, rows: readonly StoredCredential[], until: TimeMs): Promise<void> {
  for (const { id, revision } of rows) {
    await query.updateTable("credentials").set({ next_check_at: until }).where("id", "=", id).where("revision", "=", revision).execute();
  }
}

/** Everything that an agent under one of these names may matter to is asked about at a moment. */
export async function makeConnectionsDue(query: Query, connectionIds: readonly string[], at: TimeMs): Promise<void> {
  await query
    .updateTable("credentials")
    .set({ next_check_at: at })
    .where("connection_id", "in", connectionIds)
    .where("deleted_at", "is", null)
    .execute();
}
