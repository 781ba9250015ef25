import { createServer } from "node:http";
import { InProcessBus } from "@postern/bus";
import type { LiveEvent } from "@postern/contracts";
import type { Database } from "@postern/database";
import { silentLogger } from "@postern/domain";
import type { Clock, RunId, UserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { ActContexts } from "../act-context.ts";
import { AccessService } from "../features/access/service.ts";
import { registerRunRoutes } from "../features/runs/routes.ts";
import { RunReader } from "../features/runs/run-reader.ts";
import type { RunReaderParts } from "../features/runs/run-reader.ts";
import { RunService } from "../features/runs/service.ts";
import { registerTelemetryRoutes } from "../features/telemetry/routes.ts";
import { TelemetryService } from "../features/telemetry/service.ts";
import { buildHttpApp } from "../http/build-http-app.ts";
import type { HttpApp } from "../http/http-app.ts";
import { LiveEvents } from "../live/live-events.ts";
import { openAudit } from "./open-audit.fixture.ts";
import { addUser, callerNamed, findUser, insertLaunched } from "./run-people.fixture.ts";
import type { LaunchedNames } from "./run-people.fixture.ts";

export const publicUrl = "https://postern.example.org";

export interface RunAppParts {
  readonly database: Database;
  readonly clock: Clock;
  /** Stands for what launches and compute environments tell the pages of a run. */
  readonly reader?: Partial<Pick<RunReaderParts, "liveLogs" | "describeComputeEnv" | "describeJob">>;
}

export interface TestRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  /** `jane` unless named: `john`, or `run:<id>`. A token is its own name here. */
  readonly token?: string;
  readonly body?: unknown;
}

export interface TestAnswer<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly json: Body;
}

export interface RunApp extends AsyncDisposable {
  readonly app: HttpApp;
  readonly runs: RunService;
  readonly live: LiveEvents;
  readonly telemetry: TelemetryService;
  readonly access: AccessService;
  readonly database: Database;
  readonly jane: UserId;
  readonly john: UserId;
  call<Body = Readonly<Record<string, unknown>>>(request: TestRequest): Promise<TestAnswer<Body>>;
  /** A run of Jane as a launch leaves it. */
  launch(id: string, names?: LaunchedNames): Promise<RunId>;
  /** What there is to say about the token that everybody here uses, by its id, which is 1. */
  readonly tokenWarnings: Map<number, string>;
  /** Events that Jane's pages get from now on. */
  watch(): readonly LiveEvent[];
}

const nothingElse = {
  liveLogs: { tail: () => Promise.resolve(undefined) },
  describeComputeEnv: () => Promise.resolve(undefined),
  describeJob: () => Promise.resolve(undefined),
};

/** The real HTTP server with the features of runs and a real database; people sign in by the names of their tokens. */
export async function openRunApp({ database, clock, reader = {} }: RunAppParts): Promise<RunApp> {
  const contexts = new ActContexts();
  const bus = new InProcessBus(silentLogger, new ManualClock());
  const live = new LiveEvents(bus);
  const runs = new RunService({ database, clock, live, audit: openAudit(database, clock, contexts) });
  const access = new AccessService({ database, clock, live });
  const jane = await addUser(database, "jane");
  const john = await addUser(database, "john");
  const users = { getUser: (id: UserId) => findUser(database, id) };
  const tokenWarnings = new Map<number, string>();
  const telemetry = new TelemetryService({
    database,
    clock,
    log: silentLogger,
    runs,
    users,
    tokens: { listWarnings: () => Promise.resolve(tokenWarnings) },
    places: access,
    publicUrl: () => publicUrl,
    hasPersonalWorkspaces: true,
  });
  const app = await buildHttpApp({
    log: silentLogger,
    contexts,
    authenticator: {
      byToken: async (token) => {
        // As a real look-up would, so that a storage that is away shows here first.
        await database.ping();
        return callerNamed(token, { jane, john });
      },
      bySession: () => Promise.resolve(undefined),
    },
    places: access,
    hasPersonalWorkspaces: true,
    requestsPerSecond: 0,
    isOwnOrigin: () => false,
    createServer: (handler) => createServer(handler),
  });
  registerTelemetryRoutes(app, telemetry);
  registerRunRoutes(app, { runs, reader: new RunReader({ database, clock, runs, ...nothingElse, ...reader }) });

  return {
    tokenWarnings,
    ...{ app, runs, live, telemetry, access, database, jane, john },
    call: (request) => inject(app, request),
    launch: (id, names) => insertLaunched({ database, runs, jane, clock }, id, names),
    watch: () => collect(live, jane),
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await telemetry[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
    },
  };
}

async function inject<Body>(app: HttpApp, request: TestRequest): Promise<TestAnswer<Body>> {
  const answer = await app.inject({
    method: request.method,
    url: request.url,
    headers: { authorization: `Bearer ${request.token ?? "jane"}`, "content-type": "application/json; charset=utf-8" },
    ...(request.body === undefined ? {} : { payload: typeof request.body === "string" ? request.body : JSON.stringify(request.body) }),
  });
  const isJson = String(answer.headers["content-type"]).startsWith("application/json");
  const json = (isJson ? JSON.parse(answer.body) : {}) as Body;
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, json };
}

function collect(live: LiveEvents, userId: UserId): readonly LiveEvent[] {
  const events: LiveEvent[] = [];
  live.subscribe(userId, (event) => events.push(event));
  return events;
}
