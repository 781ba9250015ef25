import { copyFileSync, mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toStorageError } from "../storage-error.ts";
import type { FlushFile } from "./log-flusher.ts";
import { SqliteDatabase } from "./sqlite-database.ts";

const [waves, writersAtOnce] = [8, 10];
const clock = new ManualClock();
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-cut-"));
  path = join(folder, "postern.db");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (flushFile: FlushFile, at = path): SqliteDatabase => SqliteDatabase.open({ path: at, clock, log: silentLogger, flushFile });
const takesAll: FlushFile = () => Promise.resolve();
const row = (name: string) => ({ user_name: name, email: name, is_administrator: 0, is_disabled: 0, created_at: 1 }) as const;

async function namesIn(database: SqliteDatabase): Promise<ReadonlySet<string>> {
  const users = await database.query.selectFrom("users").select("user_name").execute();
  return new Set(users.map(({ user_name }) => user_name));
}

/** Keeps what a disk has for certain: the files as they were when a flush began that has ended. */
class CertainDisk {
  #begun = 0;
  #ended = 0;

  readonly flushFile: FlushFile = async () => {
    this.#begun += 1;
    const number = this.#begun;
    mkdirSync(this.#folderOf(number));
    for (const end of ["", "-wal"]) copyFileSync(`${path}${end}`, join(this.#folderOf(number), `postern.db${end}`));
    // Others commit meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 3));
    this.#ended = number;
  };

  get ended(): number {
    return this.#ended;
  }

  /** What would be there after a power cut. */
  async namesAfter(number: number): Promise<ReadonlySet<string>> {
    const database = open(takesAll, join(this.#folderOf(number), "postern.db"));
    const names = await namesIn(database);
    await database[Symbol.asyncDispose]();
    return names;
  }

  #folderOf(number: number): string {
    return join(folder, `cut-${String(number)}`);
  }
}

test("whatever a writer was told is stored survives a power cut at that moment", async () => {
  const disk = new CertainDisk();
  const database = open(disk.flushFile);
  const told: { readonly name: string; readonly certain: number }[] = [];
  const write = async (index: number): Promise<void> => {
    const name = `user-${String(index)}`;
    await new Promise((resolve) => setTimeout(resolve, index % writersAtOnce));
    const isAlone = index % 2 === 0;
    if (isAlone) await database.query.insertInto("users").values(row(name)).execute();
    else await database.transaction(({ query }) => query.insertInto("users").values(row(name)).execute());
    told.push({ name, certain: disk.ended });
  };

  for (let wave = 0; wave < waves; wave += 1) {
    await Promise.all(Array.from({ length: writersAtOnce }, (_, index) => write(wave * writersAtOnce + index)));
  }
  await database[Symbol.asyncDispose]();

  const cuts = new Map<number, ReadonlySet<string>>();
  for (const { certain } of told) if (!cuts.has(certain)) cuts.set(certain, await disk.namesAfter(certain));
  expect(told.filter(({ name, certain }) => cuts.get(certain)?.has(name) !== true)).toEqual([]);
  // Else nobody ever came while a flush was on its way, and this showed nothing.
  expect(cuts.size).toBeGreaterThanOrEqual(waves);
  expect(cuts.size).toBeLessThan(waves * writersAtOnce);
});

test("others read and write while a flush is on its way", async () => {
  const flush = Promise.withResolvers<void>();
  const database = open(() => flush.promise);
  const done: string[] = [];

  const first = database.query
    .insertInto("users")
    .values(row("first"))
    .execute()
    .then(() => done.push("first"));
  await expect.poll(() => namesIn(database)).toEqual(new Set(["first"]));
  const second = database
    .transaction(({ query }) => query.insertInto("users").values(row("second")).execute())
    .then(() => done.push("second"));
  await expect.poll(() => namesIn(database)).toEqual(new Set(["first", "second"]));

  expect(done).toEqual([]);
  flush.resolve();
  await Promise.all([first, second]);
  await database[Symbol.asyncDispose]();
});

test("who only read, and who changed nothing, wait for no flush", async () => {
  let flushes = 0;
  const database = open(() => {
    flushes += 1;
    return Promise.resolve();
  });

  await namesIn(database);
  await database.transaction(({ query }) => query.updateTable("users").set({ is_disabled: 1 }).where("user_name", "=", "nobody").execute());
  expect(flushes).toBe(0);
  await database.query.insertInto("users").values(row("somebody")).execute();

  expect(flushes).toBe(1);
  await database[Symbol.asyncDispose]();
});

test("after a disk that did not take what was written nothing is said to be stored, nor read, until the file is opened again", async () => {
  const database = open(() => Promise.reject(new Error("EIO")));

  const asked = [
    () => database.query.insertInto("users").values(row("first")).execute(),
    () => database.transaction(({ query }) => query.insertInto("users").values(row("second")).execute()),
    () => namesIn(database),
    () => database.ping(),
  ];
  for (const ask of asked) {
    const error: unknown = await ask().catch((reason: unknown) => reason);
    expect(toStorageError(error)).toMatchObject({ code: "storage.unavailable", detail: "SQLITE_IOERR_FSYNC" });
  }
  await database[Symbol.asyncDispose]();

  await using again = open(takesAll);
  await again.query.insertInto("users").values(row("third")).execute();
  // The first may be there or not: nobody was told that it is.
  expect(await namesIn(again)).toContain("third");
  expect(await namesIn(again)).not.toContain("second");
});
