import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../run-command-line.ts";

let folder = "";
let dataDir = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-audit-cli-"));
  dataDir = join(folder, "data");
  await writeFile(join(folder, "password"), "correct horse battery\n", { mode: 0o600 });
  await run("init", "--admin-email", "ada@example.org", "--password-file", join(folder, "password"));
  for (const name of ["one", "two", "three"]) await run("token", "create", "--user", "ada@example.org", "--name", name);
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

function change(sql: string): void {
  const handle = new DatabaseSync(join(dataDir, "postern.db"));
  handle.exec(sql);
  handle.close();
}

function readEntries(): readonly Record<string, unknown>[] {
  const handle = new DatabaseSync(join(dataDir, "postern.db"), { readOnly: true });
  const rows = handle.prepare("SELECT * FROM audit_entries ORDER BY id").all() as Record<string, unknown>[];
  handle.close();
  return rows;
}

test("what the command line does is recorded as its doing", () => {
  const entries = readEntries();

  expect(entries.map(({ action }) => action)).toEqual(["user.create", "token.create", "token.create", "token.create"]);
  expect(new Set(entries.map(({ client }) => client))).toEqual(new Set(["command-line"]));
  expect(entries[1]).toMatchObject({ correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/), actor_name: "ada" });
});

test("verify says that all is whole, and where the trail ends", async () => {
  const { code, out } = await run("audit", "verify");

  expect(out).toMatch(/^whole: 4 entries\nto note elsewhere: 4:[0-9a-f]{64}\n$/);
  expect(code).toBe(0);
});

test("verify takes what was noted, and refuses what cannot have been", async () => {
  const noted = /4:[0-9a-f]{64}/.exec((await run("audit", "verify")).out)?.[0] ?? "";

  expect(await run("audit", "verify", "--noted", noted)).toMatchObject({ code: 0 });
  expect(await run("audit", "verify", "--noted", `9:${"a".repeat(64)}`)).toMatchObject({
    code: 1,
    out: "FAIL  an older copy was put back: the trail ends with entry 4, and entry 9 is one that was noted\n",
  });
  expect(await run("audit", "verify", "--noted", "4")).toMatchObject({ code: 2, err: expect.stringContaining("--noted") });
});

test("there is nothing to begin anew while all is whole", async () => {
  expect(await run("audit", "begin-anew")).toMatchObject({ code: 5, err: expect.stringContaining("whole") });
});

test("a data folder without accounts is not verified", async () => {
  const texts: string[] = [];
  const code = await runCommandLine(["audit", "verify", "--data-dir", join(folder, "misspelt")], {
    out: (text) => texts.push(text),
    err: (text) => texts.push(text),
  });

  expect(code).toBe(5);
  expect(texts.join("")).toContain("no account");
});

test("after a break: verify fails, begin-anew records what was found, and the trail is whole again with its scar", async () => {
  change("UPDATE audit_entries SET detail = '{\"forged\":1}' WHERE id = 2; DELETE FROM audit_entries WHERE id = 3");

  const before = await run("audit", "verify");
  const anew = await run("audit", "begin-anew");
  const after = await run("audit", "verify");

  const says = "FAIL  entry 2 was changed\nFAIL  entry 3 is missing\n";
  expect(before).toMatchObject({ code: 1, out: says, err: expect.stringContaining("begin-anew") });
  expect(anew).toMatchObject({ code: 0, out: `${says}begun anew with entry 5, which records this\n` });
  expect(after).toMatchObject({ code: 0, out: expect.stringContaining("whole: 4 entries (1 marked as broken)") });
  const entries = readEntries();
  expect(entries.map(({ id, standing }) => [id, standing])).toEqual([
    [1, null],
    [2, "broken"],
    [4, null],
    [5, null],
  ]);
  expect(entries.at(-1)).toMatchObject({ action: "audit.begin_anew", client: "command-line" });
  expect(JSON.parse(String(entries.at(-1)?.["detail"]))).toEqual({ changed: 1, missing: 1, hasMore: false, endedWith: 4 });
});

test("with a lost key nothing can be checked, until a new key is made on purpose", async () => {
  await rm(join(dataDir, "keys", "vault.key"));

  expect(await run("audit", "verify")).toMatchObject({ code: 2, err: expect.stringContaining("key file") });
  expect(await run("audit", "begin-anew")).toMatchObject({ code: 2 });
  expect(await run("audit", "begin-anew", "--lost-key")).toMatchObject({ code: 0, out: expect.stringContaining("begun anew") });
  expect(await run("audit", "verify")).toMatchObject({ code: 0, out: expect.stringContaining("4 marked as broken") });
  expect(await run("token", "create", "--user", "ada@example.org", "--name", "four")).toMatchObject({ code: 0 });
});
