import type { Query } from "@postern/database";
import type { ComputeEnvId } from "@postern/domain";
import { toChosenRegistry } from "./chosen-registry.ts";
import type { ChosenRegistry } from "./chosen-registry.ts";

/** In the order in which they were chosen. */
export async function listRegistries(query: Query, id: ComputeEnvId): Promise<readonly ChosenRegistry[]> {
  const rows = await query
    .selectFrom("registry_credentials")
    .innerJoin("credentials", "credentials.id", "registry_credentials.credential_id")
    .select(["credentials.id", "credentials.name", "credentials.public_keys"])
    .where("compute_env_id", "=", id)
    .orderBy("position")
    .execute();
  return rows.map(toChosenRegistry);
}

/** These and no others. */
export async function putRegistries(
  query: Query,
  id: ComputeEnvId,
  chosen: readonly Pick<ChosenRegistry, "credentialId">[],
): Promise<void> {
  await deleteRegistries(query, [id]);
  if (chosen.length === 0) return;
  const rows = chosen.map(({ credentialId }, position) => ({ compute_env_id: id, position, credential_id: credentialId }));
  await query.insertInto("registry_credentials").values(rows).execute();
}

/** For environments that go. */
export async function deleteRegistries(query: Query, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await query
    .deleteFrom("registry_credentials")
    .where("compute_env_id", "in", [...ids])
    .execute();
}
