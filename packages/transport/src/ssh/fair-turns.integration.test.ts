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

test("at most eight channels are open in the one connection of an account, SFTP among them, whatever is asked of it", async () => {
  const scene = await startSshScene();
  onTestFinished(() => scene[Symbol.asyncDispose]());
  const opened = await Promise.all(Array.from({ length: 5 }, () => scene.open(scene.home)));
  const { client } = await scene.account.connection();
  const { _channels } = (client as unknown as { readonly _chanMgr: { readonly _channels: object } })._chanMgr;
  let most = 0;
  const looking = setInterval(() => (most = Math.max(most, Object.keys(_channels).length)), 1);

  const all = opened.flatMap((channel) => [
    ...Array.from({ length: 10 }, () => channel.run({ words: ["sleep", "0.1"], timeoutMs: 600_000 })),
    ...Array.from({ length: 10 }, () => channel.run({ words: ["true"], timeoutMs: 600_000, isQuestion: true })),
    channel.readFile("/etc/passwd"),
  ]);
  await Promise.all(all);
  clearInterval(looking);

  expect([most, scene.lent()]).toEqual([8, 1]);
});
