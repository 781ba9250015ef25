import type { Engine, Query } from "@postern/database";

export interface LeftPlaces {
  readonly organizationId: number;
  readonly userId: number;
  /** Where in the organization the person still is. */
  readonly keptWorkspaceIds?: readonly number[];
}

/** Takes a person out of all limits in the places that they have left; elsewhere they stay named. */
export async function removePersonGrants(query: Query, { organizationId, userId, keptWorkspaceIds = [] }: LeftPlaces): Promise<void> {
  const all = query.selectFrom("workspaces").select("id").where("organization_id", "=", organizationId);
  const workspaces = keptWorkspaceIds.length === 0 ? all : all.where("id", "not in", keptWorkspaceIds);
  const credentials = query.selectFrom("credentials").select("id").where("workspace_id", "in", workspaces);
  const environments = query.selectFrom("compute_envs").select("id").where("workspace_id", "in", workspaces);
  await query
    .deleteFrom("use_grants")
    .where("grantee_kind", "=", "user")
    .where("grantee_id", "=", userId)
    .where((grant) =>
      grant.or([
        grant.and([grant("target_kind", "=", "credential"), grant("target_id", "in", credentials)]),
        grant.and([grant("target_kind", "=", "environment"), grant("target_id", "in", environments)]),
      ]),
    )
    .execute();
}

/** A credential or an environment whose use is limited to people and teams. */
export interface NamingThing {
  readonly type: "credentials" | "computeEnv";
  readonly id: string;
  readonly name: string;
}

/** What names a team among those who may use it. */
export async function listNamingThings(query: Query, teamId: number): Promise<readonly NamingThing[]> {
  const naming = query.selectFrom("use_grants").where("grantee_kind", "=", "team").where("grantee_id", "=", teamId);
  const credentials = await naming
    .innerJoin("credentials", "credentials.id", "use_grants.target_id")
    .select(["credentials.id", "credentials.name"])
    .where("target_kind", "=", "credential")
    .where("credentials.deleted_at", "is", null)
    .orderBy("credentials.name")
    .execute();
  const environments = await naming
    .innerJoin("compute_envs", "compute_envs.id", "use_grants.target_id")
    .select(["compute_envs.id", "compute_envs.name"])
    .where("target_kind", "=", "environment")
    .where("compute_envs.deleted_at", "is", null)
    .orderBy("compute_envs.name")
    .execute();
  return [
    ...credentials.map((row) => ({ type: "credentials" as const, ...row })),
    ...environments.map((row) => ({ type: "computeEnv" as const, ...row })),
  ];
}

/** Of these people those who are named by anything. */
export async function listNamedUsers(query: Query, userIds: readonly number[]): Promise<readonly number[]> {
  if (userIds.length === 0) return [];
  const rows = await query
    .selectFrom("use_grants")
    .select("grantee_id")
    .distinct()
    .where("grantee_kind", "=", "user")
    .where("grantee_id", "in", userIds)
    .execute();
  return rows.map((row) => row.grantee_id);
}

export interface Named {
  readonly workspaceId: number;
  readonly userIds: readonly number[];
  readonly teamIds: readonly number[];
}

/**
 * Until this transaction ends, none of them goes from the organization of the workspace; for who is going now it waits, and does not
 * find them afterwards. SQLite has one writer at a time anyway.
 */
export async function keepNamed(query: Query, engine: Engine, { workspaceId, userIds, teamIds }: Named): Promise<void> {
  if (engine !== "postgres") return;
  const organization = query.selectFrom("workspaces").select("organization_id").where("id", "=", workspaceId);
  const members = query.selectFrom("organization_members").select("id").where("organization_id", "=", organization);
  if (userIds.length > 0) await members.where("user_id", "in", userIds).orderBy("id").forKeyShare().execute();
  const teams = query.selectFrom("teams").select("id").where("organization_id", "=", organization);
  if (teamIds.length > 0) await teams.where("id", "in", teamIds).orderBy("id").forKeyShare().execute();
}
