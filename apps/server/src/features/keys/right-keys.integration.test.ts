import { copyFile, readFile, rm } from "node:fs/promises";
import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { KeyFileSeal, KeyRing } from "@postern/vault";
import { expect, test } from "vitest";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { openKeysScene } from "../../testing/keys-scene.fixture.ts";
import type { KeysScene } from "../../testing/keys-scene.fixture.ts";

/** Storage in which something was sealed and recorded, and what it then holds. */
async function stage(database: Database, clock: Parameters<typeof openKeysScene>[1]) {
  const scene = await openKeysScene(database, clock);
  const server = await scene.enter();
  await scene.addRecord(server.vault, "a");
  await server.audit.recordAlone({ actor: null, action: "thing.change", targetKind: "thing", targetId: "t" });
  return { scene, server, before: await dumpTables(database) };
}

/** Another ring in the place of the one that was there, with as many terms. */
async function swapKeys({ keyFile }: KeysScene, terms = 1): Promise<void> {
  const ring = KeyRing.generate(0);
  for (let term = 2; term <= terms; term += 1) ring.addTerm(0);
  await rm(keyFile);
  await KeyFileSeal.createFor(keyFile, ring);
}

/** As an older Postern left it: without check records. */
async function forgetRecords(database: Database): Promise<void> {
  await database.query.deleteFrom("key_terms").execute();
}

describeWithDatabases("a start with keys", ({ open, clock }) => {
  test("that are others than those it was sealed with is refused, naming the term, and nothing is touched", async () => {
    const database = await open();
    const { scene, before } = await stage(database, clock);
    await swapKeys(scene);
    const file = await readFile(scene.keyFile);

    await expect(scene.enter()).rejects.toMatchObject({
      code: "vault.key_wrong",
      message: expect.stringMatching(/term 1 in the key file .*vault\.key/),
    });

    expect(await dumpTables(database)).toBe(before);
    expect(await readFile(scene.keyFile)).toEqual(file);
  });

  test("of which an older term is missing is refused, naming it, and nothing is touched", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    await server.service.rotate(null);
    await server.rewrapAll();
    const before = await dumpTables(database);
    const full = await server.seal.unseal();
    await rm(scene.keyFile);
    await KeyFileSeal.createFor(scene.keyFile, full.copyWithout(1));

    await expect(scene.enter()).rejects.toMatchObject({
      code: "vault.key_term_missing",
      message: expect.stringMatching(/term 1 is missing: the key file .* holds 2\./),
    });

    expect(await dumpTables(database)).toBe(before);
  });

  test("from before a rotation is refused, naming the term that it lacks", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    const backup = `${scene.keyFile}.backup`;
    await copyFile(scene.keyFile, backup);
    await server.service.rotate(null);

    await expect(scene.enter({ keyFile: backup })).rejects.toMatchObject({
      code: "vault.key_term_missing",
      message: expect.stringContaining("term 2"),
    });
  });

  test("of which the newest was swapped is refused although the older ones are right", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    const older = await server.seal.unseal();
    await server.service.rotate(null);
    await rm(scene.keyFile);
    older.addTerm(0);
    await KeyFileSeal.createFor(scene.keyFile, older);

    await expect(scene.enter()).rejects.toMatchObject({ code: "vault.key_wrong", message: expect.stringContaining("term 2") });
  });

  test("that hold a newer term than anybody used takes it into use: a rotation was cut short there", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    const newer = await server.seal.unseal();
    newer.addTerm(0);
    await server.seal.replace(newer);

    const next = await scene.enter();

    expect(next.vault.activeTerm).toBe(2);
    expect(await scene.openAll(next.vault)).toEqual({ a: "secret of a" });
    expect(await next.service.describe()).toMatchObject({ olderCount: 1, rotation: undefined });
    await next.service.resume(null);
    await next.rewrapAll();
    expect(await scene.terms()).toEqual({ a: 2 });
  });
});

describeWithDatabases("storage of an older Postern, without check records,", ({ open, clock }) => {
  test("opens with its keys, and gets its record", async () => {
    const database = await open();
    const { scene } = await stage(database, clock);
    await forgetRecords(database);

    await scene.enter();

    expect(await database.query.selectFrom("key_terms").select("term").execute()).toEqual([{ term: 1 }]);
  });

  test("refuses other keys by its records and its trail, and is not touched", async () => {
    const database = await open();
    const { scene } = await stage(database, clock);
    await forgetRecords(database);
    const before = await dumpTables(database);
    await swapKeys(scene);

    await expect(scene.enter()).rejects.toMatchObject({ code: "vault.key_wrong" });

    expect(await dumpTables(database)).toBe(before);
  });

  test("refuses keys that lack the term of its trail", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    await forgetRecords(database);
    await database.query.updateTable("audit_chain").set({ key_term: 7 }).execute();

    await expect(scene.enter()).rejects.toMatchObject({ code: "vault.key_term_missing", message: expect.stringContaining("term 7") });
    expect(server.vault.terms).toEqual([1]);
  });

  test("whose trail was spoilt still opens, because its records open", async () => {
    const database = await open();
    const { scene } = await stage(database, clock);
    await forgetRecords(database);
    await database.query.updateTable("audit_chain").set({ newest_number: 0 }).execute();

    await expect(scene.enter()).resolves.toBeDefined();
  });
});
