import type { Query } from "@postern/database";
import { toCredentialId } from "@postern/domain";
import type { ComputeEnvId } from "@postern/domain";
import type { JumpHost } from "./jump-host.ts";

/** In the order in which they are passed. */
export async function listJumpHosts(query: Query, id: ComputeEnvId): Promise<readonly JumpHost[]> {
  const rows = await query.selectFrom("jump_hosts").selectAll().where("compute_env_id", "=", id).orderBy("position").execute();
  return rows.map((row) => ({ host: row.host, port: row.port, userName: row.user_name, credentialId: toCredentialId(row.credential_id) }));
}

/** These and no others. */
export async function putJumpHosts(query: Query, id: ComputeEnvId, hosts: readonly JumpHost[]): Promise<void> {
  await deleteJumpHosts(query, [id]);
  if (hosts.length === 0) return;
  const rows = hosts.map(({ host, port, userName, credentialId }, position) => ({
    ...{ compute_env_id: id, position, host, port },
    ...{ user_name: userName, credential_id: credentialId },
  }));
  await query.insertInto("jump_hosts").values(rows).execute();
}

/** For environments that go. */
export async function deleteJumpHosts(query: Query, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await query
    .deleteFrom("jump_hosts")
    .where("compute_env_id", "in", [...ids])
    .execute();
}
