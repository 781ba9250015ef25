import type { Generated } from "kysely";
import type { Flag } from "./flag.ts";

export interface OrganizationRow {
  id: Generated<number>;
  name: string;
  /** `nameKey(name)`; unique among those that are not deleted. */
  name_key: string;
  full_name: string;
  description: string | null;
  location: string | null;
  website: string | null;
  logo_id: string | null;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

/** A person in an organization, collaborators included. */
export interface OrganizationMemberRow {
  id: Generated<number>;
  organization_id: number;
  user_id: number;
  role: "owner" | "member" | "collaborator";
  created_at: number;
}

export interface TeamRow {
  id: Generated<number>;
  organization_id: number;
  name: string;
  name_key: string;
  description: string | null;
  avatar_id: string | null;
  created_at: number;
  updated_at: number;
}

export interface TeamMemberRow {
  team_id: number;
  member_id: number;
  created_at: number;
}

export interface WorkspaceRow {
  id: Generated<number>;
  organization_id: number;
  name: string;
  /** Unique in the organization among those that are not deleted. */
  name_key: string;
  full_name: string;
  description: string | null;
  visibility: "PRIVATE" | "SHARED";
  /** Whether everybody who may launch may also cancel and delete runs of others. */
  launchers_end_runs: Generated<Flag>;
  /** Whether somebody has to confirm the key of an SSH host before the first sign-in there. */
  confirms_host_keys: Generated<Flag>;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

/** A member or a team in a workspace, with a role: exactly one of the two is set. */
export interface ParticipantRow {
  id: Generated<number>;
  workspace_id: number;
  member_id: number | null;
  team_id: number | null;
  /** A built-in role, or the `name_key` of a custom one. */
  role: string;
  created_at: number;
}

export interface CustomRoleRow {
  id: Generated<number>;
  organization_id: number;
  name: string;
  name_key: string;
  description: string;
  /** A JSON list of permissions. */
  permissions: string;
  created_at: number;
  updated_at: number;
}
