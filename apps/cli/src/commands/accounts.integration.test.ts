import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../run-command-line.ts";

const token = /^[A-Za-z0-9+/=]{60,}$/;

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** In this process: a start of its own would cost each of these commands more time than all that it does. */
async function runPostern(words: readonly string[]): Promise<Ended> {
  const texts = { stdout: "", stderr: "" };
  const exitCode = await runCommandLine(words, { out: (text) => (texts.stdout += text), err: (text) => (texts.stderr += text) });
  return { exitCode, ...texts };
}

let folder: string;
let passwordFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-cli-"));
  passwordFile = join(folder, "password");
  await writeFile(passwordFile, "correct horse battery\nsecond line\n", { mode: 0o600 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const init = (dataDir: string, ...more: string[]): Promise<Ended> =>
  runPostern(["init", "--data-dir", dataDir, "--admin-email", "ada@example.org", "--password-file", passwordFile, ...more]);

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

describe("a data folder with an administrator", () => {
  let dataDir: string;
  let made: Ended;

  beforeAll(async () => {
    dataDir = join(folder, "data");
    made = await init(dataDir, "--token-file", join(folder, "token"));
  });

  test("is made by init, with a token that only its owner can read", async () => {
    const text = (await readFile(join(folder, "token"), "utf8")).trim();

    expect([made.exitCode, made.stderr]).toEqual([0, ""]);
    expect(made.stdout).toContain("made the administrator ada@example.org");
    expect(made.stdout).not.toContain(text);
    expect(text).toMatch(token);
    expect((await stat(join(folder, "token"))).mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).toEqual(expect.arrayContaining(["keys", "postern.db"]));
  });

  test("is not made a second time, and no file is left behind", async () => {
    const again = await init(dataDir, "--token-file", join(folder, "second-token"));

    expect(again.exitCode).toBe(5);
    expect(again.stderr).toContain("has an account already");
    expect(await exists(join(folder, "second-token"))).toBe(false);
  });

  test("takes ordinary accounts, each once", async () => {
    const words = ["user", "create", "--data-dir", dataDir, "--email", "Bob@example.org", "--password-file", passwordFile];

    const first = await runPostern(words);
    const second = await runPostern(words);

    expect([first.exitCode, first.stdout]).toEqual([0, "made the account Bob@example.org\n"]);
    expect(second.exitCode).toBe(5);
    expect(second.stderr).toContain("already exists");
  });

  test("invites somebody by a link, which is the last word of the output or in a file of its own, and makes new ones", async () => {
    const user = (command: string, ...more: string[]) =>
      runPostern(["user", command, "--data-dir", dataDir, "--email", "nina@x.org", ...more]);
    const out = join(folder, "link");
    const link = /^http:\/\/127\.0\.0\.1:8000\/setup\/[\w-]{32}$/;

    const invited = await user("invite");
    const again = await user("invite");
    const written = await user("reset-password-link", "--out", out, "--public-url", "https://postern.example.org");
    const refused = await user("reset-password-link", "--out", out);
    const unknown = await runPostern(["user", "reset-password-link", "--data-dir", dataDir, "--email", "eve@x.org"]);

    expect([invited.exitCode, invited.stdout.trim().split(/\s/).at(-1)]).toEqual([0, expect.stringMatching(link)]);
    expect([again.exitCode, again.stderr]).toEqual([5, expect.stringContaining("already exists")]);
    expect([written.exitCode, written.stdout]).toEqual([0, ""]);
    expect(await readFile(out, "utf8")).toMatch(/^https:\/\/postern\.example\.org\/setup\/[\w-]{32}\n$/);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect([refused.exitCode, unknown.exitCode]).toEqual([2, 4]);
  });

  test("disables and enables accounts, and never the last administrator", async () => {
    const user = (command: string, email: string) => runPostern(["user", command, "--data-dir", dataDir, "--email", email]);

    const answers = [await user("disable", "Bob@example.org"), await user("reset-password-link", "bob@example.org")];
    const enabled = await user("enable", "bob@example.org");
    const last = await user("disable", "ada@example.org");

    expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 5]);
    expect(answers[0]?.stdout).toBe("disabled the account Bob@example.org\n");
    expect([enabled.exitCode, enabled.stdout]).toEqual([0, "enabled the account bob@example.org\n"]);
    expect([last.exitCode, last.stderr]).toEqual([5, expect.stringContaining("last administrator")]);
  });

  test("gives tokens of a kind, with an end and bounds, and says what cannot be", async () => {
    const create = (...more: string[]) => runPostern(["token", "create", "--data-dir", dataDir, "--user", "ada@example.org", ...more]);

    const agent = await create("--name", "agent", "--access", "agent", "--expires-in-days", "30");
    const refused = [
      await create("--name", "a", "--access", "root"),
      await create("--name", "a", "--expires-in-days", "0"),
      await create("--name", "a", "--expires-in-days", "1e3"),
      await create("--name", "a", "--workspace", "alpha/genomics"),
      await create("--name", "a", "--expires-in-days", "30", "--token-max-days", "7"),
    ];

    expect([agent.exitCode, agent.stdout.trim()]).toEqual([0, expect.stringMatching(token)]);
    expect(refused.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
      [2, expect.stringContaining("full, launch, read, agent")],
      [2, expect.stringContaining("1 to 3650")],
      [2, expect.stringContaining("1 to 3650")],
      [4, expect.stringContaining("Workspace alpha/genomics not found")],
      [2, expect.stringContaining("at most 7 days")],
    ]);
  });

  test("gives tokens: as the last word of the output, or into a new file", async () => {
    const create = (name: string, ...more: string[]) =>
      runPostern(["token", "create", "--data-dir", dataDir, "--user", "ada@example.org", "--name", name, ...more]);
    const out = join(folder, "out-token");

    const printed = await create("printed");
    const written = await create("written", "--out", out);
    const again = await create("never-made", "--out", out);
    const after = await create("never-made");

    expect([printed.exitCode, printed.stdout.trim().split(/\s/).at(-1)]).toEqual([0, expect.stringMatching(token)]);
    expect([written.exitCode, written.stdout]).toEqual([0, ""]);
    expect((await readFile(out, "utf8")).trim()).toMatch(token);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining("must not exist yet")]);
    // The refused file cost no name: no token was made that nobody has.
    expect(after.exitCode).toBe(0);
  });

  test("gives no token to somebody who is not there", async () => {
    const out = join(folder, "nobodys-token");

    const answer = await runPostern(["token", "create", "--data-dir", dataDir, "--user", "eve@x.org", "--name", "n", "--out", out]);

    expect([answer.exitCode, answer.stderr]).toEqual([4, expect.stringContaining("no account for eve@x.org")]);
    expect(await exists(out)).toBe(false);
  });

  test("is well, says doctor, once everything is in place", async () => {
    const webDir = join(folder, "web");
    const flags = ["--web-dir", webDir, "--agent-dir", webDir];
    const lacking = await runPostern(["doctor", "--data-dir", dataDir, ...flags]);
    await mkdir(webDir);
    await writeFile(join(webDir, "index.html"), "");
    await writeFile(join(webDir, "postern-agent-linux-x86_64"), "");

    const well = await runPostern(["doctor", "--data-dir", dataDir, ...flags]);
    await chmod(join(dataDir, "keys", "vault.key"), 0o640);
    const open = await runPostern(["doctor", "--data-dir", dataDir, ...flags]);
    await chmod(join(dataDir, "keys", "vault.key"), 0o600);

    expect([lacking.exitCode, lacking.stdout]).toEqual([1, expect.stringMatching(/^FAIL {2}pages/m)]);
    expect([well.exitCode, well.stdout.match(/^ok /gm)?.length]).toEqual([0, 6]);
    expect([open.exitCode, open.stdout]).toEqual([1, expect.stringMatching(/FAIL {2}keys: .*chmod 600/)]);
  });
});

