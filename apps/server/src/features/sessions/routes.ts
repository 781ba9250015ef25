import { NoContent, SessionResponse, SetupLinkResponse, SignInRequest, UseSetupLinkRequest } from "@postern/contracts";
import type { UserId } from "@postern/domain";
import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { sessionCookie } from "../../http/authentication.ts";
import { callerOf, sessionOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { OrganizationService } from "../organizations/service.ts";
import type { UserService } from "../users/service.ts";
import { toPlatformUser } from "../users/wire.ts";
import type { OpenedSession, SessionService } from "./service.ts";

/** Opens nothing: it tells a browser that an account has been used in from others that try its password. */
const deviceCookie = "postern_device";
const path = "/api/postern/v1/session";

export interface SessionRouteParts {
  readonly sessions: SessionService;
  readonly users: UserService;
  readonly organizations: Pick<OrganizationService, "mayFound">;
  readonly hasLocalEnvironments: boolean;
  readonly publicUrl: () => string;
  readonly isSecure: boolean;
  readonly serverVersion: string;
}

export function registerSessionRoutes(app: HttpApp, parts: SessionRouteParts): void {
  const answer = async (userId: UserId): Promise<SessionResponse> => {
    const user = await parts.users.getUser(userId);
    return {
      user: toPlatformUser(user),
      isAdministrator: user.is_administrator === 1,
      mayCreateOrganizations: parts.organizations.mayFound(user.is_administrator === 1),
      mayUseServerMachine: parts.hasLocalEnvironments && user.is_administrator === 1,
      publicUrl: parts.publicUrl(),
      serverVersion: parts.serverVersion,
    };
  };
  const begin = async (reply: FastifyReply, session: OpenedSession): Promise<SessionResponse> => {
    const secure = isEncrypted(parts);
    setSessionCookie(reply, session.cookie, { secure, maxAge: session.maxAgeSeconds });
    // Sent to the sign-in alone.
    const device = { path, httpOnly: true, sameSite: "strict", secure, maxAge: session.deviceMaxAgeSeconds } as const;
    reply.setCookie(deviceCookie, session.device, device);
    return answer(session.userId);
  };

  registerSignIn(app, parts, { answer, begin });
  registerSetup(app, parts, begin);
}

interface Answers {
  readonly answer: (userId: UserId) => Promise<SessionResponse>;
  readonly begin: (reply: FastifyReply, session: OpenedSession) => Promise<SessionResponse>;
}

function registerSignIn(app: HttpApp, parts: SessionRouteParts, { answer, begin }: Answers): void {
  const { sessions } = parts;

  app.get(path, { schema: { summary: "Who is signed in", response: { 200: SessionResponse } } }, (request) =>
    answer(callerOf(request).userId),
  );

  app.post(
    path,
    { schema: { summary: "Sign in by password", body: SignInRequest, response: { 200: SessionResponse } } },
    async (request, reply) => {
      // One by one: a body may hold members that its schema does not name.
      const { email, password } = request.body;
      return begin(reply, await sessions.signIn({ kind: "password", email, password }, request.cookies[deviceCookie]));
    },
  );

  app.delete(path, { schema: { summary: "Sign out", response: { 204: NoContent } } }, async (request, reply) => {
    await sessions.signOut(sessionOf(request));
    setSessionCookie(reply, "", { secure: isEncrypted(parts), maxAge: 0 });
    return reply.code(204).send(null);
  });
}

function registerSetup(app: HttpApp, { sessions }: SessionRouteParts, begin: Answers["begin"]): void {
  const setupPath = "/api/postern/v1/setup/:link";
  const params = Type.Object({ link: Type.String({ maxLength: 200 }) });

  app.get(setupPath, { schema: { summary: "Describe a one-time link", params, response: { 200: SetupLinkResponse } } }, (request) =>
    sessions.describeLink(request.params.link),
  );

  app.post(
    setupPath,
    { schema: { summary: "Use a one-time link", params, body: UseSetupLinkRequest, response: { 200: SessionResponse } } },
    async (request, reply) => begin(reply, await sessions.useLink(request.params.link, request.body, request.cookies[deviceCookie])),
  );
}

// Behind a proxy that ends the encryption, only the public address knows of it.
function isEncrypted({ isSecure, publicUrl }: SessionRouteParts): boolean {
  return isSecure || publicUrl().startsWith("https:");
}

function setSessionCookie(reply: FastifyReply, value: string, { secure, maxAge }: { secure: boolean; maxAge: number }): void {
  reply.setCookie(sessionCookie, value, { path: "/", httpOnly: true, sameSite: "lax", secure, maxAge });
}
