import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";

test("a channel that is closed waits for a free session no longer, and what it asked for never happens", async () => {
  const scene = await startSshScene({ account: { maxSessions: 1 } });
  const folder = await mkdtemp(join(tmpdir(), "postern-ssh-waiting-"));
  onTestFinished(async () => {
    await scene[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const [channel, waiting] = await Promise.all([scene.open(folder), scene.open(folder)]);
  const long = channel.run({ words: ["sleep", "300"], timeoutMs: 600_000 }).catch((error: unknown) => error);
  const queued = waiting.run({ words: ["touch", "touched"], timeoutMs: 600_000 }).catch((error: unknown) => error);

  await waiting[Symbol.asyncDispose]();

  expect(await queued).toMatchObject({ code: "agent.gone" });
  await channel[Symbol.asyncDispose]();
  expect(await long).toMatchObject({ code: "agent.gone" });
  expect(await readdir(folder)).toEqual([]);
});