describe("a folder that is not there", () => {
  test.each([
    ["user", "create", "--email", "bob@x.org", "--password-file", "PASSWORD"],
    ["token", "create", "--user", "bob@x.org", "--name", "n"],
  ])("%s %s does not begin with it", async (...words) => {
    const given = words.map((word) => (word === "PASSWORD" ? passwordFile : word));

    const answer = await runPostern([...given, "--data-dir", join(folder, "misspelt")]);

    expect(answer.exitCode).toBe(5);
    expect(answer.stderr).toContain(`no account in ${join(folder, "misspelt")} yet`);
    expect(answer.stderr).toContain("./postern init");
  });

  test("doctor says so, and does not make it", async () => {
    const missing = join(folder, "nothing-here");

    const answer = await runPostern(["doctor", "--data-dir", missing]);

    expect([answer.exitCode, answer.stdout]).toEqual([1, expect.stringMatching(/^FAIL {2}data folder/)]);
    expect(await exists(missing)).toBe(false);
  });
});

describe("init refuses, and makes nothing", () => {
  test("a password file that others can read, with the cure", async () => {
    const open = join(folder, "open-password");
    await writeFile(open, "correct horse battery\n");
    await chmod(open, 0o644);
    const dataDir = join(folder, "unmade");

    const answer = await runPostern(["init", "--data-dir", dataDir, "--admin-email", "a@x.org", "--password-file", open]);

    expect([answer.exitCode, answer.stderr]).toEqual([2, expect.stringContaining(`chmod 600 ${open}`)]);
    expect(await exists(dataDir)).toBe(false);
  });

  test("a token file that exists: no account that nobody has a token of", async () => {
    const dataDir = join(folder, "half-made");
    const taken = join(folder, "taken");
    await writeFile(taken, "something else\n");

    const refused = await init(dataDir, "--token-file", taken);
    const again = await init(dataDir);

    expect([refused.exitCode, await readFile(taken, "utf8")]).toEqual([2, "something else\n"]);
    expect(again.exitCode).toBe(0);
  });
});

test("what is wrong with the settings is said in one line, with its cure", async () => {
  const config = join(folder, "postern.toml");
  await writeFile(config, 'lisen = "127.0.0.1:1"\n');

  const [unknown, missing, noFolder] = await Promise.all([
    runPostern(["serve", "--data-dir", join(folder, "never"), "--config", config]),
    runPostern(["serve", "--data-dir", join(folder, "never"), "--config", join(folder, "none.toml")]),
    runPostern(["doctor"]),
  ]);

  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining("unknown key: lisen")]);
  expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining("cannot be read")]);
  expect([noFolder.exitCode, noFolder.stderr]).toEqual([2, expect.stringContaining("--data-dir DIR")]);
  expect(unknown.stderr).not.toContain("    at ");
  expect(await exists(join(folder, "never"))).toBe(false);
});

test("words that are not understood are refused with exit 2, and help is no failure", async () => {
  const answers = [await runPostern(["serve", "--colour", "red"]), await runPostern(["init"]), await runPostern(["dance"])];
  const help = await runPostern(["token", "create", "--help"]);
  const version = await runPostern(["--version"]);

  expect(answers.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
  expect(answers.map(({ stderr }) => stderr)).toEqual([
    expect.stringContaining("--colour"),
    expect.stringContaining("--admin-email"),
    expect.stringContaining("dance"),
  ]);
  expect([help.exitCode, help.stdout]).toEqual([0, expect.stringContaining("--name")]);
  expect([version.exitCode, version.stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});
