import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, oneOf, text } from "../schema.ts";

const filters = {
  /** From this moment on, and before this one. */
  from: Type.Optional(dateTime()),
  to: Type.Optional(dateTime()),
  actorId: Type.Optional(numericId()),
  /** `thing.verb`, or `thing.` for every verb. */
  action: Type.Optional(text(100)),
  targetKind: Type.Optional(text(64)),
  targetId: Type.Optional(text(255)),
  orgId: Type.Optional(numericId()),
  workspaceId: Type.Optional(numericId()),
  /** Every entry of one request. */
  correlationId: Type.Optional(text(100)),
  /** Part of the name of the actor or the target, of the target's id or of the action; capitals and small letters are the same. */
  search: Type.Optional(text(100)),
};

/**
 * `GET /api/postern/v1/audit`, newest first. Administrators may ask for everything, owners of an organization for `orgId`, and
 * administrators of a workspace for `workspaceId`.
 */
export const AuditQuery = Type.Object({
  ...filters,
  max: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  /** `nextCursor` of the page before. */
  cursor: Type.Optional(text(200)),
});
export type AuditQuery = Static<typeof AuditQuery>;

/** `GET /api/postern/v1/audit/export`: the same entries as one file, oldest first. */
export const AuditExportQuery = Type.Object({ ...filters, format: oneOf(["csv", "json-lines"]) });
export type AuditExportQuery = Static<typeof AuditExportQuery>;

/** Members of a thing. What is secret in it stands as a keyed hash: equal secrets can be seen to be equal, and nothing else. */
const image = () => nullable(Type.Record(Type.String(), Type.Unknown()));

export const AuditEntry = Type.Object({
  id: int64(),
  at: dateTime(),
  /** `thing.verb` */
  action: Type.String(),
  /** Who did it, by the name of that day; null for what the server does by itself. */
  actor: nullable(Type.Object({ userId: int64(), userName: Type.String() })),
  /** From where; null for what no client asked for. */
  client: nullable(Type.Object({ address: nullable(Type.String()), userAgent: nullable(Type.String()), tokenId: nullable(int64()) })),
  target: Type.Object({ kind: Type.String(), id: Type.String(), name: nullable(Type.String()) }),
  orgId: nullable(int64()),
  workspaceId: nullable(int64()),
  /** The same for all entries of one request, and in the log of the server. */
  correlationId: nullable(Type.String()),
  before: image(),
  after: image(),
  detail: Type.Record(Type.String(), Type.Unknown()),
});
export type AuditEntry = Static<typeof AuditEntry>;

export const ListAuditEntriesResponse = Type.Object({
  entries: Type.Array(AuditEntry),
  /** Null on the last page. */
  nextCursor: nullable(Type.String()),
  /** Older entries are gone; null when all are kept. */
  retentionDays: nullable(Type.Integer()),
});
export type ListAuditEntriesResponse = Static<typeof ListAuditEntriesResponse>;
