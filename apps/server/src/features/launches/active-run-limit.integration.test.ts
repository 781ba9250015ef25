import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { AppError, silentLogger } from "@postern/domain";
import { describeWithDatabases, ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { LiveEvents } from "../../live/live-events.ts";
import { openClusterApp } from "../../testing/cluster-app.fixture.ts";
import type { ClusterApp } from "../../testing/cluster-app.fixture.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { AccessService } from "../access/service.ts";

/** Jane owns the organization alpha, and the environment of the cluster is in its workspace genomics. */
async function stage(app: ClusterApp, database: Database) {
  const rows = organizationRows(database);
  const alpha = await rows.organization("alpha");
  await rows.member(alpha, app.jane.userId, "owner");
  const genomics = await rows.workspace(alpha, "genomics");
  await app.environment("local-platform");
  await database.query.updateTable("compute_envs").set({ workspace_id: genomics }).execute();
  const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
  const place = await new AccessService({ database, clock: app.clock, live }).findWorkspace(app.jane.userId, genomics);
  if (place === undefined) throw new AppError("workspace.not_found", "The test has no workspace.");
  const pipeline = await app.cluster.pipeline("quick", "true");
  const computeEnv = await database.query.selectFrom("compute_envs").select("id").executeTakeFirstOrThrow();
  return () => app.launches.launch({ ...app.jane, place }, { pipeline, computeEnvId: computeEnv.id });
}

describeWithDatabases("the limit of active runs in an organization", ({ open }) => {
  const reached = { code: "organization.limit_reached", message: "The limit of 1 active runs in an organization is reached." };

  test("lets one more in when one has ended, and counts none that was started elsewhere", async () => {
    const database = await open();
    await using app = await openClusterApp({ database, limits: { activeRuns: 1 } });
    const launch = await stage(app, database);
    const first = await launch();

    await expect(launch()).rejects.toMatchObject(reached);
    expect(await database.query.selectFrom("runs").select("id").execute()).toEqual([{ id: first }]);
    await database.query.updateTable("runs").set({ compute_env_id: null }).execute();
    const second = await launch();
    await app.runs.settle(second, { status: "FAILED", reason: "x", at: app.clock.now() });

    expect(await launch()).not.toBe(second);
  });

  test("is not passed by two launches at once", async () => {
    const database = await open();
    await using app = await openClusterApp({ database, limits: { activeRuns: 1 } });
    const launch = await stage(app, database);

    const both = await Promise.allSettled([launch(), launch()]);

    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: reached });
  });
});
