import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@postern/domain";
import { eventually, ManualClock } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdAlone, openDatabase } from "./index.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-hold-"));
  path = join(folder, "postern.db");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("a second server of one file waits for the first to end, and then holds it", async () => {
  const clock = new ManualClock();
  const first = await holdAlone(`sqlite:${path}`, clock);

  const second = holdAlone(`sqlite:${path}`, clock);
  await eventually("it waits", () => clock.sleeperCount === 1);
  first[Symbol.dispose]();
  clock.advance(1000);

  (await second)[Symbol.dispose]();
});

test("a second server of one file gives up in the end, and says why", async () => {
  const clock = new ManualClock();
  using _first = await holdAlone(`sqlite:${path}`, clock);

  const second = holdAlone(`sqlite:${path}`, clock).catch((error: unknown) => error);
  await eventually("it waits", () => clock.sleeperCount === 1);
  clock.advance(20_000);

  expect(await second).toMatchObject({ code: "storage.in_use", message: expect.stringContaining(path) as string });
});

test("the hold of a server that was killed is nobody's", async () => {
  const script = `
    const { holdAlone } = await import("@postern/database");
    globalThis.hold = await holdAlone(process.argv[1], { now: () => 0, sleep: () => Promise.resolve() });
    console.log("held");
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", script, `sqlite:${path}`], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  await once(child.stdout, "data");

  child.kill("SIGKILL");
  await ended;

  (await holdAlone(`sqlite:${path}`, new ManualClock()))[Symbol.dispose]();
});

test("commands beside the server open the database that it holds", async () => {
  const clock = new ManualClock();
  using _server = await holdAlone(`sqlite:${path}`, clock);

  await using database = await openDatabase(`sqlite:${path}`, { clock, log: silentLogger });

  await database.ping();
  expect((await stat(`${path}.lock`)).mode & 0o777).toBe(0o600);
});

test("servers that share a PostgreSQL do not wait for each other", async () => {
  const url = "postgresql://nobody@127.0.0.1/none";
  const clock = new ManualClock();

  using _first = await holdAlone(url, clock);
  using _second = await holdAlone(url, clock);

  expect(clock.sleeperCount).toBe(0);
});

test.each([
  ["a file that is no database", "not a database, and longer than a page header would be ".repeat(10), /not a database/],
  ["a folder", undefined, /EISDIR/],
])("%s cannot be opened, and the operator is told in plain words", async (_what, text, detail) => {
  if (text === undefined) path = folder;
  else await writeFile(path, text);

  const opening = openDatabase(`sqlite:${path}`, { clock: new ManualClock(), log: silentLogger });

  await expect(opening).rejects.toMatchObject({
    code: "storage.unavailable",
    message: "The database cannot be opened.",
    detail: expect.stringMatching(detail) as string,
  });
});

test("a PostgreSQL that is not there is told in the same way", async () => {
  const opening = openDatabase("postgresql://nobody@127.0.0.1:1/none", { clock: new ManualClock(), log: silentLogger });

  await expect(opening).rejects.toMatchObject({ code: "storage.unavailable", detail: expect.stringContaining("ECONNREFUSED") as string });
});
