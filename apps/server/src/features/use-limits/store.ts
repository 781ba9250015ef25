import type { Query } from "@postern/database";

/** Takes a person out of all limits in one organization; elsewhere they stay named. */
export async function removePersonGrants(query: Query, organizationId: number, userId: number): Promise<void> {
  const workspaces = query.selectFrom("workspaces").select("id").where("organization_id", "=", organizationId);
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

export async function removeTeamGrants(query: Query, teamId: number): Promise<void> {
  await query.deleteFrom("use_grants").where("grantee_kind", "=", "team").where("grantee_id", "=", teamId).execute();
}
