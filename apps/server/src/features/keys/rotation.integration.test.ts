import { copyFile } from "node:fs/promises";
import type { Database } from "@postern/database";
import { toUserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openKeysScene } from "../../testing/keys-scene.fixture.ts";
import type { KeysProcess, KeysScene } from "../../testing/keys-scene.fixture.ts";
import * as store from "./store.ts";

const names = ["a", "b", "c"] as const;
const whole = { a: "secret of a", b: "secret of b", c: "secret of c" };

/** A scene with three records of the first term, and a server that works on it. */
async function stage(database: Database, clock: Parameters<typeof openKeysScene>[1]): Promise<{ scene: KeysScene; server: KeysProcess }> {
  const scene = await openKeysScene(database, clock);
  const server = await scene.enter();
  for (const name of names) await scene.addRecord(server.vault, name);
  return { scene, server };
}

const listActions = async (database: Database) => {
  const rows = await database.query.selectFrom("audit_entries").select(["action", "detail", "actor_user_id"]).orderBy("id").execute();
  return rows.map(({ action, detail, actor_user_id }) => [action, JSON.parse(detail) as unknown, actor_user_id]);
};

const bytesOf = async (database: Database, name: string) =>
  (await database.query.selectFrom("envelopes").select("bytes").where("id", "=", `e-${name}`).executeTakeFirstOrThrow()).bytes;

function damage(bytes: Uint8Array): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[damaged.byteLength - 1] = (damaged.at(-1) ?? 0) ^ 1;
  return damaged;
}

async function setBytes(database: Database, name: string, bytes: Buffer): Promise<void> {
  await database.query.updateTable("envelopes").set({ bytes }).where("id", "=", `e-${name}`).execute();
}

