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

/**
 * The environments that were made of a credential, also those that are gone: an environment keeps its credential for life. And those that have
 * a jump host which it opens, or whose launches bring it along.
 */
export async function listOfCredential(query: Query, id: CredentialId): Promise<readonly MentionedEnvironment[]> {
  const select = query.selectFrom("compute_envs").select(["id", "name", "status", "deleted_at"]);
  const rows = await select.where("id", "in", idsOfCredential(query, id)).orderBy("name").orderBy("id").execute();
  return rows.map((row) => ({ id: row.id, name: row.name, status: row.status as ComputeEnvStatus, isDeleted: row.deleted_at !== null }));
}

/** A statement of its own for each column, so that each has its index. */
export function idsOfCredential(query: Query, id: CredentialId) {
  const made = query.selectFrom("compute_envs").select("id").where("credential_id", "=", id);
  return made
    .union(query.selectFrom("jump_hosts").select("compute_env_id as id").where("credential_id", "=", id))
    .union(query.selectFrom("registry_credentials").select("compute_env_id as id").where("credential_id", "=", id));
}

export interface NamedEnvironment {
  readonly id: string;
  readonly name: string;
  readonly credentialId: string;
}

/** Those of several credentials of agents that are there now. */
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
