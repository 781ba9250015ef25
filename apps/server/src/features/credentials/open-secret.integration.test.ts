import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { silentLogger, toCredentialId } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { describeWithDatabases, ManualClock } from "@postern/testing";
import { KeyRing, Vault } from "@postern/vault";
import type { Secret } from "@postern/vault";
import { expect, test, vi } from "vitest";
import { ActContexts, actsBy } from "../../act-context.ts";
import { LiveEvents } from "../../live/live-events.ts";
import { openAudit } from "../../testing/open-audit.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";
import { AccessService } from "../access/service.ts";
import { UseLimitService } from "../use-limits/service.ts";
import { SecretOpener } from "./open-secret.ts";
import { FairSshKeyReader } from "./fair-ssh-key-reader.ts";
import { CredentialService } from "./service.ts";

async function stage(database: Database, clock: Clock) {
  const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
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
    sshKeys: new FairSshKeyReader(clock),
    noteClaims: () => Promise.resolve(),
    listUses: () => Promise.resolve([]),
  });
  const tenants = await openTenants(database, places);
  const ada = await tenants.actor("ada", "one");
  const id = await credentials.create(ada, { name: "site", provider: "tw-agent", keys: { connectionId: "c-1" } });
  const parts = { database, clock, audit, vault };
  const secrets = new SecretOpener(parts);
  const use = { actor: ada.userId, credentialId: id, purpose: "launch", runId: "run1" } as const;
  const listOpened = () => database.query.selectFrom("audit_entries").selectAll().where("action", "=", "secret.open").execute();
  return { parts, secrets, open, use, credentials, ada, tenants, listOpened };
}

