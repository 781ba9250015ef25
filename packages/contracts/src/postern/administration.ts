import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, oneOf, text } from "../schema.ts";
import { visibilities } from "../platform/workspaces.ts";

/** `GET /api/postern/v1/admin/organizations` with a `SearchQuery`: every organization of the server. */
export const AdministeredOrganization = Type.Object({
  orgId: int64(),
  name: Type.String(),
  fullName: Type.String(),
  /** User names of those who can sign in. When there is none, an owner can be appointed. */
  owners: Type.Array(Type.String()),
  memberCount: int64(),
  workspaceCount: int64(),
  createdAt: dateTime(),
});
export type AdministeredOrganization = Static<typeof AdministeredOrganization>;
export const ListAdministeredOrganizationsResponse = Type.Object({
  organizations: Type.Array(AdministeredOrganization),
  totalSize: int64(),
});
export type ListAdministeredOrganizationsResponse = Static<typeof ListAdministeredOrganizationsResponse>;

/**
 * `POST /api/postern/v1/admin/organizations/{orgId}/owners` (204): makes somebody with an account an owner, whether or not they were a
 * member before. The way out for an organization whose owners have left: refused while one of them can sign in.
 */
export const AppointOwnerRequest = Type.Object({
  /** A user name, or an e-mail address. */
  user: text(255, 1),
});

/** `GET /api/postern/v1/admin/workspaces` with a `SearchQuery`: every workspace of the server, personal ones apart. */
export const AdministeredWorkspace = Type.Object({
  workspaceId: int64(),
  name: Type.String(),
  fullName: Type.String(),
  visibility: oneOf(visibilities),
  orgId: int64(),
  orgName: Type.String(),
  participantCount: int64(),
  createdAt: dateTime(),
});
export type AdministeredWorkspace = Static<typeof AdministeredWorkspace>;
export const ListAdministeredWorkspacesResponse = Type.Object({ workspaces: Type.Array(AdministeredWorkspace), totalSize: int64() });
export type ListAdministeredWorkspacesResponse = Static<typeof ListAdministeredWorkspacesResponse>;
