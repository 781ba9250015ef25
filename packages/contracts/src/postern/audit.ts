import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, oneOf, text } from "../schema.ts";

const filters = {
  /** From this moment on, and before this one. */
  from: Type.Optional(dateTime()),
  to: Type.Optional(dateTime()),
  actorId: Type.Optional(numericId()),
  /** `thing.verb`, or `thing` for every verb. */
  action: Type.Optional(text(100)),
  targetKind: Type.Optional(text(64)),
  targetId: Type.Optional(text(255)),
  /** Every entry of one request. */
  correlationId: Type.Optional(text(128)),
  /** Part of the name of the actor or the target, of the target's id or of the action; capitals and small letters are the same. */
  search: Type.Optional(text(100)),
};
const inOrganization = { ...filters, workspaceId: Type.Optional(numericId()) };
const everywhere = { ...inOrganization, orgId: Type.Optional(numericId()) };

const page = {
  max: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  /** `nextCursor` of the page before. */
  cursor: Type.Optional(text(200)),
};
const file = { format: oneOf(["csv", "json-lines"]) };

/** `GET /api/postern/v1/audit`, newest first. For administrators. */
export const AuditQuery = Type.Object({ ...everywhere, ...page });
export type AuditQuery = Static<typeof AuditQuery>;

/** `GET /api/postern/v1/orgs/{orgId}/audit`: what happened in the organization, its workspaces included. For its owners. */
export const OrganizationAuditQuery = Type.Object({ ...inOrganization, ...page });

/** `GET /api/postern/v1/orgs/{orgId}/workspaces/{workspaceId}/audit`: for those who may read the trail of the workspace. */
export const WorkspaceAuditQuery = Type.Object({ ...filters, ...page });

/** `GET …/audit/export`: the same entries as one file, oldest first. */
export const AuditExportQuery = Type.Object({ ...everywhere, ...file });
export type AuditExportQuery = Static<typeof AuditExportQuery>;
export const OrganizationAuditExportQuery = Type.Object({ ...inOrganization, ...file });
export const WorkspaceAuditExportQuery = Type.Object({ ...filters, ...file });

/**
 * Members of a thing. What is secret in it stands as `{ "$secret": hash }`, and a script or a long text as `{ "$long": hash, "length": n }`: one sees that it
 * changed. `"$cut": true` says that there was more.
 */
const image = () => nullable(Type.Record(Type.String(), Type.Unknown()));

export const AuditEntry = Type.Object({
  id: int64(),
  at: dateTime(),
  /** `thing.verb` */
  action: Type.String(),
  /** Who did it, by the name of that day; null for what the server does by itself. */
  actor: nullable(Type.Object({ userId: int64(), userName: Type.String() })),
  /** Through what, and from where; null for what the server does by itself. */
  client: nullable(
    Type.Object({
      kind: oneOf(["http", "agent", "command-line"]),
      address: nullable(Type.String()),
      userAgent: nullable(Type.String()),
      tokenId: nullable(int64()),
    }),
  ),
  target: Type.Object({ kind: Type.String(), id: Type.String(), name: nullable(Type.String()) }),
  orgId: nullable(int64()),
  workspaceId: nullable(int64()),
  /** The same for all entries of one request, and in the log of the server. */
  correlationId: nullable(Type.String()),
  before: image(),
  after: image(),
  detail: Type.Record(Type.String(), Type.Unknown()),
  /** What the chain does not vouch for: an entry from before it, or one that was found broken. */
  standing: nullable(oneOf(["before", "broken"])),
});
export type AuditEntry = Static<typeof AuditEntry>;

export const ListAuditEntriesResponse = Type.Object({
  entries: Type.Array(AuditEntry),
  /** Null on the last page. A page may hold fewer entries than were asked for, even none, and yet not be the last: a search looks a part of the trail at a time. */
  nextCursor: nullable(Type.String()),
  /** Older entries are gone; null when all are kept. */
  retentionDays: nullable(Type.Integer()),
});
export type ListAuditEntriesResponse = Static<typeof ListAuditEntriesResponse>;
