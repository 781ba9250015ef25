import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, oneOf } from "../schema.ts";

/** A master key by its number. The key itself is never shown. */
export const MasterKey = Type.Object({
  term: int64(),
  /** `missing`: it was used here, and the keys of this server do not hold it. */
  state: oneOf(["active", "old", "dropped", "missing"]),
  createdAt: dateTime(),
  /** Records that are sealed with it. */
  recordCount: int64(),
  /** Whether entries of the audit trail can only be checked with it. */
  isNeededByAudit: Type.Boolean(),
});
export type MasterKey = Static<typeof MasterKey>;

/** Brings every record to one key. `left` are those that wait; failed and orphaned ones stay under the key that they have. */
export const KeyRotation = Type.Object({
  term: int64(),
  state: oneOf(["running", "stopped", "done"]),
  doneCount: int64(),
  leftCount: int64(),
  failedCount: int64(),
  orphanedCount: int64(),
  /** User name; null for a command on the server's own machine. */
  startedBy: nullable(Type.String()),
  startedAt: dateTime(),
  /** When it last got on. */
  changedAt: dateTime(),
});
export type KeyRotation = Static<typeof KeyRotation>;

/** A record that stays under its old key. `owner` is null for an orphaned one: nothing says what it is. */
export const KeyRotationProblem = Type.Object({
  envelopeId: Type.String(),
  kind: oneOf(["failed", "orphaned"]),
  code: Type.String(),
  owner: nullable(
    Type.Object({
      kind: oneOf(["credential", "managed_key", "environment"]),
      id: Type.String(),
      name: Type.String(),
      workspaceId: nullable(int64()),
    }),
  ),
  notedAt: dateTime(),
});
export type KeyRotationProblem = Static<typeof KeyRotationProblem>;

/** `GET /api/postern/v1/admin/keys`; the answer to `POST …/rotate`, `…/stop`, `…/resume` and `DELETE …/{term}` too. */
export const DescribeKeysResponse = Type.Object({
  /** Where the keys come from, such as the path of the key file. */
  sealName: Type.String(),
  keys: Type.Array(MasterKey),
  /** The newest one. */
  rotation: nullable(KeyRotation),
  /** The first hundred. */
  problems: Type.Array(KeyRotationProblem),
  /** Records under other keys than the active one. */
  olderCount: int64(),
  /** Why the server could not go on just now; it tries again by itself. */
  trouble: nullable(Type.Object({ code: Type.String(), message: Type.String(), hint: Type.String() })),
});
export type DescribeKeysResponse = Static<typeof DescribeKeysResponse>;

export const KeyTermParams = Type.Object({ term: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }) });
