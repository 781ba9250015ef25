import { AppError } from "@postern/domain";
import type { FastifyReply, FastifyRequest } from "fastify";
import { accessTable } from "./access.ts";
import type { AccessRule } from "./access.ts";
import { authorize } from "./authorization.ts";
import type { AuthorizationParts } from "./authorization.ts";
import type { Caller } from "./caller.ts";
import type { HttpApp } from "./http-app.ts";
import { createRequestLimits } from "./request-limits.ts";
import type { RequestLimits } from "./request-limits.ts";

export const sessionCookie = "postern_session";

/** Finds out who is behind a token or a cookie. `undefined`: unknown, expired or disabled. */
export interface Authenticator {
  byToken(token: string): Promise<Caller | undefined>;
  bySession(cookie: string): Promise<Caller | undefined>;
}

export interface GuardParts extends AuthorizationParts {
  readonly authenticator: Authenticator;
  readonly isOwnOrigin: (origin: string) => boolean;
  /** Who may read the metrics, by the header that they send; throws for others. Left out: nobody may. */
  readonly scrapers?: { admit(authorization: string | undefined): void };
  /** Requests a second that one token may send; 0 for any number. */
  readonly requestsPerSecond: number;
}

/** Puts the access table in front of every route. A route that is not in the table ends the start of the server. */
export function guardRoutes(app: HttpApp, parts: GuardParts): void {
  const { authenticator, isOwnOrigin } = parts;
  const limits = createRequestLimits(app, parts.requestsPerSecond);
  const identify = (request: FastifyRequest): Promise<Caller> => authenticate(request, authenticator, isOwnOrigin);
  app.decorateRequest("caller");
  app.decorateRequest("place");
  app.decorate("isStillAllowed", async (request: FastifyRequest) => {
    try {
      const caller = await identify(request);
      return caller.userId === request.caller?.userId;
    } catch {
      // Signed out, expired, or nobody can say so now: an open stream ends, and its reader asks anew.
      return false;
    }
  });
  app.addHook("onRoute", (route) => {
    for (const method of [route.method].flat()) ruleOf(method, route.url);
  });
  app.addHook("onRequest", async (request: FastifyRequest, _reply: FastifyReply) => {
    if (request.routeOptions.url === undefined) return;
    const rule = ruleOf(request.method, request.routeOptions.url);
    if (rule === "public") return countPublic(request, limits, identify);
    if (rule === "metrics") return admitScraper(request, limits, parts.scrapers);
    try {
      request.caller = await identify(request);
    } finally {
      // Before the refusal of somebody unknown too: guessing is what this slows down.
      await limits.count(request, rule);
    }
    request.place = await authorize(request, rule, parts);
  });
}

// Nobody is looked up for what everybody may see, unless their address has asked too often: then pages go on for whoever is known.
async function countPublic(
  request: FastifyRequest,
  limits: RequestLimits,
  identify: (request: FastifyRequest) => Promise<Caller>,
): Promise<void> {
  try {
    await limits.count(request, "public");
  } catch (error) {
    // Whatever is wrong with what they showed, they are unknown.
    request.caller = await identify(request).catch(() => undefined);
    if (request.caller === undefined) throw error;
    await limits.count(request, "public");
  }
}

// Whoever watches the server goes on while strangers at the same address guess.
async function admitScraper(request: FastifyRequest, limits: RequestLimits, scrapers: GuardParts["scrapers"]): Promise<void> {
  try {
    if (scrapers === undefined) throw new AppError("request.not_found", "There are no metrics here.");
    scrapers.admit(request.headers.authorization);
  } catch (error) {
    await limits.count(request, "metrics");
    throw error;
  }
}

/** The token of an `Authorization` header: `Bearer …`, or Basic with the user name `@token`. */
export function tokenOf(header: string | undefined): string | undefined {
  const [scheme, value] = (header ?? "").split(" ", 2);
  if (value === undefined) return undefined;
  if (scheme?.toLowerCase() === "bearer") return value;
  if (scheme?.toLowerCase() !== "basic") return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.startsWith("@token:") ? pair.slice("@token:".length) : undefined;
}

function ruleOf(method: string, url: string): AccessRule {
  // Fastify adds HEAD beside each GET; it shows less, so the same rule holds.
  const rule = accessTable[`${method === "HEAD" ? "GET" : method} ${url}`];
  if (rule !== undefined) return rule;
  throw new AppError("server.internal", `The route ${method} ${url} has no line in the access table.`);
}

async function authenticate(
  request: FastifyRequest,
  authenticator: Authenticator,
  isOwnOrigin: (origin: string) => boolean,
): Promise<Caller> {
  // A header always wins: old Nextflow clients replay any cookie that they were ever given.
  if (request.headers.authorization !== undefined) return byHeader(request.headers.authorization, authenticator);
  const cookie = request.cookies[sessionCookie];
  if (cookie === undefined) throw new AppError("auth.required", "Sign in first, or send a personal access token.");
  refuseForeignOrigin(request, isOwnOrigin);
  const caller = await authenticator.bySession(cookie);
  if (caller === undefined) throw new AppError("auth.required", "The session has ended. Sign in again.");
  return caller;
}

async function byHeader(header: string, authenticator: Authenticator): Promise<Caller> {
  const token = tokenOf(header);
  const caller = token === undefined ? undefined : await authenticator.byToken(token);
  if (caller === undefined) throw new AppError("auth.token_unknown", "The access token is not known here, or has ended.");
  return caller;
}

// SameSite keeps most foreign pages out; this keeps out the rest, such as a sibling host of the same site.
function refuseForeignOrigin(request: FastifyRequest, isOwnOrigin: (origin: string) => boolean): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const { origin } = request.headers;
  if (origin !== undefined && (isOwnOrigin(origin) || isOriginOf(request, origin))) return;
  throw new AppError("request.foreign_origin", "The request came from a page of another address.");
}

// The address that the browser itself used, which behind a proxy may be another than ours. Never a plain page for an encrypted server.
function isOriginOf(request: FastifyRequest, origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { host, protocol } = new URL(origin);
  return host === request.headers.host && (protocol === "https:" || request.protocol === "http");
}
