import type { IncomingMessage, Server, ServerResponse } from "node:http";
import cookie from "@fastify/cookie";
import rateLimit from "@fastify/rate-limit";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { AppError } from "@postern/domain";
import type { Logger } from "@postern/domain";
import fastify from "fastify";
import type { ActContexts } from "../act-context.ts";
import { guardRoutes } from "./authentication.ts";
import type { GuardParts } from "./authentication.ts";
import { parseJsonBody } from "./body-parser.ts";
import { serializeLate } from "./compile-late.ts";
import { createErrorHandler } from "./error-handler.ts";
import type { HttpApp } from "./http-app.ts";
import { describeRoutes } from "./openapi.ts";
import { carryContext, requestIdOf } from "./request-context.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { createValidatorCompiler } from "./validator.ts";

/** Bytes of a request body, except for telemetry, which says its own. */
const bodyLimit = 4 * 1024 * 1024;

export interface HttpAppParts extends GuardParts {
  readonly log: Logger;
  readonly contexts: ActContexts;
  /** Whether browsers come by a certificate that they trust already. */
  readonly hasTrustedCertificate?: () => boolean;
  /** Addresses of proxies whose word on where a request comes from is taken. */
  readonly trustedProxies?: readonly string[];
  /** While it says so, new requests get 503, and `/readyz` with them; those that began go on. */
  readonly isClosing?: () => boolean;
  readonly createServer: (handler: (request: IncomingMessage, response: ServerResponse) => void) => Server;
}

/** An HTTP server with guards, parsers and error answers, and without routes. */
export async function buildHttpApp(parts: HttpAppParts): Promise<HttpApp> {
  const handleError = createErrorHandler(parts.log);
  const app = fastify({
    serverFactory: parts.createServer,
    bodyLimit,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 512 },
    rewriteUrl: (request) => collapseSlashes(request.url ?? "/"),
    forceCloseConnections: "idle",
    exposeHeadRoutes: true,
    trustProxy: parts.trustedProxies === undefined || parts.trustedProxies.length === 0 ? false : [...parts.trustedProxies],
    logger: false,
    genReqId: requestIdOf,
    // An address that cannot be decoded never gets as far as the error handler.
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setErrorHandler(handleError);
  app.setValidatorCompiler(createValidatorCompiler());
  app.setSerializerCompiler<object>(({ schema }) => serializeLate(schema));
  replaceJsonParser(app);
  carryContext(app, parts.contexts);
  addSecurityHeaders(app, parts.hasTrustedCertificate ?? (() => false));
  refuseNul(app);
  if (parts.isClosing !== undefined) refuseWhileClosing(app, parts.isClosing);
  await app.register(cookie);
  await app.register(rateLimit, { global: false, errorResponseBuilder: tooOften });
  describeRoutes(app);
  guardRoutes(app, parts);
  return app;
}

/** `//api//x` is `/api/x`: some clients join their base URL and the path with one slash too many. */
export function collapseSlashes(url: string): string {
  const [path = "/", ...query] = url.split("?");
  return [path.replaceAll(/\/{2,}/g, "/"), ...query].join("?");
}

function refuseWhileClosing(app: HttpApp, isClosing: () => boolean): void {
  app.addHook("onRequest", async (request, reply) => {
    if (!isClosing() || request.url === "/healthz") return;
    reply.header("connection", "close");
    throw new AppError("server.closing", "The server is closing.", { retryAfterSeconds: 2 });
  });
}

// No column of a database may ever see a NUL: one engine stores it, the other refuses the statement.
function refuseNul(app: HttpApp): void {
  app.addHook("onRequest", async (request) => {
    if (request.url.includes("%00")) throw new AppError("request.invalid", "The address holds a NUL character.");
  });
}

function replaceJsonParser(app: HttpApp): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/(json|[\w.-]+\+json)/, { parseAs: "buffer" }, (request, bytes, done) => {
    try {
      done(null, parseJsonBody(request, bytes as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  // No body and no content type is how clients send an empty POST.
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, bytes, done) => {
    if (bytes.length === 0) return done(null, undefined);
    done(new AppError("request.invalid", "Send the body as application/json."));
  });
}

function tooOften(_request: unknown, context: { after: string; ttl: number }): AppError {
  const retryAfterSeconds = Math.ceil(context.ttl / 1000);
  return new AppError("request.limited", `Too many attempts. Try again in ${context.after}.`, { retryAfterSeconds });
}
