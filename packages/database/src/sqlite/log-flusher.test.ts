import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LogFlusher, LogNotFlushed } from "./log-flusher.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-flusher-"));
  path = join(folder, "postern.db");
  await writeFile(`${path}-wal`, "");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A disk that answers when the test says so. */
class SlowDisk {
  readonly asked: PromiseWithResolvers<void>[] = [];

  readonly flushFile = (): Promise<void> => {
    const flush = Promise.withResolvers<void>();
    this.asked.push(flush);
    return flush.promise;
  };

  async answer(number: number, error?: Error): Promise<void> {
    await vi.waitUntil(() => this.asked[number] !== undefined);
    if (error === undefined) this.asked[number]?.resolve();
    else this.asked[number]?.reject(error);
  }
}

function open(disk: SlowDisk, failures: unknown[] = []): LogFlusher {
  return new LogFlusher(path, { flushFile: disk.flushFile, onFailure: (error) => failures.push(error) });
}

test("those who come while a flush is on its way share the next one, for that one may have begun too early for them", async () => {
  const disk = new SlowDisk();
  const flusher = open(disk);
  const done: string[] = [];

  const first = flusher.flushed().then(() => done.push("first"));
  const second = flusher.flushed().then(() => done.push("second"));
  const third = flusher.flushed().then(() => done.push("third"));
  await disk.answer(0);
  await first;
  expect(done).toEqual(["first"]);
  await disk.answer(1);
  await Promise.all([second, third]);

  expect(done).toEqual(["first", "second", "third"]);
  expect(disk.asked).toHaveLength(2);
  await flusher.close();
});

test("one who comes when nothing is on its way has a flush of its own", async () => {
  const disk = new SlowDisk();
  const flusher = open(disk);

  for (const number of [0, 1, 2]) {
    const flushed = flusher.flushed();
    await disk.answer(number);
    await flushed;
  }

  expect(disk.asked).toHaveLength(3);
  await flusher.close();
});

test("a disk that failed once is not asked again, whoever comes", async () => {
  const disk = new SlowDisk();
  const failures: unknown[] = [];
  const flusher = open(disk, failures);
  const trouble = new Error("EIO");

  const settled = Promise.allSettled([flusher.flushed(), flusher.flushed()]);
  await disk.answer(0, trouble);
  const results = await settled;
  const later = await flusher.flushed().catch((error: unknown) => error);

  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(later).toBeInstanceOf(LogNotFlushed);
  expect(later).toMatchObject({ code: "SQLITE_IOERR_FSYNC", cause: trouble });
  expect(() => {
    flusher.refuseAfterFailure();
  }).toThrow(LogNotFlushed);
  expect([failures, disk.asked.length]).toEqual([[trouble], 1]);
  await flusher.close();
});

test("closing waits for what is on its way", async () => {
  const disk = new SlowDisk();
  const flusher = open(disk);
  const done: string[] = [];

  const flushed = flusher.flushed().then(() => done.push("flushed"));
  const closed = flusher.close().then(() => done.push("closed"));
  await disk.answer(0);
  await Promise.all([flushed, closed]);

  expect(done).toEqual(["flushed", "closed"]);
});
