import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, lutimes, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Operation, RunOperation, ValueOf } from "@postern/agent-protocol";
import { ensureDebianPackages, eventually } from "@postern/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { thenCleanFolders, parsePiece, performInShell, splitScript } from "./index.ts";
import type { ShellPort, ShellScript, ShellWay } from "./index.ts";

const newToken = (): string => randomUUID().replaceAll("-", "");
/** So small that larger files are fetched in pages, and longer scripts travel in pieces. */
const smallPage = 64 * 1024;
const smallCommand = 60_000;

interface ShellKind {
  readonly name: string;
  /** Puts an `sh` into a folder, and gives the PATH that has it first. */
  readonly prepare: (folder: string) => Promise<string>;
}

const kinds: readonly ShellKind[] = [
  { name: "dash", prepare: (folder) => linked(folder, "dash") },
  { name: "bash", prepare: (folder) => linked(folder, "bash") },
  {
    name: "busybox, and no other program",
    prepare: async (folder) => {
      await ensureDebianPackages(["busybox"]);
      execFileSync("busybox", ["--install", "-s", folder]);
      return folder;
    },
  },
];

async function linked(folder: string, shell: string): Promise<string> {
  await symlink(execFileSync("which", [shell]).toString().trim(), join(folder, "sh"));
  return `${folder}:${process.env["PATH"] ?? ""}`;
}

/** Runs scripts as the incumbent's agent does: `sh -c` with one argument, stderr merged, in front of it what a login prints. */
function noisyShell(env: Readonly<Record<string, string | undefined>>, folder: string): ShellPort {
  const runOne = ({ text, call }: ShellScript): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      const words = ["-c", ["exec 2>&1; echo Welcome; nothing", text, call].join("\n")];
      const child = spawn(join(folder, "sh"), words, { env });
      const parts: Buffer[] = [];
      child.stdout.on("data", (bytes: Buffer) => parts.push(bytes));
      child.once("error", reject);
      child.once("close", () => resolve(Buffer.concat(parts)));
    });
  return {
    run: async (script) => {
      if (script.text.length < smallCommand) return runOne(script);
      const token = newToken();
      const { pieces, last } = splitScript(script, { token, maxChars: smallCommand });
      for (const piece of pieces) parsePiece(await runOne(piece), token);
      return runOne(last);
    },
  };
}

