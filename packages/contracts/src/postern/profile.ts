import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, text } from "../schema.ts";

/** `PUT /api/postern/v1/profile/password` (204). All other sessions of the person end with it. */
export const ChangePasswordRequest = Type.Object({ currentPassword: text(1024, 1), newPassword: text(1024, 1) });
export type ChangePasswordRequest = Static<typeof ChangePasswordRequest>;

/** A browser in which the caller is signed in. */
export const OwnSession = Type.Object({
  id: Type.String(),
  createdAt: dateTime(),
  lastSeenAt: dateTime(),
  /** Null for sessions of older servers, which did not write it down. */
  address: nullable(Type.String()),
  userAgent: nullable(Type.String()),
  /** The one that asks. */
  isCurrent: Type.Boolean(),
});
export type OwnSession = Static<typeof OwnSession>;

/** `GET /api/postern/v1/profile/sessions`; `DELETE` to the same path ends all but the current one (204). */
export const ListOwnSessionsResponse = Type.Object({ sessions: Type.Array(OwnSession) });
export type ListOwnSessionsResponse = Static<typeof ListOwnSessionsResponse>;

/** `DELETE /api/postern/v1/profile/sessions/{sessionId}` (204) */
export const OwnSessionParams = Type.Object({ sessionId: text(64, 1) });
