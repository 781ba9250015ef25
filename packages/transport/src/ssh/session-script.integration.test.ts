import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { describe, expect, onTestFinished, test } from "vitest";

import { renderOperation } from "../shell/render-operation.ts";
import type { ShellCommand } from "../shell/shell-port.ts";
import { renderSession } from "./session-script.ts";

const token = "0123456789abcdef";
const broken = "#!/bin/sh\nhead -c 8 | /usr/bin/base64 -d\nexit 1\n";
const stdin = new TextEncoder().encode("whole and sound, ".repeat(20_000));

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "postern-session-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** As a server of SSH starts it: in a process group of its own, with a stdin that stays. */
async function runIn(shell: string, command: ShellCommand, path: string): Promise<string> {
  const child = spawn(shell, ["-s"], { detached: true, stdio: ["pipe", "pipe", "ignore"], env: { PATH: path } });
  child.stdin.write(renderSession(command, token));
  child.stdin.on("error", () => undefined);
  const printed = await text(child.stdout);
  child.stdin.destroy();
  return printed;
}

describe.each(["dash", "bash"])("a session's script in %s", (shell) => {
  test("never lets a stdin that broke off look whole, to a program or a file", async () => {
    const folder = await makeFolder();
    await mkdir(join(folder, "bin"));
    await writeFile(join(folder, "bin", "base64"), broken);
    await chmod(join(folder, "bin", "base64"), 0o755);
    await writeFile(join(folder, "kept"), "old");
    const path = `${join(folder, "bin")}:/usr/bin:/bin`;
    const command = { workDir: folder, stdin, timeoutMs: 30_000, maxOutputBytes: 1_000 };
    const replace = renderOperation({ kind: "write", path: join(folder, "kept"), bytes: stdin }, { ...command, token });

    const outputs = [
      await runIn(shell, { ...command, words: ["sh", "-c", "cat >/dev/null; : >ended"] }, path),
      await runIn(shell, replace, path),
    ];

    expect(outputs).toEqual(outputs.map(() => expect.stringMatching(new RegExp(`\n${token} short\n`))));
    expect(await readdir(folder)).not.toContain("ended");
    expect(await readFile(join(folder, "kept"), "utf8")).toBe("old");
  });

  test("lets a program end that wants no more of its stdin", async () => {
    const command = { words: ["head", "-c", "5"], workDir: "/", stdin, timeoutMs: 30_000, maxOutputBytes: 1_000 } as const;

    expect(await runIn(shell, command, "/usr/bin:/bin")).toBe(`\n${token} begin\nwhole\n${token} done 0\n`);
  });

  test("replaces no file by fewer bytes than were sent", async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, "kept"), "old");
    const wish = { workDir: folder, timeoutMs: 30_000, token };
    const replace = renderOperation({ kind: "write", path: join(folder, "kept"), bytes: stdin }, wish);

    const printed = await runIn(shell, { ...replace, stdin: stdin.subarray(1) }, "/usr/bin:/bin");

    expect(printed).toContain(`\n${token} done 3\n`);
    expect(await readdir(folder)).toEqual(["kept"]);
    expect(await readFile(join(folder, "kept"), "utf8")).toBe("old");
  });
});
