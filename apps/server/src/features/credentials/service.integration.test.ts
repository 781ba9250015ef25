import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { silentLogger, toCredentialId } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { describeWithDatabases, ManualClock } from "@postern/testing";
import { KeyRing, Vault } from "@postern/vault";
import { expect, test } from "vitest";
import { LiveEvents } from "../../live/live-events.ts";
import type { AddressedEvent } from "../../live/live-events.ts";
import { openAudit } from "../../testing/open-audit.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";
import { AccessService } from "../access/service.ts";
import { UseLimitService } from "../use-limits/service.ts";
import { FairSshKeyReader } from "./fair-ssh-key-reader.ts";
import { CredentialService } from "./service.ts";
import type { CredentialUse } from "./service.ts";

const notFound: unknown = expect.objectContaining({ code: "credential.not_found" });
const agent = (name: string, keys: object = {}) => ({ name, provider: "tw-agent", keys: { connectionId: `${name}-id`, ...keys } });

async function openCredentials(database: Database, clock: Clock) {
  const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
  const vault = new Vault(KeyRing.generate(clock.now()));
  const uses: CredentialUse[] = [];
  const places = new AccessService({ database, clock, live });
  const useLimits = new UseLimitService({ database, clock });
  const parts = {
    database,
    clock,
    audit: openAudit(database, clock),
    live,
    vault,
    places,
    useLimits,
    sshKeys: new FairSshKeyReader(clock),
  };
  const credentials = new CredentialService({ ...parts, noteClaims: () => Promise.resolve(), listUses: () => Promise.resolve(uses) });
  const tenants = await openTenants(database, places);
  const ada = tenants.atHome("ada");
  return { credentials, vault, live, uses, tenants, ada, bob: tenants.atHome("max") };
}

