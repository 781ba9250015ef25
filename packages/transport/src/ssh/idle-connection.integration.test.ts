import { eventually } from "@postern/testing";
import { expect, onTestFinished, test } from "vitest";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";

test("a connection ends that nobody uses, is made again for the next, and stays while a program runs or a file is open", async () => {
  const scene = await startSshScene({ account: { idleMs: 200 } });
  onTestFinished(() => scene[Symbol.asyncDispose]());
  const channel = await scene.open();
  const connection = await scene.account.connection();
  expect(scene.account.isAtRest).toBe(false);

  await eventually("the connection is over", () => connection.over.aborted);
  expect(scene.account.isAtRest).toBe(true);

  // As long as several looks at it.
  const slept = await channel.run({ words: ["sleep", "1"], timeoutMs: 30_000 });
  await using reading = await channel.openRead("/etc/passwd");
  const held = await scene.account.connection();
  await channel.run({ words: ["sleep", "0.1"], timeoutMs: 30_000 });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect([slept.exitCode, held.over.aborted, scene.account.isAtRest]).toEqual([0, false, false]);

  await reading[Symbol.asyncDispose]();
  await eventually("the connection is over", () => held.over.aborted);
});

test("a connection stays while SFTP is opened in it, however long that takes, and for the file that is read then", async () => {
  const settings = ["Subsystem sftp sleep 1; exec /usr/lib/openssh/sftp-server"];
  const scene = await startSshScene({ account: { idleMs: 200 }, hasSftp: false, settings });
  onTestFinished(() => scene[Symbol.asyncDispose]());
  const channel = await scene.open();
  const connection = await scene.account.connection();

  await using reading = await channel.openRead("/etc/passwd");

  expect([connection.over.aborted, reading.file.sizeBytes > 0, scene.lent()]).toEqual([false, true, 1]);
});
