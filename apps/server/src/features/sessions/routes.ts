import { NoContent, SessionResponse, SetupLinkResponse, SignInRequest, UseSetupLinkRequest } from "@postern/contracts";
import { AppError } from "@postern/domain";
import type { UserId } from "@postern/domain";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { sessionCookie } from "../../http/authentication.ts";
import { callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { UserService } from "../users/service.ts";
import { toPlatformUser } from "../users/wire.ts";
import type { OpenedSession, SessionClient, SessionService } from "./service.ts";

/** Sign-ins of one account from one place. */
const triesPerAccount = { max: 10, timeWindow: "5 minutes" };
/** And of all accounts from one place: else one password could be tried on every account, and each try costs a slow hash. */
const triesPerPlace = { max: 100, timeWindow: "5 minutes" };

export interface SessionRouteParts {
  readonly sessions: SessionService;
  readonly users: UserService;
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
      publicUrl: parts.publicUrl(),
      serverVersion: parts.serverVersion,
    };
  };
  const begin = async (reply: FastifyReply, session: OpenedSession): Promise<SessionResponse> => {
    setCookie(reply, session.cookie, { isSecure: isEncrypted(parts), maxAge: session.maxAgeSeconds });
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
  const path = "/api/postern/v1/session";

  app.get(path, { schema: { summary: "Who is signed in", response: { 200: SessionResponse } } }, (request) =>
    answer(callerOf(request).userId),
  );

  app.post(
    path,
    {
      schema: { summary: "Sign in by password", body: SignInRequest, response: { 200: SessionResponse } },
      config: { rateLimit: { ...triesPerAccount, hook: "preHandler", keyGenerator: accountAndPlace } },
      onRequest: limitPlace(app),
    },
    async (request, reply) => begin(reply, await sessions.signIn(request.body.email, request.body.password, clientOf(request))),
  );

  app.delete(path, { schema: { summary: "Sign out", response: { 204: NoContent } } }, async (request, reply) => {
    const caller = callerOf(request);
    if (caller.kind === "session") await sessions.signOut(caller.sessionHash);
    setCookie(reply, "", { isSecure: isEncrypted(parts), maxAge: 0 });
    return reply.code(204).send(null);
  });
}

function registerSetup(app: HttpApp, { sessions }: SessionRouteParts, begin: Answers["begin"]): void {
  const path = "/api/postern/v1/setup/:link";
  const params = Type.Object({ link: Type.String({ maxLength: 200 }) });
  const config = { rateLimit: { max: 30, timeWindow: "1 minute" } };

  app.get(path, { schema: { summary: "Describe a one-time link", params, response: { 200: SetupLinkResponse } }, config }, (request) =>
    sessions.describeLink(request.params.link),
  );

  app.post(
    path,
    { schema: { summary: "Use a one-time link", params, body: UseSetupLinkRequest, response: { 200: SessionResponse } }, config },
    async (request, reply) => begin(reply, await sessions.useLink(request.params.link, request.body, clientOf(request))),
  );
}

function limitPlace(app: HttpApp): (request: FastifyRequest) => Promise<void> {
  const limit = app.createRateLimit(triesPerPlace);
  return async (request) => {
    const seen = await limit(request);
    if (seen.isAllowed || !seen.isExceeded) return;
    throw new AppError("request.limited", "Too many attempts. Try again later.", { retryAfterSeconds: seen.ttlInSeconds });
  };
}

function accountAndPlace(request: FastifyRequest): string {
  const { email } = request.body as SignInRequestBody;
  return `${request.ip} ${email.trim().toLowerCase()}`;
}

interface SignInRequestBody {
  readonly email: string;
}

function clientOf(request: FastifyRequest): SessionClient {
  return { address: request.ip, userAgent: request.headers["user-agent"] };
}

// Behind a proxy that ends the encryption, only the public address knows of it.
function isEncrypted({ isSecure, publicUrl }: SessionRouteParts): boolean {
  return isSecure || publicUrl().startsWith("https:");
}

function setCookie(reply: FastifyReply, value: string, { isSecure, maxAge }: { isSecure: boolean; maxAge: number }): void {
  reply.setCookie(sessionCookie, value, { path: "/", httpOnly: true, sameSite: "lax", secure: isSecure, maxAge });
}
