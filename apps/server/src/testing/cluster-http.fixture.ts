import { createServer } from "node:http";
import type { Database } from "@postern/database";
import { silentLogger } from "@postern/domain";
import { ActContexts } from "../act-context.ts";
import { buildHttpApp } from "../http/build-http-app.ts";
import type { Caller } from "../http/caller.ts";
import type { HttpApp } from "../http/http-app.ts";
import type { ClusterApp } from "./cluster-app.fixture.ts";
import { noOrganizations } from "./no-organizations.fixture.ts";
import { addUser } from "./run-people.fixture.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface ClusterHttp extends AsyncDisposable {
  /** `jane` made everything and administers the server; `john` may not see it. */
  call(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: object, token?: "jane" | "john"): Promise<HttpAnswer>;
}

/** Routes over the clusters of a test, for two people at home. */
export async function openClusterHttp(app: ClusterApp, database: Database, register: (http: HttpApp) => void): Promise<ClusterHttp> {
  const john = await addUser(database, "john");
  const people: Readonly<Record<string, Caller>> = {
    jane: app.jane,
    john: { ...app.jane, userId: john, isAdministrator: false } as Caller,
  };
  const http = await buildHttpApp({
    log: silentLogger,
    contexts: new ActContexts(),
    authenticator: { byToken: (token) => Promise.resolve(people[token]), bySession: () => Promise.resolve(undefined) },
    places: noOrganizations,
    hasPersonalWorkspaces: true,
    requestsPerSecond: 0,
    isOwnOrigin: () => false,
    createServer: (handler) => createServer(handler),
  });
  register(http);
  return {
    call: async (...[method, url, body, token = "jane"]) => {
      const payload = body === undefined ? {} : { payload: body };
      const answer = await http.inject({ method, url, headers: { authorization: `Bearer ${token}` }, ...payload });
      return { status: answer.statusCode, json: (answer.body === "" ? {} : JSON.parse(answer.body)) as HttpAnswer["json"] };
    },
    [Symbol.asyncDispose]: () => http.close(),
  };
}
