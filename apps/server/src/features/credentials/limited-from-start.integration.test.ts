import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openCredentialScene } from "../../testing/credential-scene.fixture.ts";

const agent = (name: string) => ({ name, provider: "tw-agent", keys: { connectionId: `${name}-id` } });

describeWithDatabases("credentials of a workspace", ({ open, clock }) => {
  test("are limited from their first moment when they are made so, which their entry says", async () => {
    const database = await open();
    const { credentials, openTenants } = await openCredentialScene(database, clock);
    const tenants = await openTenants();
    const actor = await tenants.actor("ada", "one");
    const { lea, olga } = tenants.people;

    const id = await credentials.create(actor, { ...agent("limited"), useLimit: { isLimited: true, userIds: [lea], teamIds: [] } });

    const entry = await database.query
      .selectFrom("audit_entries")
      .select("after_image")
      .where("action", "=", "credential.create")
      .executeTakeFirst();
    await credentials.requireUse(lea, id);
    await expect(credentials.requireUse(olga, id)).rejects.toMatchObject({ code: "use.limited" });
    expect(entry?.after_image).toContain(`"userIds":[${String(lea)}]`);
  });

  test.each([
    ["somebody who is not there", "one" as const, { userIds: [987_654], teamIds: [] }, "user.not_found"],
    ["a person of a personal workspace", undefined, { userIds: [], teamIds: [] }, "request.invalid"],
  ])("limited to %s are not made", async (_what, workspace, named, code) => {
    const database = await open();
    const { credentials, openTenants } = await openCredentialScene(database, clock);
    const tenants = await openTenants();
    const actor = workspace === undefined ? tenants.atHome("ada") : await tenants.actor("ada", workspace);

    const made = credentials.create(actor, { ...agent("limited"), useLimit: { isLimited: true, ...named } });

    await expect(made).rejects.toMatchObject({ code });
    expect(await credentials.list(actor, undefined)).toEqual([]);
    expect(await database.query.selectFrom("envelopes").select("id").execute()).toEqual([]);
  });
});