describeWithDatabases("credentials", ({ open, clock }) => {
  test("are listed newest first, and only to their user", async () => {
    const { credentials, ada, bob } = await openCredentials(await open(), clock);
    const first = await credentials.create(ada, agent("first"));
    clock.advance(1);
    const second = await credentials.create(ada, agent("second"));

    expect((await credentials.list(ada, undefined)).map(({ id }) => id)).toEqual([second, first]);
    expect(await credentials.list(bob, undefined)).toEqual([]);
    await expect(credentials.get(bob, first)).rejects.toEqual(notFound);
    await expect(credentials.remove(bob, first)).rejects.toEqual(notFound);
  });

  test("are listed for the platforms that they open", async () => {
    const { credentials, ada } = await openCredentials(await open(), clock);
    await credentials.create(ada, agent("one"));

    expect(await credentials.list(ada, "slurm-platform")).toHaveLength(1);
    expect(await credentials.list(ada, "aws-batch")).toEqual([]);
  });

  test("of one name exist once for each user, also when two are sent at once, and nothing of the other is kept (R3)", async () => {
    const database = await open();
    const { credentials, ada, bob } = await openCredentials(database, clock);

    const both = await Promise.allSettled([credentials.create(ada, agent("same")), credentials.create(ada, agent("same"))]);
    await credentials.create(bob, agent("same"));

    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "credential.name_taken" } });
    await expect(credentials.checkName(ada, "same")).rejects.toMatchObject({ code: "credential.name_taken" });
    expect(await database.query.selectFrom("envelopes").select("id").execute()).toHaveLength(2);
    expect(await database.query.selectFrom("audit_entries").where("action", "=", "credential.create").select("id").execute()).toHaveLength(
      2,
    );
  });

  test("are sealed under their record, and open under no other", async () => {
    const database = await open();
    const { credentials, vault, ada, bob } = await openCredentials(database, clock);
    const id = await credentials.create(ada, agent("mine", { workDir: "/w" }));
    const { bytes } = await database.query.selectFrom("envelopes").select("bytes").executeTakeFirstOrThrow();
    const context = { recordId: id, scope: `user:${String(ada.userId)}`, provider: "tw-agent" };

    using secret = vault.open(bytes, context);

    expect(secret.useText((text) => JSON.parse(text) as unknown)).toMatchObject({ connectionId: "mine-id", workDir: "/w" });
    for (const wrong of [{ recordId: "x" }, { scope: `user:${String(bob.userId)}` }, { provider: "ssh" }]) {
      expect(() => vault.open(bytes, { ...context, ...wrong })).toThrow(expect.objectContaining({ code: "vault.envelope_invalid" }));
    }
  });

  test("that are deleted leave their name to another, and nothing to open", async () => {
    const database = await open();
    const { credentials, ada } = await openCredentials(database, clock);
    const id = await credentials.create(ada, agent("mine"));

    expect(await credentials.remove(ada, id)).toEqual([]);

    const envelopes = await database.query.selectFrom("envelopes").select("bytes").execute();
    expect(envelopes.map(({ bytes }) => bytes.byteLength)).toEqual([0]);
    await expect(credentials.get(ada, id)).rejects.toEqual(notFound);
    expect(await credentials.findAgentConnection(id)).toBeUndefined();
    await expect(credentials.create(ada, agent("mine"))).resolves.toBeDefined();
  });

  test("are deleted once when two delete at once", async () => {
    const database = await open();
    const { credentials, ada } = await openCredentials(database, clock);
    const id = await credentials.create(ada, agent("mine"));

    const both = await Promise.allSettled([credentials.remove(ada, id), credentials.remove(ada, id)]);

    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: notFound });
    expect(await database.query.selectFrom("audit_entries").where("action", "=", "credential.delete").select("id").execute()).toHaveLength(
      1,
    );
  });

  test("of one place go with it: every envelope is emptied, and nothing of another place is touched", async () => {
    const database = await open();
    const { credentials, ada, bob } = await openCredentials(database, clock);
    const mine = [await credentials.create(ada, agent("one")), await credentials.create(ada, agent("two"))];
    const other = await credentials.create(bob, agent("one"));

    const [entries, again] = await database.transaction(async ({ query }) => {
      const wipe = () => credentials.wipeAll(query, { kind: "personal", userId: ada.userId }, ada.userId);
      return [await wipe(), await wipe()];
    });

    const rows = database.query.selectFrom("envelopes").innerJoin("credentials", "credentials.envelope_id", "envelopes.id");
    const sealed = await rows.select(["credentials.id", "envelopes.bytes"]).execute();
    expect(sealed.filter(({ bytes }) => bytes.byteLength > 0).map(({ id }) => id)).toEqual([other]);
    expect(new Set(entries.map(({ action, targetId }) => `${action} ${targetId}`))).toEqual(
      new Set(mine.map((id) => `credential.delete ${id}`)),
    );
    expect(again).toEqual([]);
    expect([await credentials.list(ada, undefined), (await credentials.list(bob, undefined)).length]).toEqual([[], 1]);
  });

  test("that something uses stay, and say what uses them", async () => {
    const { credentials, uses, ada } = await openCredentials(await open(), clock);
    const id = await credentials.create(ada, agent("mine"));
    uses.push({ type: "computeEnv", id: "env", name: "cluster" });

    expect(await credentials.remove(ada, id)).toEqual(uses);
    expect((await credentials.get(ada, id)).name).toBe("mine");
  });

  test("lead to their agent", async () => {
    const { credentials, ada } = await openCredentials(await open(), clock);
    const id = await credentials.create(ada, agent("mine", { shared: true, workDir: null }));

    await credentials.markUsed(id);

    expect(await credentials.findAgentConnection(id)).toEqual({
      connectionId: "mine-id",
      workDir: null,
      shared: true,
      ownerUserId: ada.userId,
      workspaceId: null,
    });
    expect(await credentials.findAgentConnection(toCredentialId("none"))).toBeUndefined();
    expect(await credentials.listConnectionIds(ada.userId, [])).toEqual(["mine-id"]);
    expect((await credentials.get(ada, id)).last_used_at).toBe(clock.now());
  });

  test("appear on the open pages of their user at once (R2), and on nobody else's", async () => {
    const { credentials, live, ada } = await openCredentials(await open(), clock);
    const heard: AddressedEvent[] = [];
    live.listen((addressed) => heard.push(addressed));

    const id = await credentials.create(ada, agent("mine"));
    await credentials.remove(ada, id);
    await Promise.resolve();

    const told = { audience: { userId: ada.userId }, event: { type: "credentials", workspaceId: null } };
    expect(heard).toEqual([told, told]);
  });

  test("of a workspace appear to all who may see them there (R2)", async () => {
    const { credentials, live, tenants } = await openCredentials(await open(), clock);
    const heard: AddressedEvent[] = [];
    live.listen((addressed) => heard.push(addressed));

    await credentials.create(await tenants.actor("ada", "one"), agent("shared"));
    await Promise.resolve();

    const audience = { workspaceId: tenants.one, permission: "credentials:read" };
    expect(heard).toEqual([{ audience, event: { type: "credentials", workspaceId: tenants.one } }]);
  });

  test("of a workspace are seen by all its members (R6), and from nowhere else, whoever asks", async () => {
    const { credentials, tenants } = await openCredentials(await open(), clock);
    const made = await tenants.actor("ada", "one");
    const id = await credentials.create(made, agent("cluster"));

    for (const name of ["olga", "ada", "max", "lea", "vic"] as const) {
      expect((await credentials.get(await tenants.actor(name, "one"), id)).name).toBe("cluster");
    }
    const elsewhere = [
      await tenants.actor("ada", "two"),
      tenants.atHome("ada"),
      await tenants.actor("bea", "three"),
      tenants.atHome("bea"),
    ];
    for (const actor of elsewhere) {
      await expect(credentials.get(actor, id)).rejects.toEqual(notFound);
      await expect(credentials.remove(actor, id)).rejects.toEqual(notFound);
      await expect(credentials.limitUse(actor, id, { isLimited: true, userIds: [], teamIds: [] })).rejects.toEqual(notFound);
      expect(await credentials.list(actor, undefined)).toEqual([]);
    }
  });

  test("of one name exist once in each workspace, and beside those of people", async () => {
    const { credentials, tenants } = await openCredentials(await open(), clock);
    const [one, two] = [await tenants.actor("ada", "one"), await tenants.actor("ada", "two")];

    for (const actor of [one, two, tenants.atHome("ada")]) await credentials.create(actor, agent("same"));

    const again = credentials.create(await tenants.actor("olga", "one"), agent("same"));
    await expect(again).rejects.toMatchObject({ code: "credential.name_taken", message: "A credential named same already exists." });
    await expect(credentials.checkName(await tenants.actor("olga", "two"), "same")).rejects.toMatchObject({
      code: "credential.name_taken",
    });
  });

  test("of a workspace are sealed for it: the ciphertext opens neither in another one nor with their maker", async () => {
    const database = await open();
    const { credentials, vault, tenants } = await openCredentials(database, clock);
    const actor = await tenants.actor("ada", "one");
    const id = await credentials.create(actor, agent("shared"));
    const { bytes } = await database.query.selectFrom("envelopes").select("bytes").executeTakeFirstOrThrow();
    const context = { recordId: id, provider: "tw-agent" };

    using secret = vault.open(bytes, { ...context, scope: `workspace:${String(tenants.one)}` });

    expect(secret.useText((text) => JSON.parse(text) as unknown)).toMatchObject({ connectionId: "shared-id" });
    for (const scope of [`workspace:${String(tenants.two)}`, `user:${String(actor.userId)}`]) {
      expect(() => vault.open(bytes, { ...context, scope })).toThrow(expect.objectContaining({ code: "vault.envelope_invalid" }));
    }
  });

  test("are not put into a workspace that was deleted meanwhile", async () => {
    const database = await open();
    const { credentials, tenants } = await openCredentials(database, clock);
    const actor = await tenants.actor("ada", "one");
    await database.query.updateTable("workspaces").set({ deleted_at: 2 }).where("id", "=", tenants.one).execute();

    await expect(credentials.create(actor, agent("late"))).rejects.toMatchObject({ code: "workspace.not_found" });

    expect(await database.query.selectFrom("envelopes").select("id").execute()).toEqual([]);
  });

  test("of workspaces count as named for those who may see them, and tell which workspaces an agent serves", async () => {
    const { credentials, tenants } = await openCredentials(await open(), clock);
    const [one, two] = [await tenants.actor("ada", "one"), await tenants.actor("ada", "two")];
    await credentials.create(one, agent("site", { shared: true }));
    await credentials.create(two, agent("other", { shared: false }));
    await credentials.create(tenants.atHome("ada"), agent("mine", { shared: true }));

    const named = await credentials.listConnectionIds(tenants.people.vic, [tenants.one]);
    const agents = ["site-id", "other-id", "mine-id"].map((connectionId) => ({ userId: tenants.people.ada, connectionId }));
    const served = await credentials.listSharedWith([...agents, { userId: tenants.people.olga, connectionId: "site-id" }]);

    expect(named).toEqual(["site-id"]);
    expect(served).toEqual([[tenants.one], [], [], []]);
  });

  test("that are limited say who may use them, and everything of it is on record", async () => {
    const database = await open();
    const { credentials, tenants } = await openCredentials(database, clock);
    const actor = await tenants.actor("ada", "one");
    const id = await credentials.create(actor, agent("shared"));
    const { max, lea } = tenants.people;

    await credentials.limitUse(actor, id, { isLimited: true, userIds: [lea, lea], teamIds: [tenants.blue] });

    const limit = await credentials.describeUseLimit(await tenants.actor("vic", "one"), id);
    const entry = await database.query
      .selectFrom("audit_entries")
      .selectAll()
      .where("action", "=", "credential.limit_use")
      .executeTakeFirst();
    const may = async (userId: number) =>
      await credentials.requireUse(userId as typeof max, id).then(
        () => "may",
        () => "may not",
      );
    expect(limit).toMatchObject({ isLimited: true, people: [{ user_name: "lea" }], teams: [{ name: "blue" }] });
    expect([await may(actor.userId), await may(lea), await may(max), await may(tenants.people.olga)]).toEqual([
      "may",
      "may",
      "may",
      "may not",
    ]);
    expect(entry).toMatchObject({ target_id: id, workspace_id: tenants.one, organization_id: tenants.alpha, actor_user_id: actor.userId });
  });
});
