import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable } from "../schema.ts";

export const PlatformUser = Type.Object({
  id: int64(),
  userName: Type.String(),
  /** `nextflow launch` builds links of the personal workspace from this member. */
  name: Type.String(),
  email: Type.String(),
  firstName: nullable(Type.String()),
  lastName: nullable(Type.String()),
  dateCreated: dateTime(),
  lastAccess: nullable(dateTime()),
  deleted: Type.Boolean(),
});
export type PlatformUser = Static<typeof PlatformUser>;

export const DescribeUserResponse = Type.Object({
  user: PlatformUser,
  needConsent: Type.Boolean(),
  defaultWorkspaceId: nullable(int64()),
});
export type DescribeUserResponse = Static<typeof DescribeUserResponse>;

export const OrgAndWorkspace = Type.Object({
  orgId: int64(),
  orgName: Type.String(),
  orgLogoUrl: nullable(Type.String()),
  workspaceId: nullable(int64()),
  workspaceName: nullable(Type.String()),
  workspaceFullName: nullable(Type.String()),
  visibility: nullable(Type.String()),
  roles: Type.Array(Type.String()),
});

export const ListWorkspacesAndOrgResponse = Type.Object({ orgsAndWorkspaces: Type.Array(OrgAndWorkspace) });
export type ListWorkspacesAndOrgResponse = Static<typeof ListWorkspacesAndOrgResponse>;
