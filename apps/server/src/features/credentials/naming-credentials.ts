import type { Query } from "@postern/database";
import { toCredentialId } from "@postern/domain";
import type { CredentialId } from "@postern/domain";
import type { LimitedThing } from "../use-limits/limited-thing.ts";
import { asLimitedThing, toAgentConnection } from "./credential-views.ts";
import type { AgentConnection } from "./credential-views.ts";

/** A credential that names an agent's connection ID. */
export interface NamingCredential extends AgentConnection {
  readonly id: CredentialId;
  readonly name: string;
  readonly limit: LimitedThing;
}

/** All that name one of these, wherever they are: what of it somebody may see is for the caller to decide. */
export async function listNaming(query: Query, connectionIds: readonly string[]): Promise<readonly NamingCredential[]> {
  if (connectionIds.length === 0) return [];
  const rows = await query
    .selectFrom("credentials")
    .selectAll()
    .where("connection_id", "in", [...connectionIds])
    .where("deleted_at", "is", null)
    .orderBy("name")
    .orderBy("id")
    .execute();
  return rows.flatMap((row) => {
    const connection = toAgentConnection(row);
    return connection === undefined ? [] : [{ ...connection, id: toCredentialId(row.id), name: row.name, limit: asLimitedThing(row) }];
  });
}

/** Which of these connection IDs are named by a credential, wherever it is. */
export async function listNamedIds(query: Query, connectionIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (connectionIds.length === 0) return new Set();
  const select = query.selectFrom("credentials").select("connection_id").distinct();
  const rows = await select
    .where("connection_id", "in", [...connectionIds])
    .where("deleted_at", "is", null)
    .execute();
  return new Set(rows.flatMap((row) => row.connection_id ?? []));
}