describeWithDatabases("a rotation of the master key", ({ open, clock }) => {
  test("brings every record to the new term, counts them, and records who began it and how it ended", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    const ada = toUserId(1);

    const term = await server.service.rotate(ada);
    await server.rewrapAll();

    expect(term).toBe(2);
    expect(await scene.terms()).toEqual({ a: 2, b: 2, c: 2 });
    expect(await scene.openAll(server.vault)).toEqual(whole);
    expect(await server.service.describe()).toMatchObject({
      terms: [
        { term: 1, state: "old", recordCount: 0, isNeededByAudit: true },
        { term: 2, state: "active", recordCount: 3 },
      ],
      rotation: { term: 2, state: "done", done_count: 3, leftCount: 0, failedCount: 0, orphanedCount: 0, started_by: ada },
      ...{ problems: [], olderCount: 0, trouble: undefined },
    });
    expect(await listActions(database)).toEqual([
      ["keys.rotate", { term: 2 }, ada],
      ["keys.finish", { term: 2, done: 3, failed: 0, orphaned: 0 }, null],
    ]);
    expect((await server.trail.verify()).findings).toEqual([]);
  });

  test("what is sealed while it runs has the new term already, and everything opens at every step", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    await server.service.rotate(null);

    await scene.addRecord(server.vault, "d");

    expect(await scene.terms()).toEqual({ a: 1, b: 1, c: 1, d: 2 });
    expect(await scene.openAll(server.vault)).toEqual({ ...whole, d: "secret of d" });
    await server.rewrapAll();
    expect(await scene.openAll(server.vault)).toEqual({ ...whole, d: "secret of d" });
    expect((await server.service.describe()).rotation).toMatchObject({ state: "done", done_count: 3 });
  });

  test("a record that does not open stays as it is, byte by byte, and is named; the others are brought over", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    const good = Buffer.from(await bytesOf(database, "b"));
    await setBytes(database, "b", damage(good));

    await server.service.rotate(null);
    await server.rewrapAll();

    expect(await bytesOf(database, "b")).toEqual(damage(good));
    expect(await scene.openAll(server.vault)).toEqual({ ...whole, b: undefined });
    const described = await server.service.describe();
    expect(described.rotation).toMatchObject({ state: "done", done_count: 2, failedCount: 1, leftCount: 0 });
    expect(described.problems).toEqual([
      expect.objectContaining({
        ...{ envelope_id: "e-b", kind: "failed", code: "vault.envelope_invalid" },
        owner: expect.objectContaining({ kind: "credential", id: "c-b", name: "b" }),
      }),
    ]);

    await setBytes(database, "b", good);
    await server.service.resume(null);
    await server.rewrapAll();

    expect(await scene.openAll(server.vault)).toEqual(whole);
    const mended = await server.service.describe();
    expect(mended).toMatchObject({ problems: [], olderCount: 0, rotation: { state: "done", failedCount: 0, done_count: 3 } });
  });

  test("a record that nobody owns is counted as orphaned, and kept", async () => {
    const database = await open();
    const { server } = await stage(database, clock);
    await database.query.deleteFrom("credentials").where("id", "=", "c-a").execute();

    await server.service.rotate(null);
    await server.rewrapAll();

    const described = await server.service.describe();
    expect(described.rotation).toMatchObject({ state: "done", done_count: 2, failedCount: 0, orphanedCount: 1 });
    expect(described.problems).toEqual([expect.objectContaining({ kind: "orphaned", code: "vault.envelope_orphaned", owner: undefined })]);
    expect((await bytesOf(database, "a")).byteLength).toBeGreaterThan(93);
  });

  test("what was wiped needs nothing, and a deleted credential's envelope is no orphan", async () => {
    const database = await open();
    const { server } = await stage(database, clock);
    await setBytes(database, "a", Buffer.alloc(0));
    await database.query.updateTable("credentials").set({ deleted_at: 1 }).where("id", "=", "c-b").execute();

    await server.service.rotate(null);
    await server.rewrapAll();

    expect((await server.service.describe()).rotation).toMatchObject({ state: "done", done_count: 2, orphanedCount: 0, failedCount: 0 });
  });

  test("stops between two steps and goes on later; while it is stopped nothing is brought over", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    await server.service.rotate(null);

    await server.service.stop(null);
    await server.service.stop(null);
    await server.rewrapAll();
    const stopped = await scene.terms();
    await server.service.resume(null);
    await server.service.resume(null);
    await server.rewrapAll();

    expect(stopped).toEqual({ a: 1, b: 1, c: 1 });
    expect(await scene.terms()).toEqual({ a: 2, b: 2, c: 2 });
    expect((await listActions(database)).map(([action]) => action)).toEqual(["keys.rotate", "keys.stop", "keys.resume", "keys.finish"]);
  });

  test("goes on in another process, as after a restart, from where it was", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    await server.service.rotate(null);
    server.vault.lock();

    const successor = await scene.enter();
    await successor.rewrapAll();

    expect(await scene.openAll(successor.vault)).toEqual(whole);
    expect((await successor.service.describe()).rotation).toMatchObject({ state: "done", done_count: 3 });
  });

  test("only one runs at a time, and the one that runs is named", async () => {
    const { server } = await stage(await open(), clock);
    await server.service.rotate(null);

    await expect(server.service.rotate(null)).rejects.toMatchObject({ code: "vault.rotating", message: expect.stringContaining("term 2") });
    expect(server.vault.terms).toEqual([1, 2]);
  });

  test("two processes that begin one at the same moment make one term", async () => {
    const { scene, server } = await stage(await open(), clock);
    const other = await scene.enter();

    const outcomes = await Promise.allSettled([server.service.rotate(null), other.service.rotate(null)]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await server.seal.unseal()).terms).toEqual([1, 2]);
    await Promise.all([server.rewrapAll(), other.rewrapAll()]);
    expect(await scene.openAll(other.vault)).toEqual(whole);
    expect((await server.service.describe()).rotation).toMatchObject({ state: "done", done_count: 3 });
  });

  test("several can follow each other, and records of every term open in between", async () => {
    const { scene, server } = await stage(await open(), clock);
    for (const name of ["d", "e"]) {
      await server.service.rotate(null);
      await server.service.stop(null);
      await scene.addRecord(server.vault, name);
    }

    expect(await scene.terms()).toEqual({ a: 1, b: 1, c: 1, d: 2, e: 3 });
    expect(await scene.openAll(server.vault)).toEqual({ ...whole, d: "secret of d", e: "secret of e" });

    await server.service.resume(null);
    await server.rewrapAll();
    expect(new Set(Object.values(await scene.terms()))).toEqual(new Set([3]));
    expect(await scene.openAll(server.vault)).toEqual({ ...whole, d: "secret of d", e: "secret of e" });
  });

  test("nothing to stop or to resume is said, and nothing is recorded", async () => {
    const database = await open();
    const { server } = await stage(database, clock);
    const refused = expect.objectContaining({ code: "vault.nothing_to_rewrap" }) as Error;

    await expect(server.service.stop(null)).rejects.toThrow(refused);
    await expect(server.service.resume(null)).rejects.toThrow(refused);

    expect(await listActions(database)).toEqual([]);
  });

  test("a row that changed after it was read is not written over", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    await server.service.rotate(null);
    const [a, b] = [await bytesOf(database, "a"), await bytesOf(database, "b")];
    const replacements = [
      { read: { id: "e-a", bytes: damage(a) }, next: Buffer.from([1]) },
      { read: { id: "e-b", bytes: b }, next: b },
    ];

    expect(await store.replaceEnvelopes(database.query, database.engine, { replacements, term: 1 })).toEqual(["e-b"]);

    expect(await scene.openAll(server.vault)).toEqual(whole);
  });
});

