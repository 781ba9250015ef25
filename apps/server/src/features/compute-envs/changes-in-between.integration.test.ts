import type { Database } from "@postern/database";
import type { ComputeEnvId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openClusterApp } from "../../testing/cluster-app.fixture.ts";
import type { ClusterApp } from "../../testing/cluster-app.fixture.ts";
import { somebodyWaits } from "../../testing/lock-waits.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";
import { updateEnvironment } from "./store.ts";
import { validateNow } from "./validate-now.ts";

describeWithDatabases("an environment that somebody changes in between", (fixture) => {
  let database: Database;
  let app: ClusterApp;

  beforeEach(async () => {
    database = await fixture.open();
    app = await openClusterApp({ database });
  });
  afterEach(() => app[Symbol.asyncDispose]());

  const get = (id: ComputeEnvId) => app.environments.describe(app.jane, id);
  const create = (credentialsId: string | null = app.credentialsId) => {
    const config = { workDir: app.cluster.work };
    return app.environments.create(app.jane, { name: "first", platform: "local-platform", credentialsId, config });
  };
  async function check(): Promise<void> {
    await app.environmentReconciler.step(new AbortController().signal);
    await app.environmentReconciler.idle();
  }

  test("is not taken back into use, nor out of its grave, by a check that somebody asks for at that moment", async () => {
    const id = await app.environment("local-platform", { workDir: "/no/such" });
    let asked: Promise<unknown> = Promise.resolve();

    await database.transaction(async ({ query }) => {
      await updateEnvironment(query, id, { status: "DISABLED" });
      asked = app.checks.restart(app.jane, id);
      await somebodyWaits(database);
    });
    await asked;
    const disabled = await get(id);
    await database.transaction(async ({ query }) => {
      await updateEnvironment(query, id, { status: "DELETED", deleted_at: 1 });
      asked = app.checks.restart(app.jane, id).catch((error: unknown) => error);
      await somebodyWaits(database);
    });

    expect([disabled.status, disabled.checkFinishedAt]).toEqual(["DISABLED", null]);
    expect(await asked).toMatchObject({ code: "environment.not_found" });
    expect(await get(id)).toMatchObject({ status: "DELETED" });
  });

  test("is not tried again by the server when it was disabled or deleted since the server looked", async () => {
    const id = await app.environment("local-platform", { workDir: "/no/such" });
    const seen = await get(id);

    await app.environmentStates.disable(app.jane, id);
    const [ofDisabled, disabled] = [await app.checks.restartFor(seen), await get(id)];
    await app.environments.remove(app.jane, id);
    const [ofDeleted, deleted] = [await app.checks.restartFor(seen), await get(id)];

    expect([ofDisabled, disabled.status, ofDeleted, deleted.status]).toEqual([undefined, "DISABLED", undefined, "DELETED"]);
  });

  test("is deleted while its first check is under way, and neither comes back nor becomes primary when that ends well", async () => {
    const id = await create();
    const door = Promise.withResolvers<undefined>();
    app.ways.fateOf = () => ({ kind: "hang", until: door.promise });
    await app.environmentReconciler.step(new AbortController().signal);
    await expect.poll(() => app.ways.commands.length).toBeGreaterThan(0);

    await app.environments.remove(app.jane, id);
    door.resolve(undefined);
    await app.environmentReconciler.idle();
    await check();

    expect(await get(id)).toMatchObject({ status: "DELETED", isPrimary: false });
    expect((await get(id)).deletedAt).not.toBeNull();
    await expect(app.launches.launch(app.jane, { pipeline: "/tmp" })).rejects.toMatchObject({ code: "environment.none_primary" });
    const again = await create();
    app.ways.fateOf = () => ({ kind: "pass" });
    await check();
    expect(await get(again)).toMatchObject({ name: "first", status: "AVAILABLE", isPrimary: true });
  });

  test("is not available, nor found well, on the word of a check that was stopped before it looked", async () => {
    const id = await create();
    await app.environmentStates.disable(app.jane, id);
    await app.checks.stop(app.jane, id);
    await app.environmentStates.enable(app.jane, id);
    const enabled = await get(id);
    await check();

    const validated = validateNow(app.jane, id, app);
    await expect.poll(async () => (await get(id)).checkFinishedAt).toBeNull();
    await app.checks.stop(app.jane, id);

    expect(enabled.status).toBe("CREATING");
    expect(await validated).toMatchObject({ status: "INVALID", transientError: true });
    expect((await get(id)).status).toBe("AVAILABLE");
  });

  test("runs nothing on the machine of the server for somebody who is no administrator any more, whatever is edited", async () => {
    const id = await create(null);
    await database.query.updateTable("users").set({ is_administrator: 0 }).where("id", "=", app.jane.userId).execute();
    const config = { workDir: app.cluster.work, preRunScript: "true" };

    await check();

    expect(await get(id)).toMatchObject({ status: "ERRORED", statusReason: expect.stringContaining("Only an administrator") as string });
    expect(app.ways.openedFor).toEqual([]);
    for (const act of [() => app.environmentEdits.edit(app.jane, id, { computeEnv: { config } }), () => app.checks.restart(app.jane, id)]) {
      await expect(act()).rejects.toMatchObject({ code: "auth.forbidden" });
    }
    await app.environmentEdits.edit(app.jane, id, { computeEnv: { name: "renamed" } });
  });

  test("gets no script from somebody who may not use the registries that launches of others bring along", async () => {
    const tenants = await openTenants(database, app.places);
    const [ada, olga] = [await tenants.actor("ada", "one"), await tenants.actor("olga", "one")];
    const site = await app.credentials.create(ada, { name: "site", provider: "tw-agent", keys: { connectionId: "site" } });
    const keys = { userName: "robot", password: "right-secret", registry: "quay.io" };
    const quay = await app.credentials.create(ada, { name: "quay", provider: "container-reg", keys });
    const wanted = { name: "shared", platform: "local-platform", credentialsId: site, config: { workDir: app.cluster.work } };
    const id = await app.environments.create(ada, { ...wanted, registryCredentialsIds: [quay] });
    await app.credentials.limitUse(ada, quay, { isLimited: true, userIds: [], teamIds: [] });
    const script = { computeEnv: { config: { workDir: app.cluster.work, preRunScript: "cat $DOCKER_CONFIG/config.json" } } };

    await expect(app.environmentEdits.edit(olga, id, script)).rejects.toMatchObject({ code: "use.limited" });

    await app.environmentEdits.edit(olga, id, { computeEnv: { description: "hers" } });
    await app.environmentEdits.edit(ada, id, script);
    expect((await app.environments.get(ada, id)).config.preRunScript).toBeDefined();
  });
});
