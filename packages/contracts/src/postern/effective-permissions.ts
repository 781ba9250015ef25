import { organizationRoles } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { int64, nullable, oneOf } from "../schema.ts";

export const EffectiveRole = Type.Object({
  name: Type.String(),
  /** `owner`: the person owns the organization, and so may do everything in its workspaces. */
  source: oneOf(["direct", "team", "owner"]),
  teamId: nullable(int64()),
  teamName: nullable(Type.String()),
});
export type EffectiveRole = Static<typeof EffectiveRole>;

/**
 * `GET /api/postern/v1/orgs/{orgId}/workspaces/{workspaceId}/users/{userId}/permissions`: what somebody may do in a workspace, and why.
 */
export const EffectivePermissionsResponse = Type.Object({
  userId: int64(),
  userName: Type.String(),
  orgId: int64(),
  orgRole: oneOf(organizationRoles),
  workspaceId: int64(),
  roles: Type.Array(EffectiveRole),
  permissions: Type.Array(Type.String()),
});
export type EffectivePermissionsResponse = Static<typeof EffectivePermissionsResponse>;
