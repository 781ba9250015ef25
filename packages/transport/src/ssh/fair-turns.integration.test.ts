import { SystemClock } from "@postern/runtime";
import { expect, onTestFinished, test } from "vitest";

import { openSshChannel } from "./index.ts";
import { startSshScene } from "./testing/ssh-scene.fixture.ts";

const channels = 25;
const requests = 500;
/** What the other session does while the one of John opens, runs and closes, and one of Jane's before it; by channels it would be one of each. */
const fewest = 15;

test("five hundred requests of one person over many channels do not hold up another's one, through a real sshd", async () => {
  const scene = await startSshScene({ account: { maxSessions: 2 } });
  onTestFinished(() => scene[Symbol.asyncDispose]());
  const open = (turnOf: string) => openSshChannel(scene.account, { clock: new SystemClock(), workDir: scene.home, turnOf });
  const john = await open("john");
  const ofJane = await Promise.all(Array.from({ length: channels }, () => open("jane")));
  let answered = 0;
  const all = Array.from({ length: requests }, async (_, index) => {
    await ofJane[index % channels]?.run({ words: ["true"], timeoutMs: 600_000 });
    answered += 1;
  });
  const over = Promise.allSettled(all);
  await expect.poll(() => answered, { timeout: 60_000 }).toBeGreaterThan(0);

  const before = answered;
  await john.run({ words: ["true"], timeoutMs: 600_000 });
  const meanwhile = answered - before;

  expect(meanwhile).toBeLessThan(fewest);
  // She gives up, or the test would take longer than it must.
  await Promise.all(ofJane.map((channel) => channel[Symbol.asyncDispose]()));
  await over;
});
