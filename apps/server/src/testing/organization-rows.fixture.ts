import type { Database, OrganizationMemberRow, WorkspaceRow } from "@postern/database";
import { nameKey } from "@postern/domain";
import type { Permission } from "@postern/domain";

const times = { created_at: 1, updated_at: 1 } as const;

/** Rows of organizations as they are stored, for tests of what reads them. Everything answers its id. */
export function organizationRows({ query }: Database) {
  return {
    organization: (name: string) =>
      idOf(
        query
          .insertInto("organizations")
          .values({ name, name_key: nameKey(name), full_name: name, ...times })
          .returning("id"),
      ),
    member: (organization: number, user: number, role: OrganizationMemberRow["role"]) =>
      idOf(
        query
          .insertInto("organization_members")
          .values({ organization_id: organization, user_id: user, role, created_at: 1 })
          .returning("id"),
      ),
    workspace: (organization: number, name: string, visibility: WorkspaceRow["visibility"] = "PRIVATE") =>
      idOf(
        query
          .insertInto("workspaces")
          .values({ organization_id: organization, name, name_key: nameKey(name), full_name: name, visibility, ...times })
          .returning("id"),
      ),
    team: (organization: number, name: string) =>
      idOf(
        query
          .insertInto("teams")
          .values({ organization_id: organization, name, name_key: nameKey(name), ...times })
          .returning("id"),
      ),
    teamMember: async (team: number, member: number): Promise<void> => {
      await query.insertInto("team_members").values({ team_id: team, member_id: member, created_at: 1 }).execute();
    },
    participant: (workspace: number, who: { readonly member: number } | { readonly team: number }, role: string) => {
      const ids = "member" in who ? { member_id: who.member, team_id: null } : { member_id: null, team_id: who.team };
      return idOf(
        query
          .insertInto("participants")
          .values({ workspace_id: workspace, ...ids, role, created_at: 1 })
          .returning("id"),
      );
    },
    credential: async (workspace: number, user: number, name: string): Promise<string> => {
      const envelope = `envelope of ${name}`;
      await query
        .insertInto("envelopes")
        .values({ id: envelope, bytes: Buffer.alloc(1), key_term: 1 })
        .execute();
      const row = {
        id: name,
        user_id: user,
        workspace_id: workspace,
        name,
        provider: "tw-agent",
        envelope_id: envelope,
        public_keys: "{}",
      };
      await query
        .insertInto("credentials")
        .values({ ...row, is_use_limited: 1, ...times })
        .execute();
      return name;
    },
    environment: async (workspace: number, user: number, name: string): Promise<string> => {
      const row = { id: name, user_id: user, workspace_id: workspace, name, platform: "slurm-platform", config: "{}", status: "AVAILABLE" };
      await query
        .insertInto("compute_envs")
        .values({ ...row, is_primary: 0, is_use_limited: 1, is_check_scheduled: 1, check_failures: 0, ...times })
        .execute();
      return name;
    },
    useGrant: async (
      thing: { readonly credential: string } | { readonly environment: string },
      grantee: { readonly user: number } | { readonly team: number },
    ): Promise<void> => {
      const target =
        "credential" in thing
          ? ({ target_kind: "credential", target_id: thing.credential } as const)
          : ({ target_kind: "environment", target_id: thing.environment } as const);
      const named =
        "user" in grantee
          ? ({ grantee_kind: "user", grantee_id: grantee.user } as const)
          : ({ grantee_kind: "team", grantee_id: grantee.team } as const);
      await query
        .insertInto("use_grants")
        .values({ ...target, ...named, created_at: 1 })
        .execute();
    },
    customRole: (organization: number, name: string, permissions: readonly Permission[]) => {
      const row = {
        organization_id: organization,
        name,
        name_key: nameKey(name),
        description: name,
        permissions: JSON.stringify(permissions),
      };
      return idOf(
        query
          .insertInto("custom_roles")
          .values({ ...row, ...times })
          .returning("id"),
      );
    },
  };
}

async function idOf(insertion: { executeTakeFirstOrThrow(): Promise<{ id: number }> }): Promise<number> {
  return (await insertion.executeTakeFirstOrThrow()).id;
}
