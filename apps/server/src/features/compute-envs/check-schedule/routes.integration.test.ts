import { describeWithDatabases } from "@postern/testing";
import type { Database } from "@postern/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openClusterApp } from "../../../testing/cluster-app.fixture.ts";
import type { ClusterApp } from "../../../testing/cluster-app.fixture.ts";
import { openClusterHttp } from "../../../testing/cluster-http.fixture.ts";
import type { ClusterHttp } from "../../../testing/cluster-http.fixture.ts";
import { registerCheckScheduleRoutes } from "./routes.ts";

describeWithDatabases("the schedule of an environment over HTTP", ({ open }) => {
  let database: Database;
  let app: ClusterApp;
  let http: ClusterHttp;

  beforeEach(async () => {
    database = await open();
    app = await openClusterApp({ database });
    http = await openClusterHttp(app, database, (server) => registerCheckScheduleRoutes(server, app));
  });

  afterEach(async () => {
    await http[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
  });

  test("tells when the next check is and what the last ones came to; it is switched off and on, and the trail knows", async () => {
    const path = `/api/postern/v1/compute-envs/${await app.environment("local-platform")}/check-schedule`;

    const fresh = await http.call("GET", path);
    const switched = [await http.call("PUT", path, { isOn: false }), await http.call("PUT", path, { isOn: false })];
    const off = await http.call("GET", path);
    await http.call("PUT", path, { isOn: true });

    const check = { reason: "asked", outcome: "passed", step: null, summary: null, at: expect.any(String) as string };
    expect(fresh.json).toEqual({
      ...{ everyHours: 1, isOn: true, isManaged: false, nextAt: expect.stringMatching(/^\d{4}-/) as string },
      checks: [{ ...check, durationMs: expect.any(Number) as number }],
    });
    expect([switched.map(({ status }) => status), off.json["isOn"], off.json["nextAt"]]).toEqual([[204, 204], false, null]);
    expect((await http.call("GET", path)).json["nextAt"]).not.toBeNull();
    const acts = await database.query
      .selectFrom("audit_entries")
      .select("after_image")
      .where("action", "=", "environment.schedule_checks")
      .execute();
    expect(acts.map(({ after_image }) => JSON.parse(after_image ?? "{}") as unknown)).toEqual([
      { isCheckScheduled: false },
      { isCheckScheduled: true },
    ]);
  });

  test("of another person it is not there", async () => {
    const path = `/api/postern/v1/compute-envs/${await app.environment("local-platform")}/check-schedule`;

    expect((await http.call("GET", path, undefined, "john")).status).toBe(404);
    expect((await http.call("PUT", path, { isOn: false }, "john")).status).toBe(404);
    expect((await http.call("GET", path)).json["isOn"]).toBe(true);
  });
});
