import { ChangePasswordRequest, ListOwnSessionsResponse, NoContent, OwnSessionParams } from "@postern/contracts";
import type { OwnSession } from "@postern/contracts";
import { sessionOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { toIso } from "../../http/iso-time.ts";
import type { PasswordService } from "../identity/password-service.ts";
import type { SessionService } from "./service.ts";
import type { StoredSession } from "./store.ts";

export interface OwnSessionRouteParts {
  readonly sessions: SessionService;
  readonly passwords: PasswordService;
}

/** Where somebody is signed in, and with which password. */
export function registerOwnSessionRoutes(app: HttpApp, { sessions, passwords }: OwnSessionRouteParts): void {
  const path = "/api/postern/v1/profile/sessions";

  app.get(path, { schema: { summary: "List your sessions", response: { 200: ListOwnSessionsResponse } } }, async (request) => {
    const own = await sessions.list(sessionOf(request));
    return { sessions: own.map(toOwnSession) };
  });

  app.delete(path, { schema: { summary: "End your other sessions", response: { 204: NoContent } } }, async (request, reply) => {
    await sessions.endOthers(sessionOf(request));
    return reply.code(204).send(null);
  });

  app.delete(
    `${path}/:sessionId`,
    { schema: { summary: "End one of your sessions", params: OwnSessionParams, response: { 204: NoContent } } },
    async (request, reply) => {
      await sessions.end(sessionOf(request), request.params.sessionId);
      return reply.code(204).send(null);
    },
  );

  app.put(
    "/api/postern/v1/profile/password",
    { schema: { summary: "Change your password", body: ChangePasswordRequest, response: { 204: NoContent } } },
    async (request, reply) => {
      await passwords.change(sessionOf(request), request.body);
      return reply.code(204).send(null);
    },
  );
}

function toOwnSession(session: StoredSession & { readonly isCurrent: boolean }): OwnSession {
  return {
    id: session.id ?? "",
    createdAt: toIso(session.created_at),
    lastSeenAt: toIso(session.last_seen_at),
    address: session.remote_address,
    userAgent: session.user_agent,
    isCurrent: session.isCurrent,
  };
}
