import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ActContext, ActContexts } from "../act-context.ts";
import type { Caller } from "./caller.ts";
import type { HttpApp } from "./http-app.ts";

/** Header that carries the id of a request, in both directions. */
export const requestIdHeader = "x-request-id";
const maxUserAgentLength = 255;
/** What proxies and clients make: nothing that could stand for something else in a log, a table or a header. */
const sane = /^[\w.:=+/-]{8,128}$/;

/** The id that whoever is in front of us gave to a request, so that both logs have the same one; else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[requestIdHeader];
  return typeof given === "string" && sane.test(given) ? given : randomUUID();
}

/** Lets everything that a request sets off know where it came from, and tells the client the id of its request. */
export function carryContext(app: HttpApp, contexts: ActContexts): void {
  app.addHook("onRequest", (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    reply.header(requestIdHeader, request.id);
    contexts.run(contextOf(request), done);
  });
  // Once more: what follows the body runs in the context of the socket that brought its last bytes, and who calls is known by now.
  app.addHook("preValidation", (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    contexts.run(contextOf(request), done);
  });
}

// INVARIANT: facts alone. Whatever the request sets off keeps its context, the timer of its connection too, and would keep the request by it:
// with a body in which there may be secrets.
function contextOf(request: FastifyRequest): ActContext {
  const client = {
    kind: "http",
    address: request.ip,
    userAgent: request.headers["user-agent"]?.slice(0, maxUserAgentLength) ?? null,
    tokenId: tokenOfCaller(request.caller),
  } as const;
  return { client, correlationId: request.id };
}

function tokenOfCaller(caller: Caller | undefined) {
  return caller === undefined || caller.kind === "session" ? null : caller.tokenId;
}
