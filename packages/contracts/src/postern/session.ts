import { Type } from "typebox";
import type { Static } from "typebox";
import { text } from "../schema.ts";
import { PlatformUser } from "../platform/users.ts";

/** `POST /api/postern/v1/session`: sign in; the answer sets the session cookie. */
export const SignInRequest = Type.Object({ email: text(255, 3), password: text(1024, 1) });
export const SessionResponse = Type.Object({
  user: PlatformUser,
  isAdministrator: Type.Boolean(),
  /** A setting of the server may leave it to administrators. */
  mayCreateOrganizations: Type.Boolean(),
  /** An administrator, where a setting of the server lets them run pipelines on its own machine; at home alone. */
  mayUseServerMachine: Type.Boolean(),
  /** The address that this server is reached at; scripts for agents are made with it. No trailing slash. */
  publicUrl: Type.String(),
  serverVersion: Type.String(),
});
export type SessionResponse = Static<typeof SessionResponse>;
