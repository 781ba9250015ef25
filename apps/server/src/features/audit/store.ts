import type { Query } from "@postern/database";
import type { UserId } from "@postern/domain";

export async function findUserName(query: Query, id: UserId): Promise<string | null> {
  const user = await query.selectFrom("users").select("user_name").where("id", "=", id).executeTakeFirst();
  return user?.user_name ?? null;
}

export async function findOrganizationOf(query: Query, workspaceId: number): Promise<number | null> {
  const workspace = await query.selectFrom("workspaces").select("organization_id").where("id", "=", workspaceId).executeTakeFirst();
  return workspace?.organization_id ?? null;
}
