import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openKeysScene } from "../../testing/keys-scene.fixture.ts";

/** A rotation from term 1 to 2 that is done, with one record, and a trail of which only newer entries are left. */
async function stage(database: Database, clock: Parameters<typeof openKeysScene>[1]) {
  const scene = await openKeysScene(database, clock);
  const server = await scene.enter();
  await scene.addRecord(server.vault, "a");
  await server.service.rotate(null);
  await server.rewrapAll();
  return { scene, server };
}

async function forgetTrailOf(database: Database, term: number): Promise<void> {
  await database.query.deleteFrom("audit_entries").where("key_term", "=", term).execute();
}

describeWithDatabases("dropping a term", ({ open, clock }) => {
  test("takes it out of the seal when nothing needs it, and records that first", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    await forgetTrailOf(database, 1);

    await server.service.drop(null, 1);

    expect((await server.seal.unseal()).terms).toEqual([2]);
    expect(server.vault.terms).toEqual([2]);
    expect(await scene.openAll(server.vault)).toEqual({ a: "secret of a" });
    expect((await server.service.describe()).terms).toMatchObject([
      { term: 1, state: "dropped" },
      { term: 2, state: "active" },
    ]);
    const newest = await database.query.selectFrom("audit_entries").selectAll().orderBy("id", "desc").executeTakeFirst();
    expect(newest).toMatchObject({ action: "keys.drop", detail: '{"term":1}', key_term: 2 });
  });

  test("leaves a server that starts and rotates again as if the term had never been", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    await forgetTrailOf(database, 1);
    await server.service.drop(null, 1);

    const next = await scene.enter();
    expect(await next.service.rotate(null)).toBe(3);
    await next.rewrapAll();

    expect(await scene.openAll(next.vault)).toEqual({ a: "secret of a" });
    expect((await next.seal.unseal()).terms).toEqual([2, 3]);
  });

  test("is refused while the audit trail can only be checked with it, and says how much of it", async () => {
    const { server } = await stage(await open(), clock);

    await expect(server.service.drop(null, 1)).rejects.toMatchObject({
      code: "vault.term_in_use",
      message: expect.stringContaining("(entries: 1)"),
    });
    expect((await server.seal.unseal()).terms).toEqual([1, 2]);
  });

  test("is refused while a record needs it, also when the column beside it says otherwise", async () => {
    const database = await open();
    const scene = await openKeysScene(database, clock);
    const server = await scene.enter();
    await scene.addRecord(server.vault, "a");
    await server.service.rotate(null);
    await forgetTrailOf(database, 1);
    await database.query.updateTable("envelopes").set({ key_term: 2 }).execute();

    await expect(server.service.drop(null, 1)).rejects.toMatchObject({
      code: "vault.term_in_use",
      message: expect.stringContaining("1 record needs"),
    });
    expect(await scene.openAll(server.vault)).toEqual({ a: "secret of a" });
  });

  test("is refused for the active one, and for one that there is not", async () => {
    const { server } = await stage(await open(), clock);

    await expect(server.service.drop(null, 2)).rejects.toMatchObject({ code: "vault.term_in_use" });
    await expect(server.service.drop(null, 9)).rejects.toMatchObject({ code: "vault.term_not_found" });
  });

  test("that was cut short before the seal was written is finished by doing it again", async () => {
    const database = await open();
    const { server } = await stage(database, clock);
    await forgetTrailOf(database, 1);
    await database.query.updateTable("key_terms").set({ dropped_at: 5 }).where("term", "=", 1).execute();

    await server.service.drop(null, 1);
    await server.service.drop(null, 1);

    expect((await server.seal.unseal()).terms).toEqual([2]);
  });
});

describeWithDatabases("verifying all records", ({ open, clock }) => {
  test("opens each once and names those that do not open, without changing anything", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    await scene.addRecord(server.vault, "b");
    await scene.addRecord(server.vault, "c");
    await database.query.deleteFrom("credentials").where("id", "=", "c-c").execute();
    await database.query.updateTable("credentials").set({ provider: "ssh" }).where("id", "=", "c-b").execute();

    expect(await server.service.verify()).toEqual({
      ...{ openedCount: 1, failedCount: 1, orphanedCount: 1 },
      unreadable: [
        { envelopeId: "e-b", kind: "failed", code: "vault.envelope_invalid", owner: expect.objectContaining({ name: "b" }) as unknown },
        { envelopeId: "e-c", kind: "orphaned", code: "vault.envelope_orphaned", owner: undefined },
      ],
    });
  });
});
