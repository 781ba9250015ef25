import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, text } from "../schema.ts";

export const AccessToken = Type.Object({
  id: int64(),
  name: Type.String(),
  dateCreated: dateTime(),
  lastUsed: nullable(dateTime()),
});
export type AccessToken = Static<typeof AccessToken>;

export const ListAccessTokensResponse = Type.Object({ tokens: Type.Array(AccessToken) });
export const CreateAccessTokenRequest = Type.Object({ name: text(50, 1) });
/** The only answer that ever holds the token itself. */
export const CreateAccessTokenResponse = Type.Object({ accessKey: Type.String(), token: AccessToken });
export type CreateAccessTokenResponse = Static<typeof CreateAccessTokenResponse>;
