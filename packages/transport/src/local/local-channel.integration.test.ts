import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SystemClock } from "@postern/runtime";
import { describeCommandChannel, eventually } from "@postern/testing";
import { describe, expect, onTestFinished, test } from "vitest";

import { openLocalChannel } from "./local-channel.ts";
import type { LocalChannel, LocalChannelOptions } from "./local-channel.ts";

async function open(
  options: Omit<LocalChannelOptions, "workDir" | "clock"> = {},
): Promise<{ channel: LocalChannel; close: () => Promise<void> }> {
  const workDir = await realpath(await mkdtemp(join(tmpdir(), "postern-local-channel-")));
  const channel = await openLocalChannel({ ...options, workDir, clock: new SystemClock() });
  const close = async (): Promise<void> => {
    await channel[Symbol.asyncDispose]();
    await rm(workDir, { recursive: true, force: true });
  };
  return { channel, close };
}

describeCommandChannel("LocalChannel", open);

describe("LocalChannel", () => {
  test("a work directory that does not exist is refused at once", async () => {
    await expect(openLocalChannel({ workDir: "/no/such/folder", clock: new SystemClock() })).rejects.toMatchObject({ code: "file.failed" });
  });

  test("commands see the environment that was given and nothing else", async () => {
    const { channel, close } = await open({ env: { PATH: "/usr/bin:/bin", POSTERN_TEST: "yes" } });
    onTestFinished(close);

    const { stdout } = await channel.run({ words: ["env"], timeoutMs: 30_000 });

    expect(
      stdout
        .split("\n")
        .filter((line) => line !== "")
        .toSorted(),
    ).toEqual(["PATH=/usr/bin:/bin", "POSTERN_TEST=yes"]);
  });

  test("closing ends what runs, and refuses what waits", async () => {
    const { channel, close } = await open({ maxConcurrent: 1 });
    onTestFinished(close);
    const path = `${channel.peer.workDir}/running`;
    const running = channel.run({ words: ["sh", "-c", 'echo > "$1"; sleep 300', "long", path], timeoutMs: 600_000 });
    const waiting = channel.run({ words: ["true"], timeoutMs: 600_000 });
    const outcomes = Promise.allSettled([running, waiting]);
    await eventually("the command runs", () => channel.stat(path));

    await channel[Symbol.asyncDispose]();

    expect(await outcomes).toMatchObject([{ reason: { code: "agent.gone" } }, { reason: { code: "agent.offline" } }]);
  });

  test("a NUL in a word is refused in plain words", async () => {
    const { channel, close } = await open();
    onTestFinished(close);

    await expect(channel.run({ words: ["echo", "a\0b"], timeoutMs: 30_000 })).rejects.toMatchObject({ code: "command.not_started" });
  });
});
