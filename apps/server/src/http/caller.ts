import { AppError } from "@postern/domain";
import type { RunId, TokenId, UserId } from "@postern/domain";
import type { FastifyRequest } from "fastify";

/** Who sent a request. Services decide with it; they never look at headers. */
export type Caller =
  /** A person in the browser. */
  | { readonly kind: "session"; readonly userId: UserId; readonly isAdministrator: boolean; readonly sessionHash: string }
  /** A client with a personal access token. */
  | { readonly kind: "token"; readonly userId: UserId; readonly isAdministrator: boolean; readonly tokenId: TokenId }
  /** The Nextflow of one run; may write telemetry of that run and nothing else. */
  | { readonly kind: "run"; readonly userId: UserId; readonly tokenId: TokenId; readonly runId: RunId };

declare module "fastify" {
  interface FastifyRequest {
    /** Set by authentication before any handler; read it with `callerOf`. */
    caller: Caller | undefined;
  }
}

/** @throws auth.required when nobody is known; a route whose access rule asks for somebody never sees that. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new AppError("auth.required", "Sign in first, or send a personal access token.");
  return request.caller;
}
