import { keptStatement } from "@postern/database";
import type { Query } from "@postern/database";
import { toUserId } from "@postern/domain";
import type { UserId } from "@postern/domain";

export async function findUserName(query: Query, id: UserId): Promise<string | null> {
  return (await selectUserName(query, { id })).rows[0]?.user_name ?? null;
}

const selectUserName = keptStatement<{ readonly id: UserId }, { user_name: string }>(["id"], (query, { id }) =>
  query.selectFrom("users").select("user_name").where("id", "=", id),
);

export async function findOrganizationOf(query: Query, workspaceId: number): Promise<number | null> {
  const workspace = await query.selectFrom("workspaces").select("organization_id").where("id", "=", workspaceId).executeTakeFirst();
  return workspace?.organization_id ?? null;
}

export async function listAdministrators(query: Query): Promise<readonly UserId[]> {
  const administrators = query.selectFrom("users").select("id").where("is_administrator", "=", 1).where("is_disabled", "=", 0);
  return (await administrators.execute()).map(({ id }) => toUserId(id));
}

export async function listOwners(
  query: Query,
  organizations: readonly number[],
): Promise<readonly { readonly userId: UserId; readonly orgId: number }[]> {
  if (organizations.length === 0) return [];
  const owners = query
    .selectFrom("organization_members")
    .select(["user_id", "organization_id"])
    .where("organization_id", "in", organizations)
    .where("role", "=", "owner");
  return (await owners.execute()).map(({ user_id, organization_id }) => ({ userId: toUserId(user_id), orgId: organization_id }));
}
