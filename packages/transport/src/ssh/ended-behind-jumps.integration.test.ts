import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { eventually } from "@postern/testing";
import { expect, onTestFinished, test } from "vitest";

import { isThere, pidIn } from "./testing/questions.fixture.ts";
import { startSshScene } from "./testing/ssh-scene.fixture.ts";
import type { SshSceneOptions } from "./testing/ssh-scene.fixture.ts";

/** Nothing but what the hosts say ends a connection in time. */
const never = { keepAliveMs: 3_600_000, idleMs: 3_600_000, connectTimeoutMs: 3_600_000 };

async function start(options: SshSceneOptions) {
  const scene = await startSshScene({ account: never, ...options });
  onTestFinished(() => scene[Symbol.asyncDispose]());
  return scene;
}

test.each([
  ["the login node", 2],
  ["the last jump host", 1],
  ["the first jump host", 0],
])("a connection through jump hosts is over as soon as %s is dead", async (_which, place) => {
  const scene = await start({ jumps: 2 });
  const { over } = await scene.account.connection();

  await [...scene.jumps, scene.sshd][place]?.kill();

  await eventually("it is over", () => over.aborted);
});

test("a jump host that dies while a command runs: that is unclear and ended over there, the next names the jump host, and it comes back", async () => {
  const scene = await start({ jumps: 1, account: { ...never, connectTimeoutMs: 20_000 } });
  const [gate] = scene.jumps;
  const channel = await scene.open(scene.home);
  const running = channel.run({ words: ["sh", "-c", "echo $$ >pid; sleep 300"], timeoutMs: 600_000 }).catch((error: unknown) => error);
  const pid = await pidIn(join(scene.home, "pid"));

  await gate?.kill();

  expect(await running).toMatchObject({ code: "agent.gone" });
  await expect(channel.stat("/")).rejects.toMatchObject({
    code: "ssh.unreachable",
    message: expect.stringMatching(/^The jump host /) as string,
  });
  await eventually("the program is gone", async () => !(await isThere(pid)));
  await gate?.restart();
  expect(await eventually("it is reached again", () => channel.stat("/").catch(() => undefined))).toMatchObject({ kind: "directory" });
});

test("a host behind a jump host that drops whoever comes is told at once, as one that is reached directly", async () => {
  const server = createServer((socket) => socket.on("error", () => undefined).end()).listen(0, "127.0.0.1");
  server.unref();
  await once(server, "listening");
  const scene = await start({ jumps: 1, port: () => (server.address() as AddressInfo).port });

  await expect(scene.open()).rejects.toMatchObject({
    code: "ssh.unreachable",
    message: expect.stringMatching(/from the jump host \S+: the connection was closed before anybody signed in\.$/) as string,
  });
});

test("whether the first host is there is not taken from a connection that only looks alive", async () => {
  const scene = await start({ jumps: 1, account: { ...never, connectTimeoutMs: 1_000 } });
  const [gate] = scene.jumps;
  const { over } = await scene.account.connection();
  await scene.account.reachFirstHost();
  await gate?.fallSilent();

  await expect(scene.account.reachFirstHost()).rejects.toMatchObject({
    code: "ssh.unreachable",
    message: expect.stringMatching(/^The jump host \S+ cannot be reached: it refused the connection\.$/) as string,
  });

  expect(over.aborted).toBe(false);
});
