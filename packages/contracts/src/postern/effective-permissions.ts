import { organizationRoles } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { int64, nullable, numericId, oneOf } from "../schema.ts";

/**
 * `GET /api/postern/v1/workspaces/{workspaceId}/permissions[?userId=]`: what somebody may do in a workspace, and why.
 * Without a user the caller is meant.
 */
export const EffectivePermissionsQuery = Type.Object({ userId: Type.Optional(numericId()) });
export const WorkspaceOnlyParams = Type.Object({ workspaceId: numericId() });

export const EffectiveRole = Type.Object({
  name: Type.String(),
  /** `owner`: the person owns the organization, and so may do everything in its workspaces. */
  source: oneOf(["direct", "team", "owner"]),
  teamId: nullable(int64()),
  teamName: nullable(Type.String()),
});
export type EffectiveRole = Static<typeof EffectiveRole>;

export const EffectivePermissionsResponse = Type.Object({
  userId: int64(),
  userName: Type.String(),
  orgId: int64(),
  /** Null for somebody who is not in the organization. */
  orgRole: nullable(oneOf(organizationRoles)),
  workspaceId: int64(),
  roles: Type.Array(EffectiveRole),
  permissions: Type.Array(Type.String()),
});
export type EffectivePermissionsResponse = Static<typeof EffectivePermissionsResponse>;
