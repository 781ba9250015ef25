import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";

const trusting = { judge: () => Promise.resolve("known" as const), algorithmsOf: () => Promise.resolve([]) };
/** Unhindered, it is some hundred megabytes in a second. */
const mostBytes = 100_000_000;

/** A host whose bytes to us are counted; its login shell prints without end once there is a file `flood`. */
async function startFloodingScene(yes: string) {
  let bytes = 0;
  const scene = await startSshScene({
    hostKeys: trusting,
    account: { connectTimeoutMs: 1_500 },
    port: (sshd) => {
      const server = createServer((near) => {
        const far = connect(sshd.port, "127.0.0.1");
        for (const socket of [near, far]) socket.on("error", () => undefined);
        far.on("data", (piece: Buffer) => (bytes += piece.length));
        near.pipe(far).pipe(near);
      });
      return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.unref().address() as AddressInfo).port)));
    },
  });
  onTestFinished(() => scene[Symbol.asyncDispose]());
  await writeFile(join(scene.home, ".bashrc"), `[ -e "$HOME/flood" ] && exec ${yes}\n`);
  return { scene, flood: () => writeFile(join(scene.home, "flood"), ""), bytes: () => bytes };
}

test("a login shell that prints without end keeps nobody busy: neither who greets its host, nor who asks there", async () => {
  const [greeted, ...asked] = await Promise.all(["yes", "yes", "yes >&2"].map(startFloodingScene));
  const channels = await Promise.all(asked.map(({ scene }) => scene.open(scene.home)));
  for (const each of [greeted, ...asked]) await each?.flood();
  const busy = channels.map((channel) => channel.run({ words: ["touch", "asked"], timeoutMs: 1_000, isQuestion: true }));

  const outcomes = await Promise.allSettled([greeted?.scene.open(), ...busy]);

  expect(outcomes).toMatchObject(["command.timeout", "agent.busy", "agent.busy"].map((code) => ({ reason: { code } })));
  for (const each of [greeted, ...asked]) expect(each?.bytes()).toBeLessThan(mostBytes);
});
