import { readFile, writeFile } from "node:fs/promises";

import type { CommandRequest, CommandResult } from "@postern/domain";
import { describe, expect, test } from "vitest";

import { eventually } from "../eventually.ts";
import type { ChannelScene } from "./scene.ts";

const patienceMs = 30_000;
type Scene = () => ChannelScene;

export function channelCommandTests(scene: Scene, { isSerial = false }: { readonly isSerial?: boolean }): void {
  describe("running commands", () => {
    answerTests(scene);
    refusalTests(scene);
    manyTest(scene);
    for (const define of isSerial ? [] : [slowTest]) define(scene);
    deadlineTests(scene);
  });
}

function run(scene: Scene, words: readonly [string, ...string[]], more: Partial<CommandRequest> = {}): Promise<CommandResult> {
  return scene().channel.run({ timeoutMs: patienceMs, ...more, words });
}

function answerTests(scene: Scene): void {
  test("words arrive as they are: no shell reads them", async () => {
    const result = await run(scene, ["printf", "%s|", "$HOME", "a b", "*", "'; false", ""]);

    expect(result).toMatchObject({ exitCode: 0, stdout: "$HOME|a b|*|'; false||", stderr: "" });
  });

  test("stdout and stderr come separately, with the exit code", async () => {
    const result = await run(scene, ["sh", "-c", "echo out; echo err >&2; exit 7"]);

    expect(result).toMatchObject({ exitCode: 7, stdout: "out\n", stderr: "err\n" });
  });

  test("a program ended by a signal answers 128 and its number", async () => {
    const result = await run(scene, ["sh", "-c", "kill -9 $$"]);

    expect(result.exitCode).toBe(137);
  });

  test("stdin is delivered whole, and a program without stdin reads its end at once", async () => {
    const text = "grüße\n".repeat(20_000);

    const given = await run(scene, ["wc", "-c"], { stdin: text });
    const none = await run(scene, ["cat"]);

    expect(given.stdout.trim()).toBe(String(Buffer.byteLength(text)));
    expect(none).toMatchObject({ exitCode: 0, stdout: "" });
  });

  test("a program that does not read its stdin is not an error", async () => {
    const result = await run(scene, ["true"], { stdin: "x".repeat(1_000_000) });

    expect(result.exitCode).toBe(0);
  });

  test("commands run in the work directory, or in the folder they name", async () => {
    const usual = await run(scene, ["pwd"]);
    const named = await run(scene, ["pwd"], { workDir: scene().folder });

    expect(usual.stdout.trim()).toBe(scene().channel.peer.workDir);
    expect(named.stdout.trim()).toBe(scene().folder);
  });

  test("the home folder is the one that commands see", async () => {
    const seen = await run(scene, ["sh", "-c", 'printf %s "$HOME"']);

    expect(await scene().channel.findHome()).toBe(seen.stdout);
  });

  test("long output is cut, and says so", async () => {
    const cut = await run(scene, ["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x; printf e >&2"], { maxOutputBytes: 1000 });
    const whole = await run(scene, ["printf", "short"], { maxOutputBytes: 1000 });

    expect(cut).toMatchObject({ exitCode: 0, stdout: "x".repeat(1000), stderr: "e", isCut: true });
    expect(whole.isCut ?? false).toBe(false);
  });
}

/** Vitest's matchers are of type any. */
const containing = (text: string): unknown => expect.stringContaining(text);

function refusalTests(scene: Scene): void {
  test("a program that does not exist is not started", async () => {
    await expect(run(scene, ["no-such-program-here"])).rejects.toMatchObject({ code: "command.not_started" });
  });

  test("a file that is not executable is not started", async () => {
    const path = `${scene().folder}/plain.txt`;
    await writeFile(path, "text", { mode: 0o600 });

    const answer = run(scene, [path]);

    await expect(answer).rejects.toMatchObject({ code: "command.not_started", message: containing(path) });
  });

  test("a missing folder is named, not taken for a missing program", async () => {
    const missing = `${scene().folder}/missing`;

    const answer = run(scene, ["true"], { workDir: missing });

    await expect(answer).rejects.toMatchObject({ code: "command.not_started", message: containing(missing) });
  });
}

function manyTest(scene: Scene): void {
  test("many commands at once get each its own answer", async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => String(index));

    const results = await Promise.all(numbers.map((number) => run(scene, ["printf", number])));

    expect(results.map((result) => result.stdout)).toEqual(numbers);
  });
}

function slowTest(scene: Scene): void {
  test("a slow command does not hold up the next one", async () => {
    const flag = `${scene().folder}/flag`;

    const slow = run(scene, ["sh", "-c", 'while [ ! -e "$1" ]; do sleep 0.05; done; echo slow', "wait", flag]);
    const quick = await run(scene, ["touch", flag]);

    expect(quick.exitCode).toBe(0);
    expect((await slow).stdout).toBe("slow\n");
  });
}

function deadlineTests(scene: Scene): void {
  test("a command that takes too long is ended, with its children", async () => {
    const pidPath = `${scene().folder}/child.pid`;
    const script = 'sleep 300 & echo $! > "$1"; wait';

    const answer = run(scene, ["sh", "-c", script, "late", pidPath], { timeoutMs: 3_000 });

    await expect(answer).rejects.toMatchObject({ code: "command.timeout" });
    await expectGone(pidPath);
  });

  test("a command that will not listen to TERM is killed", async () => {
    const pidPath = `${scene().folder}/stubborn.pid`;
    const script = 'trap "" TERM; echo $$ > "$1"; while :; do sleep 1; done';

    const answer = run(scene, ["sh", "-c", script, "stubborn", pidPath], { timeoutMs: 3_000 });

    await expect(answer).rejects.toMatchObject({ code: "command.timeout" });
    await expectGone(pidPath);
  });

  test("a child that stays behind with the output open does not delay the answer", async () => {
    const result = await run(scene, ["sh", "-c", "sleep 300 & echo $!"], { timeoutMs: 120_000 });

    const pid = Number(result.stdout);
    const wasLeftAlone = isAlive(pid);
    process.kill(pid, "SIGKILL");
    expect(result.exitCode).toBe(0);
    expect(wasLeftAlone).toBe(true);
  });
}

async function expectGone(pidPath: string): Promise<void> {
  const pid = Number(await readFile(pidPath, "utf8"));
  expect(pid).toBeGreaterThan(1);
  await eventually(`process ${String(pid)} is gone`, async () => !(await isRunning(pid)));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A zombie, ended and not yet collected by its parent, does not count. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => "");
  return status !== "" && !/\) Z /.test(status);
}
