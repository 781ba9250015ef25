import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openClusterApp } from "../../testing/cluster-app.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";

describeWithDatabases("the check of an environment in a workspace", ({ open }) => {
  async function stage() {
    const database = await open();
    const app = await openClusterApp({ database });
    const tenants = await openTenants(database, app.places);
    const [ada, olga] = [await tenants.actor("ada", "one"), await tenants.actor("olga", "one")];
    const credentialsId = await app.credentials.create(ada, { name: "site", provider: "tw-agent", keys: { connectionId: "site" } });
    const config = { workDir: app.cluster.work };
    const id = await app.environments.create(ada, { name: "first", platform: "local-platform", credentialsId, config });
    const check = async () => {
      await app.environmentReconciler.step(new AbortController().signal);
      await app.environmentReconciler.idle();
    };
    return { app, ada, olga, credentialsId, id, check };
  }

  test("goes the way of whoever asked for it, so that an agent of somebody who is away keeps nobody from working", async () => {
    const { app, ada, olga, id, check } = await stage();
    await using _app = app;
    app.ways.isOffline = true;
    await check();
    app.ways.isOffline = false;

    await app.checks.restart(olga, id);
    await check();

    expect(new Set(app.ways.openedFor)).toEqual(new Set([ada.userId, olga.userId]));
    expect(app.ways.openedFor.at(-1)).toBe(olga.userId);
    expect((await app.environments.get(ada, id)).status).toBe("AVAILABLE");
  });

  test("is refused to somebody who may not use its credential, and changes nothing", async () => {
    const { app, ada, olga, credentialsId, id, check } = await stage();
    await using _app = app;
    await check();
    await app.credentials.limitUse(ada, credentialsId, { isLimited: true, userIds: [], teamIds: [] });

    await expect(app.checks.restart(olga, id)).rejects.toMatchObject({ code: "use.limited" });

    expect(await app.environments.get(ada, id)).toMatchObject({ status: "AVAILABLE", checkUserId: ada.userId });
  });

  test("that was asked for before a limit came does nothing on the cluster, and says why", async () => {
    const { app, ada, credentialsId, id, check, olga } = await stage();
    await using _app = app;
    await app.checks.restart(olga, id);
    await app.credentials.limitUse(ada, credentialsId, { isLimited: true, userIds: [], teamIds: [] });

    await check();

    const { checkSteps, status } = await app.environments.get(ada, id);
    expect([app.ways.openedFor, status]).toEqual([[], "ERRORED"]);
    expect(checkSteps[0]).toMatchObject({ status: "failed", summary: expect.stringContaining("credential site is limited") as string });
  });

  test("of somebody whose own agent is away takes it from nobody for whom it works; that of its maker does", async () => {
    const { app, ada, olga, id, check } = await stage();
    await using _app = app;
    await check();
    app.ways.isOffline = true;

    await app.checks.restart(olga, id);
    await check();
    const byOlga = await app.environments.get(ada, id);
    await app.checks.restart(ada, id);
    await check();

    expect(byOlga).toMatchObject({ status: "AVAILABLE", statusReason: null });
    expect(byOlga.checkSteps[0]).toMatchObject({ key: "channel", status: "failed" });
    expect((await app.environments.get(ada, id)).status).toBe("ERRORED");
  });

  test("of somebody whose own agent is away takes it from nobody either when it is disabled and enabled again", async () => {
    const { app, ada, olga, id, check } = await stage();
    await using _app = app;
    await check();
    app.ways.isOffline = true;
    await app.checks.restart(olga, id);
    await check();
    await app.environmentStates.disable(ada, id);
    await app.checks.restart(olga, id);
    await check();
    const disabled = await app.environments.get(ada, id);

    await app.environmentStates.enable(olga, id);
    const enabled = await app.environments.get(ada, id);
    await check();

    expect([disabled.status, disabled.checkSteps[0]?.status, enabled.status]).toEqual(["DISABLED", "failed", "AVAILABLE"]);
    expect(await app.environments.get(ada, id)).toMatchObject({ status: "AVAILABLE", statusReason: null });
  });

  test("that fails for all while it is disabled is what it comes back with", async () => {
    const { app, ada, id, check } = await stage();
    await using _app = app;
    await check();
    await app.environmentStates.disable(ada, id);
    app.ways.isOffline = true;
    await app.checks.restart(ada, id);
    await check();

    await app.environmentStates.enable(ada, id);
    const enabled = await app.environments.get(ada, id);
    await check();

    expect([enabled.status, (await app.environments.get(ada, id)).status]).toEqual(["CREATING", "ERRORED"]);
  });
});
