import { Type } from "typebox";
import type { Static } from "typebox";
import { nullable, oneOf, text } from "../schema.ts";
import { PlatformUser } from "../platform/users.ts";

/** `POST /api/postern/v1/session`: sign in; the answer sets the session cookie. */
export const SignInRequest = Type.Object({ email: text(255, 3), password: text(1024, 1) });
export const SessionResponse = Type.Object({
  user: PlatformUser,
  isAdministrator: Type.Boolean(),
  /** The address that this server is reached at; scripts for agents are made with it. No trailing slash. */
  publicUrl: Type.String(),
  serverVersion: Type.String(),
});
export type SessionResponse = Static<typeof SessionResponse>;

/** `GET /api/postern/v1/setup/{link}`: whether the one-time link still works, and for whom. */
export const SetupLinkResponse = Type.Object({
  /**
   * `first-run`: makes the first administrator. `sign-in`: signs in an existing account.
   * `invitation`: gives an invited account its first password. `password-reset`: gives an account a new one.
   */
  purpose: oneOf(["first-run", "sign-in", "invitation", "password-reset"]),
  email: nullable(Type.String()),
});
export type SetupLinkResponse = Static<typeof SetupLinkResponse>;

/** `POST /api/postern/v1/setup/{link}`. Members are needed for `first-run` only. Answers `SessionResponse` with the cookie. */
export const UseSetupLinkRequest = Type.Object({ email: Type.Optional(text(255, 3)), password: Type.Optional(text(1024, 1)) });
