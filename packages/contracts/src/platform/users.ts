import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, oneOf, optional, seenLastUpdated, text } from "../schema.ts";
import { visibilities } from "./workspaces.ts";
import { orgTypes } from "./organizations.ts";

export const UserParams = Type.Object({ userId: numericId() });

export const PlatformUser = Type.Object({
  id: int64(),
  userName: Type.String(),
  /** `nextflow launch` builds links of the personal workspace from this member. */
  name: Type.String(),
  email: Type.String(),
  firstName: nullable(Type.String()),
  lastName: nullable(Type.String()),
  organization: nullable(Type.String()),
  description: nullable(Type.String()),
  /** Address of the picture. */
  avatar: nullable(Type.String()),
  avatarId: nullable(Type.String()),
  notification: Type.Boolean(),
  dateCreated: dateTime(),
  /** Null when nothing was ever changed. */
  lastUpdated: nullable(dateTime()),
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

/**
 * What is left out or null stays as it is, and an empty text takes it away; only `defaultWorkspaceId` is taken away by null.
 * The address must be sent and cannot be changed here.
 */
export const UpdateUserRequest = Type.Object({
  email: text(255, 3),
  userName: text(40, 1),
  firstName: optional(text(100)),
  lastName: optional(text(100)),
  organization: optional(text(100)),
  description: optional(text(1000)),
  avatarId: optional(text(22)),
  /** Read-only; clients send it back as they got it. */
  avatar: optional(text(2048)),
  notification: optional(Type.Boolean()),
  defaultWorkspaceId: optional(numericId()),
  /** Understood, and without effect: there is no Wave here. */
  waveBuildNotification: optional(oneOf(["ALWAYS_ON", "ON_ERROR", "ALWAYS_OFF"])),
  ...seenLastUpdated,
});
export type UpdateUserRequest = Static<typeof UpdateUserRequest>;

/** One row for each organization, with null in all members of the workspace, and one for each workspace. */
export const OrgAndWorkspace = Type.Object({
  orgId: int64(),
  orgName: Type.String(),
  orgLogoUrl: nullable(Type.String()),
  orgType: nullable(oneOf(orgTypes)),
  workspaceId: nullable(int64()),
  workspaceName: nullable(Type.String()),
  workspaceFullName: nullable(Type.String()),
  visibility: nullable(oneOf(visibilities)),
  /** The role in the organization, or those in the workspace. */
  roles: Type.Array(Type.String()),
});
export type OrgAndWorkspace = Static<typeof OrgAndWorkspace>;

export const ListWorkspacesAndOrgResponse = Type.Object({ orgsAndWorkspaces: Type.Array(OrgAndWorkspace) });
export type ListWorkspacesAndOrgResponse = Static<typeof ListWorkspacesAndOrgResponse>;
