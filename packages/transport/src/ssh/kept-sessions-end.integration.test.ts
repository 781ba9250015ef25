import { execFile } from "node:child_process";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { eventually } from "@postern/testing";
import { describe, expect, test } from "vitest";

import { answererOf, ask, isThere, parent, pidIn, start, temporary, timeoutMs } from "./testing/questions.fixture.ts";

describe("a kept session is left", () => {
  test("when its question took too long, with all that it had started", async () => {
    const channel = await (await start()).open(await temporary());
    const before = await answererOf(channel);
    const path = join(channel.peer.workDir, "pid");

    await expect(ask(channel, "trap '' TERM; sleep 300 & echo $! >pid; wait; wait", { timeoutMs: 2_000 })).rejects.toMatchObject({
      code: "command.timeout",
      message: "sh took longer than 2 s and was ended.",
    });

    const pid = await pidIn(path);
    await eventually("its child is gone", async () => !(await isThere(pid)));
    await eventually("the answerer is gone", async () => !(await isThere(before)));
    expect(await answererOf(channel)).not.toBe(before);
  });

  test("when nobody wants the answer any more", async () => {
    const scene = await start();
    const [leaving, staying] = [await scene.open(await temporary()), await scene.open()];
    const before = await answererOf(leaving);
    const asked = ask(leaving, "echo $$ >pid; sleep 300").catch((error: unknown) => error);
    const pid = await pidIn(join(leaving.peer.workDir, "pid"));

    await leaving[Symbol.asyncDispose]();

    expect(await asked).toMatchObject({ code: "agent.gone" });
    await eventually("the program is gone", async () => !(await isThere(pid)));
    expect(await answererOf(staying)).not.toBe(before);
  });

  test("when a program was not there: what the account sees may change", async () => {
    const channel = await (await start()).open(await temporary());
    const before = await answererOf(channel);
    const missing = (words: readonly [string], more = {}) => channel.run({ words, timeoutMs, isQuestion: true, ...more });

    await expect(missing(["no-such-program"])).rejects.toMatchObject({ code: "command.not_started", message: /no such program/ });
    const second = await answererOf(channel);
    await expect(missing(["true"], { workDir: "/no/such\nfolder" })).rejects.toMatchObject({ code: "command.not_started" });
    const third = await answererOf(channel);

    expect(new Set([before, second, third]).size).toBe(3);
  });

  test("when it has rested long enough, and when it has become old", async () => {
    const [resting, aging] = await Promise.all([start({ account: { keptRestMs: 100 } }), start({ account: { keptAgeMs: 1 } })]);
    const [restingChannel, agingChannel] = await Promise.all([resting.open(), aging.open()]);

    const rested = await answererOf(restingChannel);
    const answerers = [await answererOf(agingChannel), await answererOf(agingChannel)];

    await eventually("it is gone", async () => !(await isThere(rested)));
    expect(new Set(answerers).size).toBe(2);
    expect(await answererOf(restingChannel)).not.toBe(rested);
  });

  test("when somebody else needs its place", async () => {
    // One more than we take: a session that has just ended may count for a while.
    const scene = await start({ settings: ["MaxSessions 3"], hasSftp: false, account: { maxSessions: 2 } });
    const channel = await scene.open(await temporary());
    const both = await Promise.all([ask(channel, `${parent}; sleep 0.2`), ask(channel, `${parent}; sleep 0.2`)]);
    // Each waits for the other.
    const words = ["sh", "-c", 'touch "$0"; until [ "$(ls | wc -l)" -ge 2 ]; do sleep 0.05; done'] as const;

    const answers = await Promise.all(["one", "two"].map((name) => channel.run({ words: [...words, name], timeoutMs })));

    expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const answerers = both.map(({ stdout }) => stdout);
    expect(new Set(answerers).size).toBe(2);
    for (const answerer of answerers) await eventually("it has made room", async () => !(await isThere(answerer)));
  });

  test("when files need it, which go through SFTP then", async () => {
    const scene = await start({ settings: ["MaxSessions 2", "LogLevel VERBOSE"] });
    const channel = await scene.open();
    await Promise.all([ask(channel, "sleep 0.2"), ask(channel, "sleep 0.2")]);

    await channel.readFile("/etc/passwd");

    expect(scene.sshd.log()).toContain("Starting session: subsystem 'sftp'");
    expect(await ask(channel, "echo on")).toMatchObject({ stdout: "on\n" });
  });

  test("with its connection, which nobody uses while it rests", async () => {
    const scene = await start({ account: { idleMs: 300 } });
    const answerer = await answererOf(await scene.open());
    const { over } = await scene.account.connection();

    await eventually("the connection is over", () => over.aborted);
    await eventually("the answerer is gone", async () => !(await isThere(answerer)));
  });
});

