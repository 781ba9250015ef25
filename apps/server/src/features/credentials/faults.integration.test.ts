import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { openDatabase, toStorageError } from "@postern/database";
import type { Database } from "@postern/database";
import { isAppError, silentLogger } from "@postern/domain";
import type { CredentialId } from "@postern/domain";
import { describeWithDatabases, FaultyDatabase } from "@postern/testing";
import { sql } from "kysely";
import { describe, expect, test, vi } from "vitest";
import type { Actor } from "../../http/caller.ts";
import { foundInAudit } from "../../testing/audit-trail.fixture.ts";
import { openCredentialScene, readAllMembers } from "../../testing/credential-scene.fixture.ts";
import type { CredentialScene } from "../../testing/credential-scene.fixture.ts";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";

const before = { username: "ada", token: "canary-one", password: "canary-two" };
const given = (name: string) => ({ name, provider: "gitlab", baseUrl: `https://git.example.org/${name}`, keys: before });

/** Something that people do to a credential, and what a client hears who does it again because the answer was lost. */
interface Act {
  /** Makes what the act is done to. */
  prepare(scene: CredentialScene, actor: Actor, name: string): Promise<unknown>;
  run(scene: CredentialScene, actor: Actor, subject: { readonly name: string; readonly id: unknown }): Promise<unknown>;
  readonly again: "credential.name_taken" | "credential.not_found" | undefined;
}

const acts: Readonly<Record<string, Act>> = {
  save: {
    prepare: () => Promise.resolve(),
    run: ({ credentials }, actor, { name }) => credentials.create(actor, given(name)),
    again: "credential.name_taken",
  },
  "update that keeps a secret": {
    prepare: ({ credentials }, actor, name) => credentials.create(actor, given(name)),
    run: ({ edits }, actor, { id }) => edits.update(actor, id as CredentialId, { keys: { username: "ada", token: "canary-new" } }),
    again: undefined,
  },
  "update of all secrets": {
    prepare: ({ credentials }, actor, name) => credentials.create(actor, given(name)),
    run: ({ edits }, actor, { id, name }) =>
      edits.update(actor, id as CredentialId, { ...given(name), keys: { ...before, token: "canary-new" } }),
    again: undefined,
  },
  delete: {
    prepare: ({ credentials }, actor, name) => credentials.create(actor, given(name)),
    run: ({ credentials }, actor, { id }) => credentials.remove(actor, id as CredentialId),
    again: "credential.not_found",
  },
};

/** What the act may have changed: its entry in the trail too, and not the entries of openings, which are acts of their own. */
async function picture({ query }: Database): Promise<string> {
  const rows = [
    await query.selectFrom("credentials").selectAll().orderBy("id").execute(),
    await query.selectFrom("envelopes").selectAll().orderBy("id").execute(),
    await query.selectFrom("audit_entries").select("id").where("action", "like", "credential.%").orderBy("id").execute(),
  ];
  return JSON.stringify(rows, (key, value: unknown) => (key === "last_used_at" ? undefined : value));
}

/** Every record opens, no envelope is left over, what was deleted is empty, the trail is whole, and nothing stands there in clear. */
async function expectWhole(database: Database, scene: CredentialScene): Promise<void> {
  const rows = await database.query
    .selectFrom("envelopes")
    .leftJoin("credentials", "credentials.envelope_id", "envelopes.id")
    .select(["credentials.id", "credentials.deleted_at", "envelopes.bytes"])
    .execute();
  for (const { id, deleted_at, bytes } of rows) {
    expect(id).not.toBeNull();
    expect(bytes.byteLength === 0).toBe(deleted_at !== null);
    if (deleted_at === null) expect(["canary-one", "canary-new"]).toContain((await readAllMembers(scene, id ?? ""))["token"]);
  }
  expect(await foundInAudit(database)).toEqual([]);
  expect(await dumpTables(database)).not.toContain("canary");
}