// The suite of the port runs over the gateway of the incumbent's agent. Here is what may differ from shell to shell.
describe.each(kinds)("in a shell: $name", ({ prepare }) => {
  let base = "";
  let workDir = "";
  let temporary = "";
  let way: ShellWay & { readonly workDir: string };
  const perform = <Asked extends Operation>(operation: Asked, timeoutMs = 30_000): Promise<ValueOf<Asked["kind"]>> =>
    performInShell(way, operation, { timeoutMs });
  const run = (words: RunOperation["words"], more: Partial<RunOperation> = {}): Promise<ValueOf<"run">> =>
    perform({ kind: "run", words, ...more });

  beforeAll(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), "postern-shell-")));
    const bin = join(base, "bin");
    temporary = join(base, `tmp "dir"`);
    workDir = join(base, "wörk 'dir'");
    await Promise.all([bin, temporary, workDir].map((folder) => mkdir(folder)));
    const env = { PATH: await prepare(bin), HOME: base, TMPDIR: temporary };
    way = { shell: noisyShell(env, bin), newToken, pageBytes: smallPage, workDir };
    return () => rm(base, { recursive: true, force: true });
  });

  test("words, stdin, both outputs, exit code, signal and folder come as they are", async () => {
    const words = await run(["printf", "%s|", "$HOME", "a b", "*", "'; false", "", "ü\n"]);
    const both = await run(["sh", "-c", "cat; echo err >&2; exit 7"], { stdin: "grüße\n" });
    const killed = await run(["sh", "-c", "kill -9 $$"]);
    const folder = await run(["pwd"]);

    expect(words).toEqual({ exitCode: 0, stdout: "$HOME|a b|*|'; false||ü\n|", stderr: "", isCut: false });
    expect(both).toEqual({ exitCode: 7, stdout: "grüße\n", stderr: "err\n", isCut: false });
    expect(killed).toEqual({ exitCode: 137, stdout: "", stderr: "", isCut: false });
    expect(folder.stdout).toBe(`${workDir}\n`);
  });

  test("INT and QUIT mean to a program what they mean elsewhere", async () => {
    const result = await run(["sh", "-c", 'trap "echo int" INT; trap "echo quit" QUIT; kill -INT $$; kill -QUIT $$']);

    expect(result.stdout).toBe("int\nquit\n");
  });

  test("output beyond the limit is dropped, and fills nothing", async () => {
    const flood = await run(["sh", "-c", "head -c 30000000 /dev/zero; echo done >&2"], { maxOutputBytes: 100_000 });
    const exact = await run(["sh", "-c", "head -c 1000 /dev/zero"], { maxOutputBytes: 1000 });

    expect(flood).toMatchObject({ exitCode: 0, stderr: "done\n", isCut: true });
    expect(flood.stdout).toHaveLength(100_000);
    expect(exact).toMatchObject({ isCut: false });
    expect(exact.stdout).toHaveLength(1000);
  });

  test("what cannot be started is told apart", async () => {
    await writeFile(join(base, "plain"), "text", { mode: 0o600 });
    const outcomes = await Promise.allSettled([
      run(["no-such-program"]),
      run(["/no/such/program"]),
      run([join(base, "plain")]),
      run(["true"], { workDir: join(base, "missing") }),
      run(["-x"]),
      run(["sh", "-c", "exit 127"]),
    ]);

    expect(outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value.exitCode : String(outcome.reason)))).toEqual([
      expect.stringContaining("no such program"),
      expect.stringContaining("no such program"),
      expect.stringContaining("not executable"),
      expect.stringContaining("no such folder"),
      expect.stringContaining("no such program"),
      127,
    ]);
  });

  test("the whole group of a program is ended at its deadline, TERM or not", async () => {
    const script = 'trap "" TERM; sleep 301 & echo $! >"$1"; while :; do sleep 1; done';
    const pidPath = join(base, "pid");

    await expect(perform({ kind: "run", words: ["sh", "-c", script, "sh", pidPath] }, 1000)).rejects.toMatchObject({
      code: "command.timeout",
    });

    const pid = (await readFile(pidPath, "utf8")).trim();
    await eventually("the child is gone", () =>
      readFile(`/proc/${pid}/stat`, "utf8").then(
        (line) => / Z /.test(line),
        () => true,
      ),
    );
  });

  test("files of any bytes and names are written, read, listed and looked at", async () => {
    const folder = join(workDir, "a", "-b\nc");
    const path = join(folder, "-n ü\n*");
    const bytes = Uint8Array.from({ length: 150_001 }, (_, index) => (index * 7) % 256);

    await perform({ kind: "makeDirectory", path: folder, mode: 0o750 });
    await perform({ kind: "write", path, bytes, mode: 0o640 });
    await symlink(path, join(folder, "link"));
    const chunk = await perform({ kind: "read", path, offset: 3, maxBytes: 149_000 });
    const end = await perform({ kind: "tail", path, maxBytes: 2 });
    const found = await perform({ kind: "stat", path });
    const listed = await perform({ kind: "list", path: folder });

    const truth = await stat(path);
    expect(Buffer.compare(chunk.bytes, bytes.subarray(3, 149_003))).toBe(0);
    expect(end).toEqual({ offset: 149_999, bytes: bytes.subarray(149_999), fileSizeBytes: 150_001 });
    expect(found.stat).toMatchObject({ kind: "file", sizeBytes: 150_001, mode: 0o640, isWritable: true });
    // To the second where the cluster's stat knows no fractions.
    expect(Math.floor((found.stat?.modifiedAt ?? 0) / 1000)).toBe(Math.floor(truth.mtimeMs / 1000));
    expect(listed.entries).toEqual([
      { name: "-n ü\n*", kind: "file" },
      { name: "link", kind: "file" },
    ]);
    expect((await stat(folder)).mode & 0o777).toBe(0o750);
  });

  test("a folder below one that hands on its group does so too", async () => {
    const project = join(workDir, "project");
    await mkdir(project);
    await chmod(project, 0o2775);

    await perform({ kind: "makeDirectory", path: join(project, "work"), mode: 0o770 });

    expect((await stat(join(project, "work"))).mode & 0o7777).toBe(0o2770);
  });

  test("what is not there is not found, and what may not be is refused", async () => {
    const [nothing, file] = [join(base, "nothing"), join(base, "file")];
    await writeFile(file, "x");
    const outcomes = await Promise.allSettled([
      perform({ kind: "read", path: nothing, offset: 0, maxBytes: 10 }),
      perform({ kind: "list", path: nothing }),
      perform({ kind: "read", path: base, offset: 0, maxBytes: 10 }),
      perform({ kind: "list", path: file }),
      perform({ kind: "write", path: join(nothing, "file"), bytes: new Uint8Array(1) }),
      perform({ kind: "write", path: base, bytes: new Uint8Array(1) }),
      perform({ kind: "makeDirectory", path: join(file, "below") }),
    ]);
    const gone = await Promise.all([perform({ kind: "stat", path: nothing }), perform({ kind: "stat", path: join(file, "below") })]);

    const codes = outcomes.map((outcome) => (outcome.status === "rejected" ? (outcome.reason as { code: string }).code : "fine"));
    expect(codes).toEqual(["file.not_found", "file.not_found", ...Array.from({ length: 5 }, () => "file.failed")]);
    expect(gone).toEqual([{ stat: null }, { stat: null }]);
  });

  test("a folder that only leads to another is not taken for the one that holds a script", async () => {
    const token = newToken();
    const [elsewhere, ran, link] = [join(base, "elsewhere"), join(base, "ran"), join(temporary, `.postern-${token}`)];
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, "script"), `postern() { : >"${ran}"; }`);
    await symlink(elsewhere, link);
    const { last } = splitScript({ text: "", call: "postern" }, { token, maxChars: smallCommand });

    const answer = await way.shell.run(last, 10_000);
    await rm(link);

    expect(() => {
      parsePiece(answer, token);
    }).toThrow("Nothing can be run");
    expect(await readdir(base)).not.toContain("ran");
  });

  test("what a broken connection left is removed: our own, if it is old, and nothing else", async () => {
    const long = new Date(Date.now() - 2 * 86_400_000);
    const [broken, young, link] = [newToken(), newToken(), newToken()];
    for (const token of [broken, young]) {
      const [piece] = splitScript({ text: "postern() { :; }", call: "postern" }, { token, maxChars: smallCommand }).pieces;
      parsePiece(await way.shell.run(piece ?? expect.fail("a script in no pieces"), 10_000), token);
    }
    const others = ["named", "0".repeat(31), "A".repeat(32)].map((name) => join(temporary, `.postern-${name}`));
    const precious = join(base, "precious");
    for (const folder of [...others, precious]) await mkdir(folder);
    await symlink(precious, join(temporary, `.postern-${link}`));
    await symlink(precious, join(temporary, `.postern-${broken}`, "link"));
    await lutimes(join(temporary, `.postern-${link}`), long, long);
    await writeFile(join(precious, "kept"), "x");
    for (const folder of [...others, precious, join(temporary, `.postern-${broken}`)]) await utimes(folder, long, long);
    const before = await readdir(temporary);

    expect(await run(["sh", "-c", thenCleanFolders, "sh", "echo", "name"])).toMatchObject({ exitCode: 0, stdout: "name\n" });

    const kept = before.filter((name) => name !== `.postern-${broken}`).toSorted();
    await eventually("the old one is gone", async () => JSON.stringify((await readdir(temporary)).toSorted()) === JSON.stringify(kept));
    expect(await readdir(precious)).toEqual(["kept"]);
    for (const name of kept) await rm(join(temporary, name), { recursive: true });
  });

  test("a write removes what a killed one left beside it: its own, if it is old, and nothing else", async () => {
    const long = new Date(Date.now() - 2 * 86_400_000);
    const folder = join(base, "unfinished");
    await mkdir(folder);
    const at = (name: string): string => join(folder, name);
    const [old, young, link, below, other] = ["0", "1", "2", "3", "x"].map((digit) => at(`.postern-${digit.repeat(32)}.tmp`));
    for (const path of [old, young, other, at("precious")]) await writeFile(path ?? "", "x");
    await mkdir(below ?? "");
    await symlink("precious", link ?? "");
    await lutimes(link ?? "", long, long);
    for (const path of [old, below, other, at("precious")]) await utimes(path ?? "", long, long);
    const kept = (await readdir(folder)).filter((name) => at(name) !== old);

    await perform({ kind: "write", path: at("written"), bytes: new Uint8Array(1) });

    expect((await readdir(folder)).toSorted()).toEqual([...kept, "written"].toSorted());
  });

  test("nothing is left in the folder for temporary files", async () => {
    await eventually("the folder is empty", async () => (await readdir(temporary)).length === 0);
  });
});
