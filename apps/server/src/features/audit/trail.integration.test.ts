import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@postern/database";
import type { LogFields, Logger } from "@postern/domain";
import { silentLogger } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { auditVault, openAudit } from "../../testing/open-audit.fixture.ts";
import { WitnessFile } from "./chain/witness.ts";
import { AuditTrail } from "./trail.ts";
import { renderFinding } from "./verify/finding.ts";
import type { Verification } from "./verify/verify-trail.ts";

const dayMs = 86_400_000;
const says = ({ findings }: Verification) => findings.map(renderFinding);

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-trail-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeWithDatabases("the trail", ({ open, clock }) => {
  async function openTrail(count: number) {
    const database = await open();
    const complaints: LogFields[] = [];
    const log: Logger = { ...silentLogger, error: (fields: LogFields) => void complaints.push(fields) };
    const audit = openAudit(database, clock);
    const witnessPath = join(folder, "audit.witness");
    const vault = auditVault();
    const parts = { database, clock, log, audit, openVault: () => Promise.resolve(vault) };
    const trail = new AuditTrail({ ...parts, witness: new WitnessFile(witnessPath) });
    const entryOf = (index: number) => ({ actor: null, action: "thing.change", targetKind: "thing", targetId: String(index) });
    const act = async (times: number): Promise<void> => {
      for (let index = 0; index < times; index += 1) await audit.recordAlone(entryOf(index));
    };
    await database.transaction(async ({ query }) => {
      for (let index = 0; index < count; index += 1) await audit.record(query, entryOf(index));
    });
    return { database, trail, act, complaints, witnessPath };
  }

  test("is remembered outside of the database, so that a cut end with its old head is found", async () => {
    const { database, trail, act, complaints } = await openTrail(3);
    await trail.witness();
    const old = await snapshot(database);
    clock.advance(60_000);
    await act(3);
    await trail.witness();
    const whole = await trail.verify();
    await expect(trail.beginAnew()).rejects.toMatchObject({ code: "audit.whole" });

    await restore(database, old);
    const cut = await trail.verify();
    await trail.witness();
    await trail.witness();
    clock.advance(60_000);
    await act(5);
    await trail.witness();
    const rewritten = await trail.verify();

    expect(says(whole)).toEqual([]);
    expect(says(cut)).toEqual([
      expect.stringMatching(/^an older copy was put back: the trail ends with entry 3, and entry 6 is one that was there on 2026-/),
    ]);
    expect(says(rewritten)).toEqual([expect.stringMatching(/^an older copy was put back: entry 6 is not the one that was there on 2026-/)]);
    expect(complaints).toEqual([{ problem: "an older copy of the audit trail was put back" }]);
  });

  test("that was taken off its chain and passed off as old is found by the witness", async () => {
    const { database, trail, complaints } = await openTrail(4);
    await trail.witness();
    await database.query.updateTable("audit_entries").set({ action: "forged.act" }).where("id", "=", 2).execute();
    const nothing = { standing: null, hash_form: null, key_term: null, previous_hash: null, hash: null };
    await database.query.updateTable("audit_entries").set(nothing).execute();
    await database.query
      .updateTable("audit_chain")
      .set({ newest_number: 0, newest_hash: "", removed_hash: "", begun_at: 0, key_term: 0, hash: "" })
      .execute();

    await openAudit(database, clock).begin();
    await trail.witness();

    expect(says(await trail.verify())).toEqual([
      expect.stringMatching(/^an older copy was put back: entry 4 is not the one that was there/),
    ]);
    expect(complaints).toEqual([{ problem: "an older copy of the audit trail was put back" }]);
  });

  test("has a witness that only we can write, that nobody else can read, and that is never half written", async () => {
    const { trail, act, complaints, witnessPath } = await openTrail(1);
    await trail.witness();
    const first = await readFile(witnessPath, "utf8");
    await trail.witness();
    const same = await readFile(witnessPath, "utf8");
    await act(1);
    await trail.witness();
    const moved = await readFile(witnessPath, "utf8");
    const { mode } = await stat(witnessPath);
    const files = await readdir(folder);

    const forgeries = [
      first.replace(/ 1 \d+/, " 1 9"),
      `${moved}x`,
      moved.replace(/.{5}\n$/, "00000\n"),
      "",
      moved.replace(/ 1 ([0-9a-f]{64})\n/, " 99 $1\n"),
    ];
    const found = [];
    for (const forgery of forgeries) {
      await writeFile(witnessPath, forgery);
      found.push(says(await trail.verify()));
      await trail.witness();
      expect(await readFile(witnessPath, "utf8")).toBe(forgery);
    }

    expect(first).toMatch(/^postern-audit-witness 1 1 [0-9a-f]{64} \d+ 1 [0-9a-f]{64}\n$/);
    expect(same).toBe(first);
    expect(moved).toMatch(/^postern-audit-witness 1 2 /);
    expect(mode & 0o777).toBe(0o600);
    expect(files).toEqual(["audit.witness"]);
    expect(found).toEqual(forgeries.map(() => ["an older copy was put back: the witness file is not of our making"]));
    expect(complaints).toEqual([{ problem: "the witness of the audit trail was changed" }]);
  });

  test("is not remembered with a head that was changed", async () => {
    const { database, trail, complaints, witnessPath } = await openTrail(2);
    await database.query.updateTable("audit_chain").set({ newest_number: 1 }).execute();

    await trail.witness();

    await expect(stat(witnessPath)).rejects.toMatchObject({ code: "ENOENT" });
    expect(complaints).toEqual([{ problem: "the head of the audit trail was changed" }]);
  });

  test("begins anew after a break, keeps what is there, and gives no number twice", async () => {
    const { database, trail, act } = await openTrail(6);
    await trail.witness();
    await database.query.deleteFrom("audit_entries").where("id", "in", [2, 6]).execute();
    await database.query.updateTable("audit_entries").set({ detail: "{}", action: "forged.act" }).where("id", "=", 4).execute();
    await database.query.deleteFrom("audit_chain").execute();

    const found = await trail.beginAnew();
    await act(1);
    const after = await trail.verify();

    expect(says(found)).toContain("the head of the chain is gone");
    expect(says(found)).toContain("entry 4 was changed");
    expect(after).toMatchObject({ findings: [], entries: 6, broken: 1 });
    const entries = await database.query.selectFrom("audit_entries").select(["id", "action", "standing"]).orderBy("id").execute();
    expect(entries.map(({ id, standing }) => [id, standing])).toEqual([
      [1, null],
      [3, null],
      [4, "broken"],
      [5, null],
      [7, null],
      [8, null],
    ]);
    expect(entries[4]?.action).toBe("audit.begin_anew");
  });

  test("a scar stays after a second break, and a later change of an old entry is found", async () => {
    const { database, trail } = await openTrail(4);
    const spoil = (id: number, action: string) =>
      database.query.updateTable("audit_entries").set({ action }).where("id", "=", id).execute();
    await spoil(2, "forged.act");
    await trail.beginAnew();
    await spoil(2, "forged.again");
    const second = await trail.verify();
    await spoil(3, "forged.act");
    await trail.beginAnew();

    expect(says(second)).toEqual(["entry 2 was changed"]);
    expect(await trail.verify()).toMatchObject({ findings: [], broken: 2 });
  });

  test("loses entries that are too old in order, and stays provable", async () => {
    const { database, trail, act } = await openTrail(1001);
    clock.advance(200 * dayMs);
    await act(2);
    clock.advance(166 * dayMs);
    await trail.witness();
    const early = await trail.removeOld(366);
    const never = await trail.removeOld(0);

    const removed = await trail.removeOld(365 - 1);

    const after = await trail.verify();
    const left = await database.query.selectFrom("audit_entries").select(["id", "action", "detail"]).orderBy("id").execute();
    expect([early, never, removed]).toEqual([0, 0, 1001]);
    expect(after).toMatchObject({ findings: [], entries: 4 });
    expect(left.map(({ id, action }) => [id, action])).toEqual([
      [1002, "thing.change"],
      [1003, "thing.change"],
      [1004, "audit.remove"],
      [1005, "audit.remove"],
    ]);
    expect(left.slice(2).map(({ detail }) => JSON.parse(detail) as unknown)).toEqual([
      { from: 1, to: 1000, entries: 1000 },
      { from: 1001, to: 1001, entries: 1 },
    ]);
    await database.query.deleteFrom("audit_entries").where("id", "=", 1002).execute();
    expect(says(await trail.verify())).toEqual(["entry 1002 is missing"]);
  });

  test("keeps what is old and was changed, as evidence", async () => {
    const { database, trail } = await openTrail(3);
    await database.query.updateTable("audit_entries").set({ detail: "{}", action: "forged.act" }).where("id", "=", 2).execute();
    clock.advance(400 * dayMs);

    await expect(trail.removeOld(365)).rejects.toMatchObject({ code: "audit.broken" });

    expect(await database.query.selectFrom("audit_entries").select("id").execute()).toHaveLength(3);
  });

  test("can be verified while entries are added and removed", async () => {
    const { trail, act } = await openTrail(600);
    clock.advance(400 * dayMs);

    const [verifications] = await Promise.all([
      Promise.all([trail.verify(), trail.verify(), trail.verify()]),
      act(30),
      trail.removeOld(365),
      act(30),
    ]);

    for (const verification of verifications) expect(says(verification)).toEqual([]);
    expect(says(await trail.verify())).toEqual([]);
  });
});

async function snapshot({ query }: Database) {
  return {
    entries: await query.selectFrom("audit_entries").selectAll().execute(),
    chain: await query.selectFrom("audit_chain").selectAll().executeTakeFirstOrThrow(),
  };
}

async function restore({ query }: Database, { entries, chain }: Awaited<ReturnType<typeof snapshot>>): Promise<void> {
  await query.deleteFrom("audit_entries").execute();
  await query.insertInto("audit_entries").values(entries).execute();
  await query.updateTable("audit_chain").set(chain).execute();
}
