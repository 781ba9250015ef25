import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../run-command-line.ts";
import { startPostern } from "../testing/run-postern.ts";

const passphrase = "correct horse battery staple";

let folder = "";
let dataDir = "";
let said = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-seal-cli-"));
  dataDir = join(folder, "data");
  said = join(folder, "passphrase");
  await writeFile(join(folder, "password"), "correct horse battery\n", { mode: 0o600 });
  await writeFile(said, `${passphrase}\n`, { mode: 0o600 });
  await run("init", "--admin-email", "ada@example.org", "--password-file", join(folder, "password"));
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

const under = () => ["--vault-seal", "passphrase", "--passphrase-file", said] as const;
const listKeyFiles = async () => (await readdir(join(dataDir, "keys"))).sort();

test("under a passphrase: the old file stays until the new one is used, and nothing is in clear elsewhere", async () => {
  const key = /^key 1 \S+ \S+ (?<key>\S+) /m.exec(await readFile(join(dataDir, "keys", "vault.key"), "latin1"))?.groups?.["key"] ?? "none";

  expect(await run("keys", "forget-seal", "key-file")).toMatchObject({ code: 5, err: expect.stringContaining("vault-seal is key-file") });
  const copied = await run("keys", "seal", "passphrase", "--new-passphrase-file", said);

  expect(copied).toMatchObject({ code: 0, out: expect.stringContaining('vault-seal = "passphrase"') });
  expect(await listKeyFiles()).toEqual(["vault.key", "vault.key.sealed"]);
  expect((await readFile(join(dataDir, "keys", "vault.key.sealed"), "latin1")).includes(key)).toBe(false);
  expect(await run("keys", "verify", ...under())).toMatchObject({ code: 0 });
  expect(await run("keys", "forget-seal", "key-file", ...under())).toMatchObject({ code: 0, out: expect.stringContaining("removed") });
  expect(await listKeyFiles()).toEqual(["vault.key.sealed"]);
  expect(await run("audit", "verify", ...under())).toMatchObject({ code: 0 });
});

test("a command that needs the keys says how to give the passphrase, and a wrong one is told", async () => {
  expect(await run("keys", "list", "--vault-seal", "passphrase")).toMatchObject({
    code: 6,
    err: expect.stringContaining("--passphrase-file"),
  });
  const wrong = join(folder, "wrong");
  await writeFile(wrong, "some other words\n", { mode: 0o600 });
  expect(await run("keys", "list", "--vault-seal", "passphrase", "--passphrase-file", wrong)).toMatchObject({
    code: 3,
    err: expect.stringContaining("does not open"),
  });
  expect(await run("keys", "seal", "passphrase", ...under())).toMatchObject({
    code: 2,
    err: expect.stringContaining("--new-passphrase-file"),
  });
});

test("a running server is unsealed from the command line, and rotated with its keys under the passphrase", async () => {
  await using server = startPostern(["serve", "--data-dir", dataDir, "--listen", "127.0.0.1:0", "--vault-seal", "passphrase"]);
  const url = await eventually("the server listens", () => /listening on (?<url>\S+)/.exec(server.stdout())?.groups?.["url"]);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);

  const wrong = join(folder, "wrong");
  expect(await run("keys", "unseal", "--url", url, "--passphrase-file", wrong)).toMatchObject({
    code: 3,
    err: expect.stringContaining("does not open"),
  });
  expect(await run("keys", "unseal", "--url", url, "--passphrase-file", said)).toMatchObject({ code: 0, out: "unsealed\n" });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(await run("keys", "unseal", "--url", url, "--passphrase-file", said)).toMatchObject({ code: 5 });
  expect(await run("keys", "rotate", ...under())).toMatchObject({ code: 0, out: expect.stringContaining("made the key of term 2") });
});

test("where no server answers that is said", async () => {
  expect(await run("keys", "unseal", "--url", "http://127.0.0.1:9", "--passphrase-file", said)).toMatchObject({
    code: 6,
    err: expect.stringContaining("No server answers"),
  });
});

test("another passphrase takes the place of the old one", async () => {
  const next = join(folder, "next");
  await writeFile(next, "quite another passphrase\n", { mode: 0o600 });

  expect(await run("keys", "seal", "passphrase", "--new-passphrase-file", next, ...under())).toMatchObject({ code: 0 });

  expect(await run("keys", "list", ...under())).toMatchObject({ code: 3 });
  said = next;
  expect(await run("keys", "list", ...under())).toMatchObject({ code: 0 });
});

test("into the environment and back into a file: a new key is used from the next start on, and a file of other keys is not written over", async () => {
  const out = join(folder, "environment");
  expect(await run("keys", "seal", "environment", ...under())).toMatchObject({ code: 2, err: expect.stringContaining("--out") });
  expect(await run("keys", "seal", "environment", "--new-term", "--out", out, ...under())).toMatchObject({ code: 0 });
  expect((await stat(out)).mode & 0o777).toBe(0o600);

  const environment = { POSTERN_VAULT_KEYS: (await readFile(out, "utf8")).trim() };
  {
    const words = ["serve", "--data-dir", dataDir, "--listen", "127.0.0.1:0", "--vault-seal", "environment"];
    await using server = startPostern(words, environment);
    await eventually("the server listens", () => server.stdout().includes("listening on"));
  }
  process.env["POSTERN_VAULT_KEYS"] = environment.POSTERN_VAULT_KEYS;
  const listed = await run("keys", "list", "--vault-seal", "environment");
  expect(listed.out).toMatch(/ 3 {2}active/);
  expect(process.env["POSTERN_VAULT_KEYS"]).toBeUndefined();

  // The file under the passphrase lacks the third key now: it would stop a start, and says which key is missing.
  expect(await run("keys", "verify", ...under())).toMatchObject({ code: 2, err: expect.stringContaining("term 3 is missing") });
  process.env["POSTERN_VAULT_KEYS"] = environment.POSTERN_VAULT_KEYS;
  expect(await run("keys", "seal", "key-file", "--vault-seal", "environment")).toMatchObject({ code: 0 });
  expect(await run("keys", "verify")).toMatchObject({ code: 0 });

  await writeFile(join(dataDir, "keys", "vault.key"), otherKeys, { mode: 0o600 });
  process.env["POSTERN_VAULT_KEYS"] = environment.POSTERN_VAULT_KEYS;
  expect(await run("keys", "seal", "key-file", "--vault-seal", "environment")).toMatchObject({
    code: 5,
    err: expect.stringContaining("other keys"),
  });
});

/** A key file of an installation that does not exist: that of SPEC.md, section 11. */
const otherKeys = `postern-key-file 1
key 1 active 2026-01-02T03:04:05.678Z ZhLFL6mjcRadzM+Sqs/f2TxsFfanaFnkSkoxPKOx2gY= 5c866f212345566d
end 1
`;