describeWithDatabases("opening a secret", ({ open: openDatabase, clock }) => {
  test("gives what was sealed, and its entry is there before it is opened", async () => {
    const database = await openDatabase();
    const { parts, secrets, open, use, tenants, listOpened } = await stage(database, clock);
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

    using secret = await secrets.open(use);

    expect(secret.useText((text) => JSON.parse(text) as unknown)).toMatchObject({ connectionId: "c-1" });
    expect(order).toEqual(["committed", "opened"]);
    expect(await listOpened()).toEqual([
      expect.objectContaining({
        ...{ actor_user_id: use.actor, actor_name: "ada", target_kind: "credential", target_id: use.credentialId, target_name: "site" },
        ...{
          organization_id: tenants.alpha,
          workspace_id: tenants.one,
          detail: '{"purpose":"launch","runId":"run1","environmentId":null}',
        },
      }),
    ]);
  });

  test("is not done when it cannot be recorded", async () => {
    const database = await openDatabase();
    const { secrets, open, use, listOpened } = await stage(database, clock);
    await database.query.updateTable("audit_chain").set({ newest_number: 0 }).execute();

    await expect(secrets.open(use)).rejects.toMatchObject({ code: "audit.broken" });

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

    await expect(new SecretOpener(failing).open(use)).rejects.toThrow("the disk is full");

    expect(open).not.toHaveBeenCalled();
    expect(await listOpened()).toEqual([]);
  });

  test("finds nothing of a credential that is gone or never was, and records no use", async () => {
    const database = await openDatabase();
    const { secrets, open, use, credentials, ada, listOpened } = await stage(database, clock);
    await credentials.remove(ada, use.credentialId);

    for (const credentialId of [use.credentialId, toCredentialId("never-was")]) {
      await expect(secrets.open({ ...use, credentialId })).rejects.toMatchObject({ code: "credential.not_found" });
    }

    expect(open).not.toHaveBeenCalled();
    expect(await listOpened()).toEqual([]);
  });

  test("does not work with an envelope of another credential, and the attempt stays in the trail", async () => {
    const database = await openDatabase();
    const { secrets, use, credentials, ada, listOpened } = await stage(database, clock);
    const other = await credentials.create(ada, { name: "other", provider: "tw-agent", keys: { connectionId: "c-2" } });
    const { envelope_id } = await database.query
      .selectFrom("credentials")
      .select("envelope_id")
      .where("id", "=", other)
      .executeTakeFirstOrThrow();
    await database.query.updateTable("credentials").set({ envelope_id }).where("id", "=", use.credentialId).execute();

    await expect(secrets.open(use)).rejects.toMatchObject({
      code: "credential.damaged",
      message: expect.stringContaining("site") as string,
    });

    expect(await listOpened()).toHaveLength(1);
  });

  test("of a damaged record says so in lists, and leaves every other one alone", async () => {
    const database = await openDatabase();
    const { secrets, use, credentials, ada } = await stage(database, clock);
    const other = await credentials.create(ada, { name: "other", provider: "tw-agent", keys: { connectionId: "c-2" } });
    const { envelope_id } = await credentials.get(ada, use.credentialId);
    for (const bytes of [Buffer.from("no envelope"), Buffer.alloc(0)]) {
      await database.query.updateTable("envelopes").set({ bytes }).where("id", "=", envelope_id).execute();

      await expect(secrets.open(use)).rejects.toMatchObject({ code: "credential.damaged" });
    }

    const listed = await credentials.list(ada, undefined);
    using opened = await secrets.open({ ...use, credentialId: other });
    expect(listed.map(({ name, status }) => [name, status])).toEqual(
      expect.arrayContaining([
        ["site", "INVALID"],
        ["other", null],
      ]),
    );
    expect(listed.find(({ name }) => name === "site")?.status_message).toContain("Enter all of its secrets again");
    expect(opened.byteLength).toBeGreaterThan(0);
  });

  test("of many at once is recorded for each of them, with where it came from, in few commits", async () => {
    const database = await openDatabase();
    const { parts, use, listOpened } = await stage(database, clock);
    const contexts = new ActContexts();
    const secrets = new SecretOpener({ ...parts, audit: openAudit(database, clock, contexts) });
    const transaction = vi.spyOn(database, "transaction");
    const asked = Array.from({ length: 40 }, (_, index) => `request-${String(index)}`);

    const opened = await Promise.all(
      asked.map((id) => contexts.run(actsBy("command-line", id), () => secrets.open({ ...use, runId: id }))),
    );

    const entries = await listOpened();
    expect(opened.map((secret) => secret.useText((text) => text.includes("c-1")))).toEqual(asked.map(() => true));
    expect(entries.map(({ correlation_id }) => correlation_id)).toEqual(asked);
    expect(entries.map(({ detail }) => (JSON.parse(detail) as { runId: string }).runId)).toEqual(asked);
    expect(transaction.mock.calls.length).toBeLessThanOrEqual(3);
  });

  test("together with one that is gone does not keep the others from theirs", async () => {
    const database = await openDatabase();
    const { secrets, use } = await stage(database, clock);
    const gone = { ...use, credentialId: toCredentialId("never-was") };

    const results = await Promise.allSettled([secrets.open(use), secrets.open(gone), secrets.open(use)]);

    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  test("at the moment of its deletion is done before it, or finds nothing; never half", async () => {
    const database = await openDatabase();
    const { secrets, use, credentials, ada, listOpened } = await stage(database, clock);

    const [removed, ...opened] = await Promise.allSettled([
      credentials.remove(ada, use.credentialId),
      ...Array.from({ length: 5 }, () => secrets.open(use)),
    ]);

    const read = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value.useText((text) => text.includes("c-1"))] : []));
    const refused = opened.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    expect(removed.status).toBe("fulfilled");
    expect(read).toEqual(read.map(() => true));
    for (const reason of refused) expect(reason).toMatchObject({ code: "credential.not_found" });
    expect(await listOpened()).toHaveLength(read.length);
    await expect(secrets.open(use)).rejects.toMatchObject({ code: "credential.not_found" });
  });

  test("shows when it was used last, and writes that at most once a minute", async () => {
    const database = await openDatabase();
    const { secrets, use, credentials, ada } = await stage(database, clock);
    const first = clock.now();
    await secrets.open(use);
    for (const [afterMs, last] of [
      [59_000, first],
      [2_000, first + 61_000],
    ] as const) {
      clock.advance(afterMs);
      await secrets.open(use);

      expect((await credentials.get(ada, use.credentialId)).last_used_at).toBe(last);
    }
  });

  test("lends its members for one call, and wipes them however that ends", async () => {
    const database = await openDatabase();
    const { secrets, use, credentials, ada } = await stage(database, clock);
    const keys = { userName: "robot", password: "canary-81" };
    const credentialId = await credentials.create(ada, { name: "registry", provider: "container-reg", keys });
    const lent: Secret[] = [];

    const failing = secrets.withKeys({ ...use, credentialId }, (opened) => {
      const secret = opened.findSecret("password");
      if (secret !== undefined) lent.push(secret);
      expect([opened.findText("registry"), opened.findText("password"), opened.secretNames]).toEqual([
        "docker.io",
        undefined,
        ["password"],
      ]);
      expect(secret?.useText((text) => text)).toBe("canary-81");
      throw new TypeError("the registry is away");
    });

    await expect(failing).rejects.toThrow("the registry is away");
    expect(lent.map(({ byteLength }) => byteLength)).toEqual([0]);
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
