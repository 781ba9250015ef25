import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Agent, LiveEvent } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { advance } from "./advance.ts";
import { arrive } from "./handlers/agents.ts";
import { launchRun } from "./handlers/runs.ts";
import { answerOfError, findRoute, passOver, readBody } from "./http.ts";
import type { MockAnswer, Route } from "./http.ts";
import { LiveStreams } from "./live.ts";
import { seedWorld } from "./organizations/seed.ts";
import type { MockWorld } from "./organizations/world.ts";
import type { MockState, Scenario } from "./state.ts";
import { sharedRoutes } from "./shared-routes.ts";
import { sendPage } from "./static-files.ts";
import { MockWorkspaces } from "./workspaces.ts";

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
  /** The personal workspace of the first person. */
  readonly state: MockState;
  readonly world: MockWorld;
  readonly stateOf: (workspaceId: number) => MockState;
  /** An event for every open page. */
  readonly tell: (event: LiveEvent) => void;
  /** Every call that was answered, such as `GET /api/workflow?max=25`. */
  readonly calls: string[];
  /** Checks and runs go one step further. */
  readonly advance: () => void;
  /** An agent connects. */
  readonly arrive: (connectionId: string, given?: Partial<Agent>) => void;
  /** Somebody launches a run elsewhere. */
  readonly launchElsewhere: (runName: string) => void;
  /** Live streams break off, and none is taken until they may come back. */
  readonly stopLive: () => void;
  readonly resumeLive: () => void;
}

export async function startMockServer(options: MockServerOptions): Promise<MockServer> {
  const live = new LiveStreams();
  const world = seedWorld(options.scenario, options.now);
  const workspaces = new MockWorkspaces({ scenario: options.scenario, world, publish: (event) => live.publish(event) });
  const state = workspaces.home;
  const shared = sharedRoutes(workspaces, live);
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void answer({ request, response, shared, workspaces, live, state, calls, distDir: options.distDir });
  });
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    state,
    world,
    stateOf: (workspaceId) => workspaces.stateOf(workspaceId),
    tell: (event) => live.publish(event),
    calls,
    advance: () => workspaces.all().forEach(advance),
    arrive: (connectionId, given) => arrive(state, connectionId, given),
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

function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return gone.signal;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly shared: readonly Route[];
  readonly workspaces: MockWorkspaces;
  readonly calls: string[];
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
  const userId = userIdOf(request);
  if (url.pathname === "/api/postern/v1/events" && userId !== undefined) {
    live.add(response, userId);
    return;
  }
  exchange.calls.push(`${request.method ?? "GET"} ${url.pathname}${url.search}`);
  const { status, body, text, stream, headers } = await answerApi(exchange, url).catch(answerOfError);
  response.writeHead(status, { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers });
  await stream?.((bit) => void response.write(bit), goneSignal(response));
  response.end(body === undefined ? text : JSON.stringify(body));
}

async function answerApi({ request, shared, workspaces, state }: Exchange, url: URL): Promise<MockAnswer> {
  const method = request.method ?? "GET";
  const userId = userIdOf(request);
  const body = url.pathname === "/api/avatars" ? await passOver(request) : await readBody(request);
  const found = findRoute(shared, method, url.pathname) ?? findInWorkspace(workspaces, userId, { method, url });
  refuseUnlessOpen(found?.route, userId);
  if (found === undefined) throw new AppError("request.not_found", `There is no ${method} ${url.pathname}.`);
  if (state.scenario === "failing" && !isFrame(url.pathname)) throw new AppError("server.internal", "Something went wrong on our side.");
  return found.route.answer({ method, params: found.params, query: url.searchParams, body, userId: userId ?? 0 });
}

function refuseUnlessOpen(route: Route | undefined, userId: number | undefined): void {
  if (route?.isOpen !== true && userId === undefined) throw new AppError("auth.required", "Nobody is signed in.");
}

function findInWorkspace(
  workspaces: MockWorkspaces,
  userId: number | undefined,
  { method, url }: { readonly method: string; readonly url: URL },
) {
  if (userId === undefined) return undefined;
  return findRoute(workspaces.routesFor(userId, url.searchParams.get("workspaceId")), method, url.pathname);
}

/** What the frame asks: without it no page could say that it fails. */
const isFrame = (path: string): boolean =>
  /^\/api\/(postern\/v1\/(session|setup)|service-info|user\/\d+\/workspaces|postern\/v1\/orgs\/\d+\/workspaces\/\d+\/users)/.test(path);

/** The cookie names the person: `mock-session=2` is the second one. */
function userIdOf(request: IncomingMessage): number | undefined {
  const id = /mock-session=(\d+)/.exec(request.headers.cookie ?? "")?.[1];
  return id === undefined ? undefined : Number(id);
}
