import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { afterEach, beforeEach } from "vitest";
import type { HttpApp } from "../http/http-app.ts";
import { openClusterApp } from "./cluster-app.fixture.ts";
import type { ClusterApp } from "./cluster-app.fixture.ts";
import { openClusterHttp } from "./cluster-http.fixture.ts";
import type { ClusterHttp, HttpAnswer } from "./cluster-http.fixture.ts";

/** What tests of the routes of environments stand on; another one for each test. */
export interface EnvironmentScene extends Pick<ClusterHttp, "call"> {
  readonly database: Database;
  readonly app: ClusterApp;
  /** Asks for an environment `gadi` through the credential of the app. `config` is beside its work directory, `more` beside its description. */
  create(more?: object, change?: { readonly platform?: string; readonly config?: object }): Promise<HttpAnswer>;
  /** One look of the reconciler, to the end of the checks that it begins. */
  check(): Promise<void>;
}

export interface EnvironmentTests {
  readonly what: string;
  readonly register: (http: HttpApp, app: ClusterApp) => void;
}

/** Tests of routes over a cluster, on each engine. */
export function describeEnvironments({ what, register }: EnvironmentTests, tests: (scene: EnvironmentScene) => void): void {
  describeWithDatabases(what, (fixture) => {
    let database: Database;
    let app: ClusterApp;
    let http: ClusterHttp;
    beforeEach(async () => {
      database = await fixture.open();
      app = await openClusterApp({ database });
      http = await openClusterHttp(app, database, (server) => register(server, app));
    });
    afterEach(async () => {
      await http[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
    });
    tests({
      get database() {
        return database;
      },
      get app() {
        return app;
      },
      call: (...words) => http.call(...words),
      create: (more = {}, { platform = "slurm-platform", config = {} } = {}) => {
        const settings = { workDir: app.cluster.work, ...config };
        const computeEnv = { name: "gadi", platform, credentialsId: app.credentialsId, config: settings };
        return http.call("POST", "/api/compute-envs", { computeEnv, ...more });
      },
      check: async () => {
        await app.environmentReconciler.step(new AbortController().signal);
        await app.environmentReconciler.idle();
      },
    });
  });
}
