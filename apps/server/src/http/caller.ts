import { AppError } from "@postern/domain";
import type { RunId, TokenAccess, TokenId, UserId, WorkspaceId } from "@postern/domain";
import type { FastifyRequest } from "fastify";
import type { OrganizationPlace, Place, WorkPlace, WorkspacePlace } from "./place.ts";

/** A person in the browser. */
export interface SessionCaller {
  readonly kind: "session";
  readonly userId: UserId;
  readonly isAdministrator: boolean;
  readonly sessionHash: string;
}

/** A client with a personal access token. */
export interface TokenCaller {
  readonly kind: "token";
  readonly userId: UserId;
  readonly isAdministrator: boolean;
  readonly tokenId: TokenId;
  readonly access: TokenAccess;
  /** The only workspaces that the token is good for; `null` when it is not bound to any. */
  readonly boundTo: readonly WorkspaceId[] | null;
  /** By the text from before the last rotation of the token, which works for a while yet. */
  readonly isFormer?: boolean;
}

/** The Nextflow of one run; may write telemetry of that run and nothing else. */
export interface RunCaller {
  readonly kind: "run";
  readonly userId: UserId;
  readonly tokenId: TokenId;
  readonly runId: RunId;
}

/** Who sent a request. Services decide with it; they never look at headers. */
export type Caller = SessionCaller | TokenCaller | RunCaller;

/** Who acts, and in which workspace. */
export type Actor = Caller & { readonly place: WorkPlace };

/** Who acts, and in which workspace of an organization. */
export type WorkspaceActor = Caller & { readonly place: WorkspacePlace };

/** Who acts, and in which organization. */
export type OrganizationActor = Caller & { readonly organization: OrganizationPlace };

declare module "fastify" {
  interface FastifyRequest {
    /** Set by authentication before any handler; read it with `callerOf`. */
    caller: Caller | undefined;
    /** Set by authorization for routes whose access rule is a permission; read it with `actorOf`. */
    place: Place | undefined;
  }
}

/** @throws auth.required when nobody is known; a route whose access rule asks for somebody never sees that. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new AppError("auth.required", "Sign in first, or send a personal access token.");
  return request.caller;
}

/** Whether somebody runs the server, and their token carries that: one that is narrow or bound acts as if they did not. */
export function isAdministering(caller: Caller): boolean {
  if (caller.kind === "run" || !caller.isAdministrator) return false;
  return caller.kind === "session" || (caller.access === "full" && caller.boundTo === null);
}

/** For routes whose access rule is a permission of workspaces. */
export function actorOf(request: FastifyRequest): Actor {
  const { place } = request;
  if (place === undefined || place.kind === "organization") throw new AppError("server.internal", "The route names no workspace.");
  return { ...callerOf(request), place };
}

/** The same where the path must name the workspace. */
export function workspaceActorOf(request: FastifyRequest): WorkspaceActor {
  const { place } = request;
  if (place?.kind !== "workspace") throw new AppError("server.internal", "The route names no workspace.");
  return { ...callerOf(request), place };
}

/** For routes whose access rule is a permission of organizations, and whose path or query must name one. */
export function organizationOf(request: FastifyRequest): OrganizationPlace {
  const { place } = request;
  if (place?.kind !== "organization") throw new AppError("server.internal", "The route names no organization.");
  return place;
}

/** The same with the caller. */
export function organizationActorOf(request: FastifyRequest): OrganizationActor {
  return { ...callerOf(request), organization: organizationOf(request) };
}

/** For routes whose access rule is `session`. */
export function sessionOf(request: FastifyRequest): SessionCaller {
  const caller = callerOf(request);
  if (caller.kind !== "session") throw new AppError("auth.forbidden", "Only a signed-in browser may do this.");
  return caller;
}
