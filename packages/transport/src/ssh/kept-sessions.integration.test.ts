import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { answererOf, ask, isThere, parent, start, temporary, timeoutMs } from "./testing/questions.fixture.ts";

describe("questions", () => {
  test("are answered by a process that stays; a command, and a question with stdin, have sessions of their own", async () => {
    const scene = await start();
    const channel = await scene.open();

    const answerers = [await answererOf(channel), await answererOf(channel), await answererOf(await scene.open())];
    const command = await channel.run({ words: ["sh", "-c", parent], timeoutMs });
    const fed = await ask(channel, `${parent}; cat`, { stdin: " fed" });
    const after = await answererOf(channel);

    expect(new Set([...answerers, after]).size).toBe(1);
    expect([command.stdout, fed.stdout]).not.toContain(String(after));
    expect(fed.stdout).toMatch(/^\d+ fed$/);
  });

  test("of file operations go to it too, and leave it as it is", async () => {
    const scene = await start({ hasSftp: false });
    const folder = await temporary();
    const channel = await scene.open(folder);
    const before = await answererOf(channel);
    await channel.makeDirectory(join(folder, "made"));
    await channel.writeFile(join(folder, "made/file"), Buffer.from("bytes\0\n\xff", "latin1"));

    const read = await channel.readFile(join(folder, "made/file"));
    const listed = await channel.list(join(folder, "made"));

    expect(Buffer.from(read.bytes).toString("latin1")).toBe("bytes\0\n\xff");
    expect(listed).toEqual([{ name: "file", kind: "file" }]);
    expect(await answererOf(channel)).toBe(before);
  });

  // `sh` is another shell on most clusters than here.
  test.each(["dash", "bash"])("have what a command has where sh is %s: environment, folder, limits, signals and files", async (shell) => {
    const bin = await temporary();
    await symlink(`/bin/${shell}`, join(bin, "sh"));
    const scene = await start();
    const lines = [`PATH=${bin}:$PATH`, "umask 027; ulimit -c 0 -n 200", "export FROM_RC='a  b\nc' t=mine w=mine", "trap '' USR1"];
    await writeFile(join(scene.home, ".bashrc"), lines.join("\n"));
    const workDir = join(await temporary(), "a folder");
    await mkdir(workDir);
    const channel = await scene.open(workDir);
    const script = String.raw`env | grep -v "^_=" | sort; pwd; umask; ulimit -a; nice; grep -E "^(Sig[BI]|Umask|Shd)" /proc/self/status
      for f in /proc/self/fd/[0-9]*; do echo "$f"; done; readlink /proc/self/fd/0; readlink /proc/self/fd/1 /proc/self/fd/2 | cut -c 1-4`;

    const own = await channel.run({ words: ["sh", "-c", script], timeoutMs, workDir: `${workDir}//./` });
    const asked = await ask(channel, script, { workDir: `${workDir}//./` });

    expect(asked).toEqual(own);
    expect(own.stdout).toMatch(new RegExp(`^PATH=${bin}:`, "m"));
    expect(own.stdout).toMatch(/^t=mine$/m);
    expect(own.stdout).toMatch(/^SigIgn:\s+0*200$/m);
  });

  test("make room for SFTP where a host opens one session: a large file needs it", async () => {
    const scene = await start({ settings: ["MaxSessions 1"] });
    const channel = await scene.open(await temporary());
    await ask(channel, "true");
    const path = join(channel.peer.workDir, "large");

    const writing = await channel.openWrite(path);
    await writing.write(Buffer.alloc(5 * 1024 * 1024));
    await writing.commit();

    expect(await channel.stat(path)).toMatchObject({ sizeBytes: 5 * 1024 * 1024 });
  });

  test("with outputs of any bytes and any length are answered as commands are", async () => {
    const channel = await (await start()).open();
    const printed = String.raw`i=0; while [ $i -lt 256 ]; do printf "\\$(printf %o $i)"; i=$((i+1)); done; head -c 300000 /dev/zero >&2`;
    const more = { maxOutputBytes: 200_000 };

    expect(await ask(channel, printed, more)).toEqual(await channel.run({ ...more, words: ["sh", "-c", printed], timeoutMs }));
  });

  test("hold up no other: many slow ones run beside each other", async () => {
    const channel = await (await start()).open(await temporary());
    // Each waits for all.
    const script = 'touch "$PPID"; until [ "$(ls | wc -l)" -ge 7 ]; do sleep 0.05; done';

    const answers = await Promise.all(Array.from({ length: 7 }, () => ask(channel, script)));

    expect(answers.map(({ exitCode }) => exitCode)).toEqual(answers.map(() => 0));
  });
});

describe("what a question leaves behind", () => {
  test("reaches no other answer: children that hold its outputs, in its group or out of it, and print later", async () => {
    const channel = await (await start()).open(await temporary());
    const before = await answererOf(channel);
    const printLater = "trap '' PIPE; until [ -e go ]; do sleep 0.02; done; echo late; echo late >&2";

    const first = await ask(channel, `(${printLater}; : >one) & setsid sh -c "${printLater}; : >two; sleep 300" & echo $!`);
    const second = await ask(channel, ": >go; until [ -e one ] && [ -e two ]; do sleep 0.02; done; echo second");

    const pid = first.stdout.trim();
    process.kill(-Number(pid), "SIGKILL");
    expect(first).toEqual({ exitCode: 0, stdout: `${pid}\n`, stderr: "" });
    expect(second).toEqual({ exitCode: 0, stdout: "second\n", stderr: "" });
    expect(await answererOf(channel)).toBe(before);
  });

  test("is left alone when the next question is ended", async () => {
    const channel = await (await start()).open();
    const { stdout } = await ask(channel, "sleep 300 & echo $!");

    await expect(ask(channel, "sleep 300", { timeoutMs: 500 })).rejects.toMatchObject({ code: "command.timeout" });
    const wasLeftAlone = await isThere(stdout.trim());

    process.kill(Number(stdout), "SIGKILL");
    expect(wasLeftAlone).toBe(true);
  });

  test("changes nothing for the next: folder, traps, limits, exit, and a pipe that does not wait", async () => {
    const channel = await (await start()).open();
    const before = await answererOf(channel);
    const look = "pwd; umask; ulimit -n; grep -E '^Sig[BI]' /proc/self/status; head -c 200000 /dev/zero | tr '\\0' x";
    const first = await ask(channel, look);

    await ask(channel, "cd /tmp; umask 0; ulimit -n 10; trap '' TERM USR2; exec >&- 2>&-; kill -STOP 0 & sleep 0.1; kill -CONT 0; exit 3");
    await channel.run({ words: ["perl", "-e", "fcntl $_, 4, 2048 for *STDIN, *STDOUT, *STDERR; kill 9, $$"], timeoutMs, isQuestion: true });
    await ask(channel, "cat; read line; exec 0>/dev/null");
    const second = await ask(channel, look);

    expect(second).toEqual(first);
    expect(await answererOf(channel)).toBe(before);
  });
});