describe("where a kept session is no use", () => {
  test.each([
    ["there is no perl", "rm perl"],
    ["perl does not start", "printf '#!/no/such/program' >perl"],
    ["perl fails", "printf '#!/bin/sh\\necho broken; exit 1' >perl"],
    ["perl never begins", "printf '#!/bin/sh\\necho >>$HOME/begun; exec sleep 300' >perl"],
    ["perl is told what to load", "echo 'export PERL5OPT=-MNoSuchModule' >>rc"],
  ])("because %s, questions have sessions of their own", async (_why, spoil) => {
    const bin = await temporary();
    const scene = await start();
    const programs = "sh sleep id uname printf env true rm";
    const make = `cd ${bin}; for p in ${programs}; do ln -s "$(command -v $p)" .; done; ln -s /usr/bin/perl perl; echo "PATH=${bin}" >rc; rm perl; : >perl; chmod +x perl; ${spoil}`;
    await promisify(execFile)("sh", ["-c", make]);
    await copyFile(join(bin, "rc"), join(scene.home, ".bashrc"));
    const channel = await scene.open();

    const answers = await Promise.all([ask(channel, "printf one"), ask(channel, "printf two")]);
    const parents = [await answererOf(channel), await answererOf(channel)];

    expect(answers.map(({ stdout }) => stdout)).toEqual(["one", "two"]);
    expect(new Set(parents).size).toBe(2);
    // One place is spent on finding out, and not one by each who asks.
    expect(await readFile(join(scene.home, "begun"), "utf8").catch(() => "")).toMatch(/^\n?$/);
  });

  test("because something ends it, its question is unclear and not asked again, and the next ones are answered", async () => {
    const channel = await (await start()).open(await temporary());
    const script = 'echo asked >>asked; kill -9 "$PPID"; sleep 3';

    await expect(ask(channel, script)).rejects.toMatchObject({ code: "agent.gone" });
    const parents = [await answererOf(channel), await answererOf(channel)];

    expect(await readFile(join(channel.peer.workDir, "asked"), "utf8")).toBe("asked\n");
    expect(new Set(parents).size).toBe(2);
  });

  test.each(["TERM", "HUP"])("because somebody ends it by %s, its program is ended with it", async (signal) => {
    const channel = await (await start()).open(await temporary());
    const answerer = await answererOf(channel);
    const asked = ask(channel, "trap '' TERM; echo $$ >pid; sleep 300; sleep 300").catch((error: unknown) => error);
    const pid = await pidIn(join(channel.peer.workDir, "pid"));

    process.kill(answerer, `SIG${signal}`);

    expect(await asked).toMatchObject({ code: "agent.gone" });
    await eventually("the program is gone", async () => !(await isThere(pid)));
  });

  test("because the host is gone, its question is unclear, is ended over there, and the next is answered when it is back", async () => {
    const scene = await start();
    const channel = await scene.open(await temporary());
    await answererOf(channel);
    const asked = ask(channel, "echo $$ >pid; sleep 300").catch((error: unknown) => error);
    const pid = await pidIn(join(channel.peer.workDir, "pid"));

    await scene.sshd.kill();

    expect(await asked).toMatchObject({ code: "agent.gone" });
    await eventually("the program is gone", async () => !(await isThere(pid)));
    await scene.sshd.restart();
    expect(await eventually("it is reached again", () => ask(channel, "echo back").catch(() => undefined))).toMatchObject({
      stdout: "back\n",
    });
  });

  test("because a program prints without end, nobody is kept busy", async () => {
    const channel = await (await start()).open();
    const flood = ask(channel, "head -c 20000000 /dev/zero; echo done >&2; yes", { timeoutMs: 2_500, maxOutputBytes: 100 });

    await expect(flood).rejects.toMatchObject({ code: "command.timeout" });
    expect(await ask(channel, "head -c 20000000 /dev/zero; echo on >&2", { maxOutputBytes: 3 })).toEqual({
      ...{ exitCode: 0, stdout: "\0\0\0", stderr: "on\n", isCut: true },
    });
  });
});