describeWithDatabases("another process", ({ open, clock }) => {
  test("that reads the same key file learns the new term when it meets it, without being told", async () => {
    const { scene, server } = await stage(await open(), clock);
    const other = await scene.enter();
    await server.service.rotate(null);
    await server.rewrapAll();
    clock.advance(5000);

    expect(await scene.openAll(other.vault)).toEqual(whole);
    await other.audit.recordAlone({ actor: null, action: "thing.change", targetKind: "thing", targetId: "t" });
    expect((await other.trail.verify()).findings).toEqual([]);
  });

  test("that seals with the old term when the rotation is done already is not left behind", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    const other = await scene.enter();
    await server.service.rotate(null);
    await server.rewrapAll();
    await scene.addRecord(other.vault, "d");

    await server.rewrapAll();

    expect(await scene.terms()).toEqual({ a: 2, b: 2, c: 2, d: 2 });
    expect((await server.service.describe()).rotation).toMatchObject({ state: "done", done_count: 4 });
    expect((await listActions(database)).map(([action]) => action)).toEqual(["keys.rotate", "keys.finish"]);
  });

  test("takes the new term over by itself, so that it seals with it", async () => {
    const { scene, server } = await stage(await open(), clock);
    const other = await scene.enter();
    await server.service.rotate(null);

    await other.service.refresh();

    expect(other.vault.activeTerm).toBe(2);
  });

  test("with a copy of the key file that has no new term fails what needs it, changes nothing, and goes on when it gets the file", async () => {
    const database = await open();
    const { scene, server } = await stage(database, clock);
    const copy = `${scene.keyFile}.copy`;
    await copyFile(scene.keyFile, copy);
    const other = await scene.enter({ keyFile: copy });
    await server.service.rotate(null);
    const before = await bytesOf(database, "a");

    await other.service.refresh();
    await expect(other.service.rewrapSome()).rejects.toMatchObject({ code: "vault.key_term_unknown", kind: "unavailable" });
    await expect(other.service.rotate(null)).rejects.toMatchObject({
      code: "vault.key_term_missing",
      message: expect.stringContaining("term 2"),
    });
    expect(await bytesOf(database, "a")).toEqual(before);
    expect((await other.seal.unseal()).terms).toEqual([1]);
    await expect(scene.enter({ keyFile: copy })).rejects.toMatchObject({ code: "vault.key_term_missing" });

    await copyFile(scene.keyFile, copy);
    clock.advance(5000);
    await other.service.refresh();
    await other.rewrapAll();

    expect(await scene.openAll(other.vault)).toEqual(whole);
    expect(other.vault.activeTerm).toBe(2);
  });
});