describeWithDatabases("when the storage fails at any moment", ({ open, createUrl, engine, clock }) => {
  test.each(Object.keys(acts))("of a %s, all of it is done or nothing, and doing it again cures it", async (what) => {
    const act = acts[what];
    const inner = await open();
    const faulty = new FaultyDatabase(inner);
    const [scene, clean] = [await openCredentialScene(faulty, clock), await openCredentialScene(inner, clock)];
    await clean.audit.begin();
    const ada = await (await clean.openTenants()).actor("ada", "one");
    const subject = async (name: string) => ({ name, id: await act?.prepare(clean, ada, name) });
    // The first act of a process finds the head of the trail, later ones know it: what is counted is one of these.
    await act?.run(scene, ada, await subject("rehearsal"));
    const first = await subject("first");
    faulty.expectFault(0);
    await act?.run(scene, ada, first);
    const moments = faulty.counted;
    const kept: number[] = [];

    for (let number = 1; number <= moments; number += 1) {
      const one = await subject(`at-${String(number)}`);
      const was = await picture(inner);
      faulty.expectFault(number);

      const error = await act?.run(scene, ada, one).catch((problem: unknown) => problem);

      expect(toStorageError(error)?.code).toBe("storage.unavailable");
      if ((await picture(inner)) !== was) kept.push(number);
      faulty.expectFault(0);
      const again = await act?.run(scene, ada, one).then(
        () => undefined,
        (problem: unknown) => (isAppError(problem) ? problem.code : problem),
      );
      expect(again).toBe(kept.includes(number) ? act?.again : undefined);
    }

    expect(moments).toBeGreaterThan(8);
    expect(kept).toEqual([moments]);
    await expectWhole(inner, clean);
  });

  describe.each([engine].filter((one) => one === "sqlite"))("and the process with it (%s)", () => {
    test.each(Object.keys(acts))("of a %s, the files open again, with all of it or nothing", async (what) => {
      const act = acts[what];
      const url = await createUrl();
      const file = url.slice("sqlite:".length);
      await using inner = await openDatabase(url, { clock, log: silentLogger });
      const faulty = new FaultyDatabase(inner);
      const [scene, clean] = [await openCredentialScene(faulty, clock), await openCredentialScene(inner, clock)];
      await clean.audit.begin();
      const ada = await (await clean.openTenants()).actor("ada", "one");
      const subject = { name: "one", id: await act?.prepare(clean, ada, "one") };
      const was = await picture(inner);
      const copies: string[] = [];
      // What `kill -9` leaves is what the files hold at that moment.
      faulty.listen(({ number }) => {
        const folder = join(dirname(file), `copy-${String(number)}`);
        mkdirSync(folder);
        for (const end of ["", "-wal"]) copyFileSync(`${file}${end}`, join(folder, `postern.db${end}`));
        copies.push(join(folder, "postern.db"));
      });

      await act?.run(scene, ada, subject);

      const is = await picture(inner);
      const found: string[] = [];
      for (const copy of copies) {
        await using reopened = await openDatabase(`sqlite:${copy}`, { clock, log: silentLogger });
        found.push(await picture(reopened));
        await expectWhole(reopened, await openCredentialScene(reopened, clock));
      }
      expect(found).toEqual(copies.map((_copy, index) => (index === copies.length - 1 ? is : was)));
    });
  });

  describe.each([engine].filter((one) => one === "postgres"))("because the connection is killed (%s)", () => {
    test.each(Object.keys(acts))("before the commit of a %s, nothing of it is there", async (what) => {
      const act = acts[what];
      const inner = await open();
      const scene = await openCredentialScene(inner, clock);
      const ada = await (await scene.openTenants()).actor("ada", "one");
      const subject = { name: "one", id: await act?.prepare(scene, ada, "one") };
      const was = await picture(inner);
      const transaction = inner.transaction.bind(inner);
      const killing = vi.spyOn(inner, "transaction").mockImplementation((callback) =>
        transaction(async (begun) => {
          const result = await callback(begun);
          inner.beforeCommit(begun.query, async () => {
            const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(begun.query);
            await sql`SELECT pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(inner.query);
          });
          return result;
        }),
      );

      const error = await act?.run(scene, ada, subject).catch((problem: unknown) => problem);

      killing.mockRestore();
      expect(toStorageError(error)?.code).toBe("storage.unavailable");
      expect(await picture(inner)).toBe(was);
      await act?.run(scene, ada, subject);
      await expectWhole(inner, scene);
    });
  });
});
