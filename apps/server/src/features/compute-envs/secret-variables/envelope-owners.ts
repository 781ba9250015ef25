import type { Query } from "@postern/database";
import { homeOfRow } from "../../../home.ts";
import type { EnvelopeOwner } from "../../keys/envelope-owner.ts";
import { sealContextOfVariables } from "./secret-variable.ts";

/** Which of these envelopes hold variables of environments, and what each is bound to. A deleted environment still owns the one that it left. */
export async function findVariableOwners(query: Query, envelopeIds: readonly string[]): Promise<readonly EnvelopeOwner[]> {
  if (envelopeIds.length === 0) return [];
  const rows = await query
    .selectFrom("secret_variables")
    .innerJoin("compute_envs", "compute_envs.id", "secret_variables.compute_env_id")
    .select(["compute_envs.id", "envelope_id", "name", "user_id", "workspace_id"])
    .where("envelope_id", "in", [...envelopeIds])
    .execute();
  return rows.map((row) => ({
    envelopeId: row.envelope_id,
    context: sealContextOfVariables({ id: row.id, home: homeOfRow(row) }),
    kind: "environment",
    id: row.id,
    name: row.name,
    workspaceId: row.workspace_id,
  }));
}
