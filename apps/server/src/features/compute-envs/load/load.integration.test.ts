import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openClusterApp } from "../../../testing/cluster-app.fixture.ts";
import { openClusterHttp } from "../../../testing/cluster-http.fixture.ts";
import { registerLoadRoutes } from "./routes.ts";

describeWithDatabases("what the list of environments tells beside their settings", ({ open }) => {
  test("is how many runs have not ended there, and what the last check came to; no cluster is asked for it", async () => {
    const database = await open();
    await using app = await openClusterApp({ database });
    await using http = await openClusterHttp(app, database, (server) => registerLoadRoutes(server, app));
    const [busy, idle] = [await app.environment("local-platform"), await app.environment("local-platform", { workDir: "/nowhere" })];
    const pipeline = await app.cluster.pipeline("slow", "sleep 30");
    for (let count = 0; count < 2; count += 1) await app.launches.launch(app.jane, { pipeline, computeEnvId: busy });
    await database.query
      .updateTable("runs")
      .set({ status: "RUNNING" })
      .where(
        "id",
        "in",
        (await app.runs.listUnfinished()).slice(0, 1).map(({ id }) => id),
      )
      .execute();
    app.ways.openedFor.length = 0;

    const { json, status } = await http.call("GET", "/api/postern/v1/compute-envs");

    const checked = { reason: "asked", at: expect.any(String) as string };
    const none = { submitted: 0, running: 0, unknown: 0 };
    expect([status, app.ways.openedFor]).toEqual([200, []]);
    expect(json["computeEnvs"]).toEqual([
      {
        ...{ id: busy, runs: { submitted: 1, running: 1, unknown: 0 }, isChecking: false },
        lastCheck: { ...checked, outcome: "passed", step: null },
        queues: { status: "passed", summary: "This scheduler has no queues." },
      },
      {
        ...{ id: idle, runs: none, isChecking: false },
        lastCheck: { ...checked, outcome: "failed", step: "Work directory" },
        queues: { status: "passed", summary: "This scheduler has no queues." },
      },
    ]);
    expect((await http.call("GET", "/api/postern/v1/compute-envs", undefined, "john")).json).toEqual({ computeEnvs: [] });
  });
});
