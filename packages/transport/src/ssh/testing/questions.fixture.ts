import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { CommandRequest, CommandResult } from "@postern/domain";
import { eventually } from "@postern/testing";
import { onTestFinished } from "vitest";

import type { SshChannel } from "../index.ts";
import { startSshScene } from "./ssh-scene.fixture.ts";
import type { SshScene, SshSceneOptions } from "./ssh-scene.fixture.ts";

export const timeoutMs = 60_000;
/** For a shell: the process that started it. */
export const parent = 'printf %s "$PPID"';

/** A scene that ends with the test. */
export async function start(options: SshSceneOptions = {}): Promise<SshScene> {
  const scene = await startSshScene(options);
  onTestFinished(() => scene[Symbol.asyncDispose]());
  return scene;
}

/** A folder that is gone with the test. */
export async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "postern-questions-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Has a shell there answer as a question. */
export function ask(channel: SshChannel, script: string, more: Partial<CommandRequest> = {}): Promise<CommandResult> {
  return channel.run({ timeoutMs, ...more, words: ["sh", "-c", script], isQuestion: true });
}

/** The process that answers questions now. */
export async function answererOf(channel: SshChannel): Promise<number> {
  return Number((await ask(channel, parent)).stdout);
}

/** Whether a process runs. */
export function isThere(pid: number | string): Promise<boolean> {
  return readFile(`/proc/${String(pid)}/stat`, "utf8").then(
    (line) => !/\) Z /.test(line),
    () => false,
  );
}

/** The number that a program has written into a file. */
export function pidIn(path: string): Promise<string> {
  return eventually("it runs", () =>
    readFile(path, "utf8").then(
      (text) => text.trim(),
      () => undefined,
    ),
  );
}
