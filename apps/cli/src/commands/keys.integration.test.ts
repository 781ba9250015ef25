import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { eventually } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../run-command-line.ts";
import { startPostern } from "../testing/run-postern.ts";

let folder = "";
let dataDir = "";
let url = "";
let token = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-keys-cli-"));
  dataDir = join(folder, "data");
  await writeFile(join(folder, "password"), "correct horse battery\n", { mode: 0o600 });
  await run("init", "--admin-email", "ada@example.org", "--password-file", join(folder, "password"));
  token = (await run("token", "create", "--user", "ada@example.org", "--name", "t")).out.trim();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: "", err: "" };
  const code = await runCommandLine([...words, "--data-dir", dataDir], {
    out: (text) => (texts.out += text),
    err: (text) => (texts.err += text),
  });
  return { code, ...texts };
}

async function startServer() {
  const server = startPostern(["serve", "--data-dir", dataDir, "--listen", "127.0.0.1:0", "--requests-per-second", "0"]);
  url = await eventually("the server listens", () => /listening on (?<url>\S+)/.exec(server.stdout())?.groups?.["url"]);
  return server;
}

async function create(name: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ credentials: { name, provider: "tw-agent", keys: { connectionId: name } } });
  return (await fetch(`${url}/api/credentials`, { method: "POST", headers, body })).status;
}

function inDatabase<Result>(act: (handle: DatabaseSync) => Result): Result {
  const handle = new DatabaseSync(join(dataDir, "postern.db"));
  try {
    return act(handle);
  } finally {
    handle.close();
  }
}

const termsOfRecords = () =>
  inDatabase((handle) =>
    handle
      .prepare("SELECT key_term, count(*) AS count FROM envelopes GROUP BY key_term")
      .all()
      .map((row) => ({ ...row })),
  );

test("beside a running server: a rotation from the command line, after which the server reads and writes with the new key", async () => {
  await using server = await startServer();
  for (const name of ["one", "two", "three"]) expect(await create(name)).toBe(200);

  const rotated = await run("keys", "rotate");

  expect(rotated).toMatchObject({ code: 0, err: "" });
  expect(rotated.out).toMatch(/^made the key of term 2\n/);
  expect(rotated.out).toMatch(/ 1 {2}old {6}since \S+ {2}0 records, the audit trail needs it\n +2 {2}active {3}since \S+ {2}3 records/);
  expect(rotated.out).toContain("rotation to term 2: done, 3 done, 0 left, 0 failed, 0 orphaned");
  expect(await create("four")).toBe(200);
  await eventually("what the server sealed before it learned of the key is brought over, too", () => termsOfRecords().length === 1);
  expect(termsOfRecords()).toEqual([{ key_term: 2, count: 4 }]);
  expect(await run("audit", "verify")).toMatchObject({ code: 0 });
  expect(await run("keys", "verify")).toMatchObject({ code: 0, out: "4 records opened, 0 failed, 0 orphaned\n" });
  expect(server.stderr()).not.toContain("error");
});

test("the running server does the work when the command does not wait for it", async () => {
  await using _server = await startServer();

  const rotated = await run("keys", "rotate", "--no-wait");

  expect(rotated).toMatchObject({ code: 0, out: expect.stringContaining("made the key of term 3") });
  await eventually("the server is done", async () => (await run("keys", "list")).out.includes("rotation to term 3: done, 4 done"));
});

test("without a server: stopped, listed and resumed; a record that does not open is named with what to do, and the rest is done", async () => {
  inDatabase((handle) => {
    // A foreign hand can leave a text where bytes were.
    handle.exec("UPDATE envelopes SET bytes = hex(bytes) WHERE id = (SELECT envelope_id FROM credentials WHERE name = 'two')");
  });

  expect(await run("keys", "rotate", "--no-wait")).toMatchObject({ code: 0 });
  expect(await run("keys", "stop")).toMatchObject({ code: 0, out: "rotation to term 4: stopped, 0 done, 4 left, 0 failed, 0 orphaned\n" });
  const resumed = await run("keys", "resume");

  expect(resumed.code).toBe(1);
  expect(resumed.out).toContain("rotation to term 4: done, 3 done, 0 left, 1 failed, 0 orphaned");
  expect(resumed.out).toMatch(
    /FAIL {2}failed \(vault\.envelope_invalid\): credential two \(\w{22}\) in a personal workspace\n {6}Enter its secret anew/,
  );
  expect(await run("keys", "verify")).toMatchObject({ code: 1, out: expect.stringContaining("3 records opened, 1 failed") });
});

test("dropping asks for the backups first, and is refused while something needs the key", async () => {
  expect(await run("keys", "drop", "1")).toMatchObject({ code: 2, err: expect.stringContaining("--no-backup-needs-it") });
  expect(await run("keys", "drop", "1", "--no-backup-needs-it")).toMatchObject({ code: 5, err: expect.stringContaining("audit trail") });
  expect(await run("keys", "drop", "3", "--no-backup-needs-it")).toMatchObject({
    code: 5,
    err: expect.stringContaining("1 record needs it"),
  });
  expect(await run("keys", "drop", "x", "--no-backup-needs-it")).toMatchObject({ code: 2, err: expect.stringContaining("keys list") });
});

test("killed at any moment, a rotation loses nothing and goes on", async () => {
  for (const [round, patienceMs] of [0, 5, 20, 60].entries()) {
    await using rotating = startPostern(["keys", "rotate", "--data-dir", dataDir]);
    // Somewhere in the work: the later rounds get further.
    await eventually("it is under way", () => rotating.stdout().includes("made") || rotating.stderr() !== "");
    await new Promise((resolve) => setTimeout(resolve, patienceMs));
    rotating.kill("SIGKILL");
    await rotating.untilEnd();

    const verified = await run("keys", "verify");
    expect([round, verified.out]).toEqual([round, expect.stringContaining("3 records opened, 1 failed, 0 orphaned")]);
    const { rotation } = { rotation: (await run("keys", "list")).out };
    if (rotation.includes(": running")) await run("keys", "resume");
  }
  expect((await run("audit", "verify")).code).toBe(0);
});
