import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AppError } from "@postern/domain";
import { advance } from "./advance.ts";
import { accountRoutes } from "./handlers/accounts.ts";
import { administrationRoutes } from "./handlers/administration.ts";
import { agentRoutes, arrive } from "./handlers/agents.ts";
import { auditRoutes } from "./handlers/audit.ts";
import { computeEnvRoutes } from "./handlers/compute-envs.ts";
import { credentialRoutes } from "./handlers/credentials.ts";
import { placeRoutes } from "./handlers/places.ts";
import { profileRoutes } from "./handlers/profile.ts";
import { runDetailRoutes } from "./handlers/run-details.ts";
import { launchRun, runRoutes } from "./handlers/runs.ts";
import { sessionRoutes } from "./handlers/session.ts";
import { tokenRoutes } from "./handlers/tokens.ts";
import { answerOfError, findRoute, passOver, readBody } from "./http.ts";
import type { MockAnswer, Route } from "./http.ts";
import { LiveStreams } from "./live.ts";
import { makeState } from "./seed.ts";
import type { MockState, Scenario } from "./state.ts";
import { sendPage } from "./static-files.ts";

export interface MockServerOptions {
  readonly scenario: Scenario;
  readonly now: () => number;
  /** 0 takes a free one. */
  readonly port: number;
  /** Serves the built pages too. */
  readonly distDir?: string;
}

/** The whole API in memory, on loopback, with the same shapes as the real one. */
export interface MockServer extends AsyncDisposable {
  readonly url: string;
  readonly state: MockState;
  /** Checks and runs go one step further. */
  readonly advance: () => void;
  /** An agent connects. */
  readonly arrive: (connectionId: string) => void;
  /** Somebody launches a run elsewhere. */
  readonly launchElsewhere: (runName: string) => void;
  /** Live streams break off, and none is taken until they may come back. */
  readonly stopLive: () => void;
  readonly resumeLive: () => void;
}

export async function startMockServer(options: MockServerOptions): Promise<MockServer> {
  const live = new LiveStreams();
  const state = makeState({ scenario: options.scenario, now: options.now, publish: (event) => live.publish(event) });
  const routes = routesOf(state);
  const server = createServer((request, response) => {
    void answer({ request, response, routes, live, state, distDir: options.distDir });
  });
  await new Promise<void>((resolve) => server.listen(options.port, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    state,
    advance: () => advance(state),
    arrive: (connectionId) => arrive(state, connectionId),
    launchElsewhere: (runName) =>
      void launchRun(state, { runName, pipeline: "nextflow-io/hello", computeEnvId: state.environments[0]?.id ?? null }),
    stopLive: () => live.goAway(),
    resumeLive: () => live.comeBack(),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const routesOf = (state: MockState): readonly Route[] => [
  ...sessionRoutes(state),
  ...tokenRoutes(state),
  ...profileRoutes(state),
  ...accountRoutes(state),
  ...administrationRoutes(state),
  ...auditRoutes(state),
  ...placeRoutes(state),
  ...credentialRoutes(state),
  ...agentRoutes(state),
  ...computeEnvRoutes(state),
  ...runRoutes(state),
  ...runDetailRoutes(state),
];

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly routes: readonly Route[];
  readonly live: LiveStreams;
  readonly state: MockState;
  readonly distDir: string | undefined;
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, live, distDir } = exchange;
  const url = new URL(request.url ?? "/", "http://mock");
  if (!url.pathname.startsWith("/api/")) {
    if (distDir === undefined) response.writeHead(404).end();
    else await sendPage(distDir, url.pathname, response);
    return;
  }
  if (url.pathname === "/api/postern/v1/events" && isSignedIn(request)) {
    live.add(response);
    return;
  }
  const { status, body, text, headers } = await answerApi(exchange, url).catch(answerOfError);
  response.writeHead(status, { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers });
  response.end(body === undefined ? text : JSON.stringify(body));
}

async function answerApi({ request, routes, state }: Exchange, url: URL): Promise<MockAnswer> {
  const method = request.method ?? "GET";
  const body = url.pathname === "/api/avatars" ? await passOver(request) : await readBody(request);
  const found = findRoute(routes, method, url.pathname);
  if (found === undefined) throw new AppError("request.not_found", `There is no ${method} ${url.pathname}.`);
  if (found.route.isOpen !== true && !isSignedIn(request)) throw new AppError("auth.required", "Nobody is signed in.");
  const isAboutSession = url.pathname.startsWith("/api/postern/v1/se");
  if (state.scenario === "failing" && !isAboutSession) throw new AppError("server.internal", "Something went wrong on our side.");
  return found.route.answer({ method, params: found.params, query: url.searchParams, body, isSignedIn: true });
}

const isSignedIn = (request: IncomingMessage): boolean => (request.headers.cookie ?? "").includes("mock-session=1");
