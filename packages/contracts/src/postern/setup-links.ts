import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, oneOf, text } from "../schema.ts";

/**
 * `first-run` makes the first administrator. `sign-in` signs an existing account in. `invitation` lets somebody choose the password
 * of the account that was made for them, `password-reset` a new one; both sign in, too.
 */
export const setupLinkPurposes = ["first-run", "sign-in", "invitation", "password-reset"] as const;
export type SetupLinkPurpose = (typeof setupLinkPurposes)[number];

/** `GET /api/postern/v1/setup/{link}`: whether the one-time link still works, for what, and for whom. */
export const SetupLinkResponse = Type.Object({
  purpose: oneOf(setupLinkPurposes),
  /** Null for a first run: there is nobody yet. */
  email: nullable(Type.String()),
});
export type SetupLinkResponse = Static<typeof SetupLinkResponse>;

/**
 * `POST /api/postern/v1/setup/{link}`. Answers `SessionResponse` with the cookie.
 * A sign-in needs no member, an invitation and a reset the password, a first run the address too.
 */
export const UseSetupLinkRequest = Type.Object({
  email: Type.Optional(text(255, 3)),
  password: Type.Optional(text(1024, 1)),
  firstName: Type.Optional(text(100)),
  lastName: Type.Optional(text(100)),
});
export type UseSetupLinkRequest = Static<typeof UseSetupLinkRequest>;

/** A link that was just made. It is shown once, to be handed over by the person who made it. */
export const OneTimeLink = Type.Object({ link: Type.String(), expiresAt: dateTime() });
export type OneTimeLink = Static<typeof OneTimeLink>;
