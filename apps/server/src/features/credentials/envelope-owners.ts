import type { Query } from "@postern/database";
import { homeOfRow } from "../../home.ts";
import type { EnvelopeOwner } from "../keys/envelope-owner.ts";
import { sealContextOf } from "./seal-context.ts";

/** Which of these envelopes are those of credentials, and what each is bound to. A deleted credential still owns the one that it left. */
export async function findCredentialOwners(query: Query, envelopeIds: readonly string[]): Promise<readonly EnvelopeOwner[]> {
  if (envelopeIds.length === 0) return [];
  const rows = await query
    .selectFrom("credentials")
    .select(["id", "envelope_id", "name", "provider", "user_id", "workspace_id"])
    .where("envelope_id", "in", [...envelopeIds])
    .execute();
  return rows.map((row) => ({
    envelopeId: row.envelope_id,
    context: sealContextOf({ id: row.id, home: homeOfRow(row), provider: row.provider }),
    kind: "credential",
    id: row.id,
    name: row.name,
    workspaceId: row.workspace_id,
  }));
}
