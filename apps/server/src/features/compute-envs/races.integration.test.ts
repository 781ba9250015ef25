import { toRunId } from "@postern/domain";
import type { CredentialId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import type { Actor } from "../../http/caller.ts";
import { openClusterApp } from "../../testing/cluster-app.fixture.ts";
import { somebodyWaits } from "../../testing/lock-waits.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";

describeWithDatabases("at once in one workspace", ({ open }) => {
  async function stage() {
    const database = await open();
    const app = await openClusterApp({ database });
    const tenants = await openTenants(database, app.places);
    const ada = await tenants.actor("ada", "one");
    const credentialsId = await app.credentials.create(ada, { name: "site", provider: "tw-agent", keys: { connectionId: "site" } });
    const create = (actor: Actor, name: string, of: CredentialId = credentialsId) =>
      app.environments.create(actor, { name, platform: "local-platform", credentialsId: of, config: { workDir: app.cluster.work } });
    const check = async () => {
      await app.environmentReconciler.step(new AbortController().signal);
      await app.environmentReconciler.idle();
    };
    const names = { sessionId: "s", projectName: "x", userName: "", workDir: "/w" };
    const run = { ...names, workspaceId: tenants.one, userId: ada.userId, at: app.clock.now() };
    return { database, app, tenants, ada, olga: await tenants.actor("olga", "one"), credentialsId, create, check, run };
  }

  test("two people make two environments primary, and one is", async () => {
    const { app, ada, olga, create, check } = await stage();
    await using _app = app;
    const ids = [await create(ada, "first"), await create(olga, "second"), await create(ada, "third")];
    await check();

    await Promise.all(ids.map((id, index) => app.environments.makePrimary(index === 1 ? olga : ada, id)));

    expect((await app.environments.list(ada)).filter(({ isPrimary }) => isPrimary)).toHaveLength(1);
  });

  test("several environments become available for the first time, and one is primary", async () => {
    const { app, ada, create, check } = await stage();
    await using _app = app;
    for (const name of ["first", "second", "third"]) await create(ada, name);

    await check();

    const found = await app.environments.list(ada);
    expect(found.map(({ status }) => status)).toEqual(["AVAILABLE", "AVAILABLE", "AVAILABLE"]);
    expect(found.filter(({ isPrimary }) => isPrimary)).toHaveLength(1);
  });

  test("a credential goes while an environment is made of it: one of the two is refused", async () => {
    const { database, app, ada, olga, credentialsId, create } = await stage();
    await using _app = app;

    const [made, removed] = await Promise.allSettled([create(olga, "late"), app.credentials.remove(ada, credentialsId)]);

    const [environment] = await app.environments.list(ada);
    const row = await database.query
      .selectFrom("credentials")
      .select("deleted_at")
      .where("id", "=", credentialsId)
      .executeTakeFirstOrThrow();
    expect(made.status === "fulfilled").toBe(environment !== undefined);
    expect(row.deleted_at === null).toBe(environment !== undefined);
    expect(removed.status === "fulfilled" ? removed.value.length : 0).toBe(environment === undefined ? 0 : 1);
  });

  test("an environment is deleted while somebody launches on it: the launch was first, so it stays", async () => {
    const { database, app, ada, create, check, run } = await stage();
    await using _app = app;
    const id = await create(ada, "busy");
    await check();
    const seen = await app.environments.get(ada, id);
    let removal: Promise<unknown> = Promise.resolve();

    await database.transaction(async ({ query }) => {
      await app.environments.holdForLaunch(query, ada, seen);
      removal = app.environments.remove(ada, id).catch((error: unknown) => error);
      await somebodyWaits(database);
      await app.runs.insertRun(query, { ...run, id: toRunId("launched1"), runName: "first_one", computeEnvId: id });
    });

    expect(await removal).toMatchObject({ code: "environment.in_use", message: expect.stringContaining("first_one") as string });
  });

  test("a workspace is deleted while somebody launches in it: whoever deletes it sees the run", async () => {
    const { database, app, tenants, run } = await stage();
    await using _app = app;
    let seen: Promise<readonly string[]> = Promise.resolve([]);

    await database.transaction(async ({ query }) => {
      await app.places.holdHome(query, { kind: "workspace", workspaceId: tenants.one });
      seen = database.transaction(async ({ query: later }) => {
        await later.updateTable("workspaces").set({ deleted_at: 2 }).where("id", "=", tenants.one).execute();
        return (await app.runs.listUnfinishedOf(later, { workspaceId: tenants.one })).map((found) => found.run_name);
      });
      await somebodyWaits(database);
      await app.runs.insertRun(query, { ...run, id: toRunId("launched1"), runName: "first_one", computeEnvId: null });
    });

    expect(await seen).toEqual(["first_one"]);
  });
});
