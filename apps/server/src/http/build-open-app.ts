import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { silentLogger } from "@postern/domain";
import { ActContexts } from "../act-context.ts";
import { buildHttpApp } from "./build-http-app.ts";
import type { HttpApp } from "./http-app.ts";

/** The HTTP side of the server with nobody known and no limits: what benchmarks hold the real one against, which believes the same proxies. */
export function buildOpenApp(
  makeServer: (handler: (request: IncomingMessage, response: ServerResponse) => void) => Server,
  trustedProxies: readonly string[],
): Promise<HttpApp> {
  const nobody = { byToken: () => Promise.resolve(undefined), bySession: () => Promise.resolve(undefined) };
  const nowhere = { findWorkspace: () => Promise.resolve(undefined), findOrganization: () => Promise.resolve(undefined) };
  return buildHttpApp({
    log: silentLogger,
    contexts: new ActContexts(),
    authenticator: nobody,
    places: nowhere,
    hasPersonalWorkspaces: true,
    requestsPerSecond: 0,
    trustedProxies,
    isOwnOrigin: () => false,
    createServer: makeServer,
  });
}
