import type { Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { KeyRing, Secret, Vault } from "@postern/vault";
import { expect, test } from "vitest";
import { ActContexts } from "../../../act-context.ts";
import { auditVault, openAudit } from "../../../testing/open-audit.fixture.ts";
import { verifyTrail } from "../verify/verify-trail.ts";
import { AuditService } from "../service.ts";
import { readState } from "./chain-state.ts";
import { noHash, trailHasher } from "./trail-hasher.ts";

const thing = { actor: null, action: "thing.change", targetKind: "thing", targetId: "t" } as const;
const broken: unknown = expect.objectContaining({ code: "audit.broken", kind: "unavailable" });
const verify = (database: Database) => verifyTrail({ query: database.query, hasher: trailHasher(auditVault()), remembered: [] });
const readAll = (database: Database) => database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();

function recordOnce(database: Database, audit: AuditService): Promise<void> {
  return database.transaction(({ query }) => audit.record(query, thing));
}

/** As an older version wrote it. */
async function writeOld(query: Query, targetId: string): Promise<void> {
  const row = { at: 1, actor_user_id: null, action: "old.act", target_kind: "thing", target_id: targetId, detail: "{}" };
  await query.insertInto("audit_entries").values(row).execute();
}

describeWithDatabases("the chain", ({ open, clock, engine }) => {
  test("links each entry to the one before it, from nothing on", async () => {
    const database = await open();
    const audit = openAudit(database, clock);
    await recordOnce(database, audit);
    await database.transaction(async ({ query }) => {
      await audit.record(query, thing);
      await audit.record(query, thing);
    });

    const entries = await readAll(database);

    const hashes = entries.map(({ hash }) => hash);
    expect(entries.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(entries.map(({ previous_hash }) => previous_hash)).toEqual([noHash, ...hashes.slice(0, 2)]);
    expect(new Set(hashes).size).toBe(3);
    expect(await readState(database.query)).toMatchObject({ newest_number: 3, newest_hash: hashes[2], removed_number: 0 });
  });

  test("goes through all entries of an act that has more than one statement takes", async () => {
    const database = await open();
    const audit = openAudit(database, clock);
    await recordOnce(database, audit);

    await database.transaction(async ({ query }) => {
      for (let index = 0; index < 1100; index += 1) await audit.record(query, { ...thing, targetId: String(index) });
    });

    expect(await verify(database)).toMatchObject({ findings: [], newest: { number: 1101 } });
    expect((await readAll(database)).map(({ target_id }) => target_id)).toEqual([
      "t",
      ...Array.from({ length: 1100 }, (_, index) => String(index)),
    ]);
  });

  test("is written with its act or not at all", async () => {
    const database = await open();
    const audit = openAudit(database, clock);

    const undone = database.transaction(async ({ query }) => {
      await audit.record(query, thing);
      throw new AppError("user.exists", "No.");
    });

    await expect(undone).rejects.toMatchObject({ code: "user.exists" });
    await expect(audit.record(database.query, thing)).rejects.toMatchObject({ code: "server.internal" });
    expect(await readAll(database)).toEqual([]);
  });

  test("takes what is recorded while the transaction ends, too", async () => {
    const database = await open();
    const audit = openAudit(database, clock);

    await database.transaction(async ({ query }) => {
      await audit.record(query, thing);
      database.beforeCommit(query, () => audit.record(query, { ...thing, targetId: "late" }));
    });

    expect((await readAll(database)).map(({ target_id }) => target_id)).toEqual(["t", "late"]);
    expect((await verify(database)).findings).toEqual([]);
  });

  test("many acts at once neither block each other for ever nor leave a gap, whatever they lock before", async () => {
    const database = await open();
    const servers = [openAudit(database, clock), openAudit(database, clock)];
    const user = { user_name: "u", email: "u@example.org", is_administrator: 0, is_disabled: 0, created_at: 1 } as const;
    await database.query.insertInto("users").values(user).execute();
    const touch = (query: Query, at: number) => query.updateTable("users").set({ last_access_at: at }).execute();
    // Half of them record before they lock what all need, the others after it: a deadlock, were the head locked where it is recorded.
    const actOnce = (index: number): Promise<void> =>
      database.transaction(async ({ query }) => {
        const audit = servers[index % 2] ?? expect.fail("no server");
        if (index % 4 < 2) await touch(query, index);
        await audit.record(query, { ...thing, targetId: String(index) });
        if (index % 4 >= 2) await touch(query, index);
        await audit.record(query, { ...thing, targetId: `${String(index)} again` });
      });
    const isUndone = (index: number) => index % 10 === 9;
    const acts = Array.from({ length: 60 }, (_, index) =>
      isUndone(index)
        ? database
            .transaction(async ({ query }) => {
              await servers[0]?.record(query, thing);
              throw new AppError("user.exists", "No.");
            })
            .catch(() => undefined)
        : actOnce(index),
    );

    await Promise.all(acts);

    const entries = await readAll(database);
    expect(entries.map(({ id }) => id)).toEqual(Array.from({ length: 108 }, (_, index) => index + 1));
    for (const [position, { target_id }] of entries.entries()) {
      if (position % 2 === 1) expect(target_id).toBe(`${entries[position - 1]?.target_id ?? ""} again`);
    }
    expect(await verify(database)).toMatchObject({ findings: [], entries: 108 });
  });

  test("begins once, also when two servers begin it together", async () => {
    const database = await open();
    await writeOld(database.query, "old");

    await Promise.all([
      openAudit(database, clock).begin(),
      openAudit(database, clock).begin(),
      recordOnce(database, openAudit(database, clock)),
    ]);

    expect((await readAll(database)).map(({ standing }) => standing)).toEqual(["before", null]);
    expect((await verify(database)).findings).toEqual([]);
  });

  test("marks entries that are older than it, and lets nobody pass off another one as old", async () => {
    const database = await open();
    for (const id of ["a", "b", "c"]) await writeOld(database.query, id);
    await database.query.deleteFrom("audit_entries").where("target_id", "=", "b").execute();
    await openAudit(database, clock).begin();
    await recordOnce(database, openAudit(database, clock));

    const whole = await verify(database);
    await database.query
      .insertInto("audit_entries")
      .values({
        ...(await readAll(database))[0],
        ...{ id: 2, at: 1, action: "old.act", target_kind: "thing", target_id: "b", detail: "{}" },
      })
      .execute();
    const added = await verify(database);

    expect(whole).toMatchObject({ findings: [], entries: 3, before: 2, newest: { number: 4 } });
    expect(added.findings).toEqual([{ kind: "inserted", from: 2, to: 2 }]);
  });

  test("does not begin again where somebody emptied its head", async () => {
    const database = await open();
    const audit = openAudit(database, clock);
    await recordOnce(database, audit);
    await database.query.updateTable("audit_chain").set({ hash: "", newest_number: 0, newest_hash: "" }).execute();

    await expect(recordOnce(database, audit)).rejects.toThrow(broken);
    await expect(audit.begin()).rejects.toThrow(broken);
    expect(await readAll(database)).toHaveLength(1);
  });

  test.each([{ newest_number: 0, newest_hash: noHash }, { newest_hash: "a".repeat(64) }, { removed_number: 7 }])(
    "does not go on from a head that was changed: %o",
    async (change) => {
      const database = await open();
      const audit = openAudit(database, clock);
      await recordOnce(database, audit);
      await database.query.updateTable("audit_chain").set(change).execute();

      const act = database.transaction(async ({ query }) => {
        await query.updateTable("audit_entries").set({ detail: "{}" }).execute();
        await audit.record(query, thing);
      });

      await expect(act).rejects.toThrow(broken);
      expect(await readAll(database)).toHaveLength(1);
    },
  );

  test("does not go on over an entry that somebody put behind its end, and does not take that for a name that is taken", async () => {
    const database = await open();
    const audit = openAudit(database, clock);
    await recordOnce(database, audit);
    const entry = await database.query.selectFrom("audit_entries").selectAll().executeTakeFirstOrThrow();
    await database.query
      .insertInto("audit_entries")
      .values({ ...entry, id: 2 })
      .execute();

    await expect(recordOnce(database, audit)).rejects.toThrow(broken);
  });

  test("does not go on without its head", async () => {
    const database = await open();
    const audit = openAudit(database, clock);
    await recordOnce(database, audit);
    await database.query.deleteFrom("audit_chain").execute();

    await expect(recordOnce(database, audit)).rejects.toThrow(broken);
  });

  test("goes on over a new key of the vault, and cannot be checked without the old one", async () => {
    const database = await open();
    const keyOf = (term: number) => ({ term, key: Secret.fromBytes(new Uint8Array(32).fill(term)), createdAt: 0 });
    const [old, both, lost] = [
      new Vault(new KeyRing([keyOf(1)], 1)),
      new Vault(new KeyRing([keyOf(1), keyOf(2)], 2)),
      new Vault(new KeyRing([keyOf(2)], 2)),
    ];
    const openWith = (vault: Vault) =>
      new AuditService({ database, clock, contexts: new ActContexts(), openVault: () => Promise.resolve(vault) });
    const verifyWith = (vault: Vault) => verifyTrail({ query: database.query, hasher: trailHasher(vault), remembered: [] });
    await recordOnce(database, openWith(old));
    await recordOnce(database, openWith(both));

    const entries = await readAll(database);

    expect(entries.map(({ key_term }) => key_term)).toEqual([1, 2]);
    expect((await verifyWith(both)).findings).toEqual([]);
    expect((await verifyWith(lost)).findings).toEqual([{ kind: "unknown", from: 1, to: 1 }]);
    expect((await verifyWith(old)).findings.map(({ kind }) => kind)).toEqual(["head", "unknown"]);
  });

  test("a thousand entries of one transaction are one piece of the chain", async () => {
    const database = await open();
    const audit = openAudit(database, clock);

    await database.transaction(async ({ query }) => {
      for (let index = 0; index < 1001; index += 1) await audit.record(query, { ...thing, targetId: String(index) });
    });

    expect(await verify(database)).toMatchObject({ findings: [], entries: 1001 });
    expect(["sqlite", "postgres"]).toContain(engine);
  });
});
