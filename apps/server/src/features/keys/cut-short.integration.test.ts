import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { Cut, FailPoints, failingDatabase, failingSeal } from "../../testing/fail-points.fixture.ts";
import { openKeysScene } from "../../testing/keys-scene.fixture.ts";
import type { KeysProcess, KeysScene } from "../../testing/keys-scene.fixture.ts";

const whole = { a: "secret of a", b: "secret of b", c: "secret of c" };
/** More than there are places at which a rotation of three records can be cut short. */
const tooMany = 100;

type Clock = Parameters<typeof openKeysScene>[1];

async function stage(database: Database, clock: Clock): Promise<KeysScene> {
  const scene = await openKeysScene(database, clock);
  const { vault } = await scene.enter();
  for (const name of Object.keys(whole)) await scene.addRecord(vault, name);
  return scene;
}

/** A process that dies at the given place while it does something. Gives the places that it passed, and whether it got to the end. */
async function dieAt(scene: KeysScene, database: Database, failAt: number, act: (process: KeysProcess) => Promise<void>) {
  const points = new FailPoints(0);
  let armed = points;
  const relay = { pass: (place: string) => armed.pass(place) } as FailPoints;
  const process = await scene.enter({
    database: failingDatabase(database, relay),
    around: (keys) => ({ ...keys, seal: failingSeal(keys.seal, relay) }),
  });
  armed = new FailPoints(failAt);
  try {
    await act(process);
    return { isWhole: true, passed: armed.passed };
  } catch (error) {
    if (!armed.isCut) throw error;
    expect(rootOf(error)).toBeInstanceOf(Cut);
    return { isWhole: false, passed: armed.passed };
  }
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}

/** What must hold whenever a process starts on what another one left. */
async function expectSound(scene: KeysScene, database: Database): Promise<KeysProcess> {
  const process = await scene.enter();
  expect(await scene.openAll(process.vault)).toEqual(whole);
  expect((await process.trail.verify()).findings).toEqual([]);
  const known = await database.query.selectFrom("key_terms").select("term").orderBy("term").execute();
  expect(process.vault.terms).toEqual(known.map(({ term }) => term));
  const { openedCount, failedCount, orphanedCount } = await process.service.verify();
  expect({ openedCount, failedCount, orphanedCount }).toEqual({ openedCount: 3, failedCount: 0, orphanedCount: 0 });
  return process;
}

/** Brings to its end what was begun, whatever that is. */
async function finish(process: KeysProcess): Promise<void> {
  const { rotation, olderCount } = await process.service.describe();
  if (rotation?.state !== "running" && olderCount > 0) await process.service.resume(null);
  await process.rewrapAll();
}

/** Moves of `done_count` are commits of their batches: it says what was done, never more, never less. */
async function countDone(database: Database): Promise<number> {
  const rows = await database.query.selectFrom("key_rotations").select("done_count").execute();
  return rows.reduce((sum, row) => sum + row.done_count, 0);
}

describeWithDatabases("a rotation that is cut short", ({ open, clock }) => {
  test("at any write, flush or commit leaves every record readable, and goes on to its end after the next start", async () => {
    const database = await open();
    const scene = await stage(database, clock);
    const places: string[] = [];

    for (let failAt = 1; failAt < tooMany; failAt += 1) {
      const before = await countDone(database);
      const { vault } = await expectSound(scene, database);
      const { isWhole, passed } = await dieAt(scene, database, failAt, async (process) => {
        await process.service.rotate(null);
        await process.rewrapAll();
      });
      const next = await expectSound(scene, database);
      await finish(next);

      const { activeTerm } = next.vault;
      const isNew = activeTerm > vault.activeTerm;
      expect([failAt, new Set(Object.values(await scene.terms()))]).toEqual([failAt, new Set([activeTerm])]);
      expect([failAt, await countDone(database)]).toEqual([failAt, before + (isNew ? 3 : 0)]);
      if (isWhole) break;
      places.push(passed.at(-1) ?? "");
    }

    expect(places.length).toBeGreaterThan(15);
    expect(new Set(places)).toEqual(
      new Set([
        "RawNode",
        "InsertQueryNode",
        "UpdateQueryNode",
        "DeleteQueryNode",
        "commit",
        "after the commit",
        "read the seal",
        "write the seal",
        "after the seal",
      ]),
    );
  }, 60_000);

  test("while it stops or resumes is stopped or running, and nothing in between", async () => {
    const database = await open();
    const scene = await stage(database, clock);
    await (await scene.enter()).service.rotate(null);

    for (let failAt = 1; failAt < tooMany; failAt += 1) {
      const { isWhole } = await dieAt(scene, database, failAt, async ({ service }) => {
        await service.stop(null);
        await service.resume(null);
      });
      const { service } = await expectSound(scene, database);
      const { rotation } = await service.describe();
      expect(rotation?.state).toMatch(/^(running|stopped)$/);
      await service.resume(null);
      if (isWhole) break;
    }

    await finish(await scene.enter());
    expect(await countDone(database)).toBe(3);
  }, 60_000);

  test("by a drop leaves the term in the seal or nowhere, and every record readable", async () => {
    const database = await open();
    const scene = await stage(database, clock);

    for (let failAt = 1; failAt < tooMany; failAt += 1) {
      const process = await scene.enter();
      const term = process.vault.activeTerm;
      await process.service.rotate(null);
      await process.rewrapAll();
      // As after a year: of the trail nothing is left that needs the old term.
      await database.query.deleteFrom("audit_entries").where("key_term", "=", term).execute();
      const { isWhole } = await dieAt(scene, database, failAt, ({ service }) => service.drop(null, term));

      const next = await scene.enter();
      expect(await scene.openAll(next.vault)).toEqual(whole);
      await next.service.drop(null, term);
      expect(next.vault.terms).toEqual([next.vault.activeTerm]);
      expect(await scene.openAll(next.vault)).toEqual(whole);
      if (isWhole) break;
    }
  }, 60_000);
});
