import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, oneOf, paging, seenLastUpdated, text } from "../schema.ts";
import { Member } from "./members.ts";

export const RoleParams = Type.Object({ roleName: text(100, 1) });
/** Without an organization only the predefined roles are meant. */
export const RoleQuery = Type.Object({ orgId: Type.Optional(numericId()) });
export const RoleNameQuery = Type.Object({ orgId: Type.Optional(numericId()), name: text(1000) });

export const ListRolesQuery = Type.Object({
  ...RoleQuery.properties,
  ...paging,
  /** Part of the name. */
  name: Type.Optional(text(255)),
  type: Type.Optional(oneOf(["predefined", "custom"])),
});

/** Names of permissions: unknown ones get an answer that names them. */
const permissions = Type.Array(text(64, 1), { maxItems: 200 });

export const CreateRoleRequest = Type.Object({ name: text(40, 1), description: text(120, 1), permissions });
export type CreateRoleRequest = Static<typeof CreateRoleRequest>;
export const CreateRoleResponse = Type.Object({
  name: Type.String(),
  description: Type.String(),
  permissions: Type.Array(Type.String()),
});

/** Name and permissions stay as they are when they are left out; the description is always sent. */
export const UpdateRoleRequest = Type.Object({
  name: Type.Optional(text(40, 1)),
  description: text(120, 1),
  permissions: Type.Optional(permissions),
  ...seenLastUpdated,
});
export type UpdateRoleRequest = Static<typeof UpdateRoleRequest>;

export const RoleListEntry = Type.Object({ name: Type.String(), description: Type.String(), isPredefined: Type.Boolean() });
export type RoleListEntry = Static<typeof RoleListEntry>;
export const ListRolesResponse = Type.Object({ roles: Type.Array(RoleListEntry), totalSize: int64() });

export const Role = Type.Object({
  ...RoleListEntry.properties,
  permissions: Type.Array(Type.String()),
  /** Null for a predefined role: it never changes. */
  lastUpdated: nullable(dateTime()),
});
export type Role = Static<typeof Role>;
export const DescribeRoleResponse = Type.Object({ role: Role });

/** `name`: part of the name of a permission. */
export const ListRolePermissionsQuery = Type.Object({ ...RoleQuery.properties, name: Type.Optional(text(100)) });
export const ListRolePermissionsResponse = Type.Object({
  /** The description is ours. */
  permissions: Type.Array(Type.Object({ name: Type.String(), category: Type.String(), description: Type.String() })),
});

export const OrgUserParams = Type.Object({ orgId: numericId(), userId: numericId() });

/** A role that somebody has in a workspace, and where it comes from. */
export const UserWorkspaceRole = Type.Object({
  role: Type.String(),
  roleSourceType: oneOf(["individual", "team"]),
  sourceTeamId: nullable(int64()),
  sourceTeamName: nullable(Type.String()),
  /** `system_owners` stands for the owners of the organization. */
  sourceTeamType: nullable(oneOf(["regular", "system_owners"])),
});
export type UserWorkspaceRole = Static<typeof UserWorkspaceRole>;

export const UserWorkspaceRoles = Type.Object({
  workspaceId: int64(),
  workspaceName: Type.String(),
  roles: Type.Array(UserWorkspaceRole),
  /** Each permission with the roles that give it. */
  permissions: Type.Array(Type.Object({ permission: Type.String(), roles: Type.Array(Type.String()) })),
});
export type UserWorkspaceRoles = Static<typeof UserWorkspaceRoles>;

/** `GET /orgs/{orgId}/users/{userId}/roles` */
export const ListUserRolesResponse = Type.Object({ user: Member, userWorkspaces: Type.Array(UserWorkspaceRoles) });
export type ListUserRolesResponse = Static<typeof ListUserRolesResponse>;
