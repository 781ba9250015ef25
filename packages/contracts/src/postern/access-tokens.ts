import { tokenAccesses } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, oneOf, text } from "../schema.ts";

/** A personal access token with all that the public API has no words for. */
export const PersonalToken = Type.Object({
  id: int64(),
  name: Type.String(),
  access: oneOf(tokenAccesses),
  /** The workspaces that it is bound to; null when it is bound to none. */
  workspaces: nullable(Type.Array(Type.Object({ id: int64(), name: Type.String(), orgName: Type.String() }))),
  createdAt: dateTime(),
  expiresAt: nullable(dateTime()),
  isExpired: Type.Boolean(),
  lastUsedAt: nullable(dateTime()),
  /** The network address of the last use. */
  lastUsedFrom: nullable(Type.String()),
  /** Until when the text before the last rotation works; null when there is none that works. */
  previousWorksUntil: nullable(dateTime()),
  /** A sentence, when it expires soon or has expired. */
  warning: nullable(Type.String()),
});
export type PersonalToken = Static<typeof PersonalToken>;

/** `GET /api/postern/v1/tokens`. A token is deleted through the public API. */
export const ListPersonalTokensResponse = Type.Object({
  tokens: Type.Array(PersonalToken),
  /** The longest life that a token may have on this server, counted from its last rotation; null: no limit. */
  maxDays: nullable(Type.Integer()),
});
export type ListPersonalTokensResponse = Static<typeof ListPersonalTokensResponse>;

/** `POST /api/postern/v1/tokens`: full, unbound and without end, unless it says otherwise. */
export const CreatePersonalTokenRequest = Type.Object({
  name: text(50, 1),
  access: Type.Optional(oneOf(tokenAccesses)),
  expiresAt: Type.Optional(nullable(dateTime())),
  workspaceIds: Type.Optional(nullable(Type.Array(numericId(), { minItems: 1, maxItems: 100 }))),
});
export type CreatePersonalTokenRequest = Static<typeof CreatePersonalTokenRequest>;

/** The only answer, with that of a rotation, that ever holds the token itself. */
export const PersonalTokenSecretResponse = Type.Object({ accessKey: Type.String(), token: PersonalToken });
export type PersonalTokenSecretResponse = Static<typeof PersonalTokenSecretResponse>;

export const TokenParams = Type.Object({ tokenId: numericId() });

/** `POST /api/postern/v1/tokens/{tokenId}/rotate`: a new text for the same token, while the old one goes on for a while. */
export const RotateTokenRequest = Type.Object({
  /** 0 ends the old text at once. */
  overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 720 })),
  /** Left out, the end stays as it is; null takes it away. */
  expiresAt: Type.Optional(nullable(dateTime())),
});
export type RotateTokenRequest = Static<typeof RotateTokenRequest>;
