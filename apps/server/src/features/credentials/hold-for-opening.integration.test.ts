import { describeWithDatabases, FaultyDatabase } from "@postern/testing";
import { expect, test } from "vitest";
import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import { homeOfRow } from "../../home.ts";
import { openCredentialScene } from "../../testing/credential-scene.fixture.ts";
import { somebodyWaits } from "../../testing/lock-waits.fixture.ts";
import { sealKeys } from "./sealed-keys.ts";
import { holdCredential, replaceEnvelope, updateCredential } from "./store.ts";

async function stage(database: Database, clock: Clock) {
  const scene = await openCredentialScene(database, clock);
  const tenants = await scene.openTenants();
  const ada = await tenants.actor("ada", "one");
  const credentialId = await scene.credentials.create(ada, { name: "site", provider: "tw-agent", keys: { connectionId: "c-1" } });
  return { ...scene, tenants, use: { actor: ada.userId, credentialId, purpose: "launch" } as const };
}

describeWithDatabases("what is held to open a secret", ({ open, clock }) => {
  // Each is a way to the database and back; on PostgreSQL they are most of the time that opening takes.
  test("takes as few statements as can be", async () => {
    const database = new FaultyDatabase(await open());
    const { secrets, use } = await stage(database, clock);
    // The first one of a minute also notes when it was used.
    (await secrets.open(use)).destroy();
    const heard: string[] = [];
    database.listen(({ what }) => heard.push(what));

    (await secrets.open(use)).destroy();

    // Hold what is opened · move the head of the trail, which is known · insert the entry, which PostgreSQL does with the head.
    const statements = { sqlite: 3, postgres: 2 }[database.engine];
    expect(heard).toEqual([...Array.from({ length: statements }, () => "statement"), "commit", "answer"]);
  });

  test("names each of several people who ask at once, and where it lives", async () => {
    const database = await open();
    const { secrets, use, tenants } = await stage(database, clock);

    await Promise.all([use.actor, tenants.people.max, null].map((actor) => secrets.open({ ...use, actor })));

    const opened = database.query.selectFrom("audit_entries").where("action", "=", "secret.open").orderBy("id");
    expect(await opened.select(["actor_name", "organization_id"]).execute()).toEqual(
      ["ada", "max", null].map((actor_name) => ({ actor_name, organization_id: tenants.alpha })),
    );
  });

  test("is what is sealed after an edit that had to be waited for", async () => {
    const database = await open();
    const { secrets, use, vault } = await stage(database, clock);
    const row = await database.query.selectFrom("credentials").selectAll().where("id", "=", use.credentialId).executeTakeFirstOrThrow();
    const keys = { provider: "tw-agent", mode: undefined, values: { connectionId: "c-after" } } as const;
    const envelope = { ...sealKeys(vault, { id: row.id, home: homeOfRow(row) }, keys), id: row.envelope_id };
    const [isHeld, isEnough] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const editing = database.transaction(async ({ query }) => {
      await holdCredential(query, database.engine, use.credentialId);
      await replaceEnvelope(query, envelope);
      await updateCredential(query, use.credentialId, { revision: row.revision + 1 });
      isHeld.resolve(undefined);
      await isEnough.promise;
    });
    await Promise.race([editing, isHeld.promise]);

    const both = Promise.all([secrets.open(use), editing]);
    await Promise.race([both, somebodyWaits(database)]);
    isEnough.resolve(undefined);
    const [secret] = await both;

    expect(secret.useText((text) => text)).toContain("c-after");
  });
});
