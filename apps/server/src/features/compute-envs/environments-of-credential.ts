import type { ComputeEnvStatus } from "@postern/contracts";
import type { Query } from "@postern/database";
import type { CredentialId } from "@postern/domain";

/** What is told of an environment where a credential is the subject. */
export interface MentionedEnvironment {
  readonly id: string;
  readonly name: string;
  readonly status: ComputeEnvStatus;
  readonly isDeleted: boolean;
}

/** The environments that were made of a credential, also those that are gone. An environment keeps its credential for life. */
export async function listOfCredential(query: Query, id: CredentialId): Promise<readonly MentionedEnvironment[]> {
  const select = query.selectFrom("compute_envs").select(["id", "name", "status", "deleted_at"]).where("credential_id", "=", id);
  const rows = await select.orderBy("name").orderBy("id").execute();
  return rows.map((row) => ({ id: row.id, name: row.name, status: row.status as ComputeEnvStatus, isDeleted: row.deleted_at !== null }));
}

export interface NamedEnvironment {
  readonly id: string;
  readonly name: string;
  readonly credentialId: string;
}

/** Those of several credentials that are there now. */
export async function listPresentOf(query: Query, credentialIds: readonly CredentialId[]): Promise<readonly NamedEnvironment[]> {
  if (credentialIds.length === 0) return [];
  const rows = await query
    .selectFrom("compute_envs")
    .select(["id", "name", "credential_id"])
    .where("credential_id", "in", [...credentialIds])
    .where("deleted_at", "is", null)
    .orderBy("name")
    .orderBy("id")
    .execute();
  return rows.map(({ id, name, credential_id: credentialId }) => ({ id, name, credentialId: credentialId ?? "" }));
}
