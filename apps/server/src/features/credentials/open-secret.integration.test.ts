import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { silentLogger, toCredentialId } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { KeyRing, Vault } from "@postern/vault";
import { expect, test, vi } from "vitest";
import { LiveEvents } from "../../live/live-events.ts";
import { openAudit } from "../../testing/open-audit.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";
import { AccessService } from "../access/service.ts";
import { UseLimitService } from "../use-limits/service.ts";
import { openSecret } from "./open-secret.ts";
import { CredentialService } from "./service.ts";

async function stage(database: Database, clock: Clock) {
  const live = new LiveEvents(new InProcessBus(silentLogger));
  const places = new AccessService({ database, clock, live });
  const vault = new Vault(KeyRing.generate(clock.now()));
  const open = vi.spyOn(vault, "open");
  const audit = openAudit(database, clock);
  const useLimits = new UseLimitService({ database, clock });
  const credentials = new CredentialService({
    database,
    clock,
    audit,
    live,
    vault,
    places,
    useLimits,
    listUses: () => Promise.resolve([]),
  });
  const tenants = await openTenants(database, places);
  const ada = await tenants.actor("ada", "one");
  const id = await credentials.create(ada, { name: "site", provider: "tw-agent", keys: { connectionId: "c-1" } });
  const use = { actor: ada.userId, credentialId: id, purpose: "launch", runId: "run1" } as const;
  const listOpened = () => database.query.selectFrom("audit_entries").selectAll().where("action", "=", "secret.open").execute();
  return { parts: { database, audit, vault }, open, use, credentials, ada, tenants, listOpened };
}

describeWithDatabases("opening a secret", ({ open: openDatabase, clock }) => {
  test("gives what was sealed, and its entry is there before it is opened", async () => {
    const database = await openDatabase();
    const { parts, open, use, tenants, listOpened } = await stage(database, clock);
    const order: string[] = [];
    const [transaction, openWhole] = [database.transaction.bind(database), Vault.prototype.open.bind(parts.vault)];
    vi.spyOn(database, "transaction").mockImplementation(async (act) => {
      const result = await transaction(act);
      order.push("committed");
      return result;
    });
    open.mockImplementation((...given) => {
      order.push("opened");
      return openWhole(...given);
    });

    using secret = await openSecret(parts, use);

    expect(secret.useText((text) => JSON.parse(text) as unknown)).toMatchObject({ connectionId: "c-1" });
    expect(order).toEqual(["committed", "opened"]);
    expect(await listOpened()).toEqual([
      expect.objectContaining({
        ...{ actor_user_id: use.actor, actor_name: "ada", target_kind: "credential", target_id: use.credentialId, target_name: "site" },
        ...{ organization_id: tenants.alpha, workspace_id: tenants.one, detail: '{"purpose":"launch","runId":"run1"}' },
      }),
    ]);
  });

  test("is not done when it cannot be recorded", async () => {
    const database = await openDatabase();
    const { parts, open, use, listOpened } = await stage(database, clock);
    await database.query.updateTable("audit_chain").set({ newest_number: 0 }).execute();

    await expect(openSecret(parts, use)).rejects.toMatchObject({ code: "audit.broken" });

    expect(open).not.toHaveBeenCalled();
    expect(await listOpened()).toEqual([]);
  });

  test("is not done when the storage fails at the commit", async () => {
    const database = await openDatabase();
    const { parts, open, use, listOpened } = await stage(database, clock);
    const failing = { ...parts, audit: openAudit(database, clock) };
    vi.spyOn(failing.audit, "record").mockImplementation((query) => {
      database.beforeCommit(query, () => Promise.reject(new TypeError("the disk is full")));
      return Promise.resolve();
    });

    await expect(openSecret(failing, use)).rejects.toThrow("the disk is full");

    expect(open).not.toHaveBeenCalled();
    expect(await listOpened()).toEqual([]);
  });

  test("finds nothing of a credential that is gone or never was, and records no use", async () => {
    const database = await openDatabase();
    const { parts, open, use, credentials, ada, listOpened } = await stage(database, clock);
    await credentials.remove(ada, use.credentialId);

    for (const credentialId of [use.credentialId, toCredentialId("never-was")]) {
      await expect(openSecret(parts, { ...use, credentialId })).rejects.toMatchObject({ code: "credential.not_found" });
    }

    expect(open).not.toHaveBeenCalled();
    expect(await listOpened()).toEqual([]);
  });

  test("does not work with an envelope of another credential, and the attempt stays in the trail", async () => {
    const database = await openDatabase();
    const { parts, use, credentials, ada, listOpened } = await stage(database, clock);
    const other = await credentials.create(ada, { name: "other", provider: "tw-agent", keys: { connectionId: "c-2" } });
    const { envelope_id } = await database.query
      .selectFrom("credentials")
      .select("envelope_id")
      .where("id", "=", other)
      .executeTakeFirstOrThrow();
    await database.query.updateTable("credentials").set({ envelope_id }).where("id", "=", use.credentialId).execute();

    await expect(openSecret(parts, use)).rejects.toMatchObject({ code: "vault.envelope_invalid" });

    expect(await listOpened()).toHaveLength(1);
  });

  test("the trail holds no image of what was sealed", async () => {
    const database = await openDatabase();
    await stage(database, clock);

    const { after_image } = await database.query
      .selectFrom("audit_entries")
      .select("after_image")
      .where("action", "=", "credential.create")
      .executeTakeFirstOrThrow();

    expect(JSON.parse(after_image ?? "")).toMatchObject({ name: "site", connectionId: "c-1", secret: { $secret: expect.any(String) } });
  });
});
