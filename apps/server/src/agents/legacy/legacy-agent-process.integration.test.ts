import { readdir, stat } from "node:fs/promises";

import { eventually } from "@postern/testing";
import { expect, test } from "vitest";

import { toTokenId } from "@postern/domain";
import { startLegacyScene } from "./testing/legacy-scene.ts";

const operation = { kind: "run", words: ["pwd"] } as const;
const limits = { timeoutMs: 30_000 };

test.concurrent("an agent whose connection ends comes back by itself, and the way to it lasts", async () => {
  await using scene = await startLegacyScene();
  const agent = await scene.startAgent();
  const link = scene.server.gateway.registry.link(await scene.untilServing());

  scene.server.gateway.registry.closeAll("going-away", "for the test");
  await scene.server.untilOffline("cluster");
  await scene.untilServing();

  expect((await link.request(operation, limits)).stdout.trim()).toBe(scene.workDir);
  expect(agent.exitCode).toBeUndefined();
});

test.concurrent("a token that was renewed brings the agent back, and one that has ended ends it", async () => {
  await using scene = await startLegacyScene();
  const agent = await scene.startAgent();
  await scene.untilServing();
  scene.server.gateway.registry.closeToken(toTokenId(10));
  await scene.server.untilOffline("cluster");
  await scene.untilServing();
  expect(agent.exitCode).toBeUndefined();

  scene.userStatus = 401;
  scene.server.gateway.registry.closeToken(toTokenId(10));

  expect(await agent.untilExit()).toBe(1);
});

test.concurrent("of two with one name the newer serves, and the older waits alive until that one has ended", async () => {
  await using scene = await startLegacyScene();
  const older = await scene.startAgent();
  await scene.untilServing();
  const newer = await scene.startAgent({ workDir: "/" });
  await eventually("the older was turned away twice", () => older.lines.filter((line) => line.includes("409")).length >= 2);
  expect(scene.server.records.arrivals).toBe(2);
  expect((await scene.untilServing()).workDir).toBe("/");

  newer.kill("SIGKILL");
  await eventually("the older serves", async () => (await scene.untilServing()).workDir === scene.workDir);

  expect(older.exitCode).toBeUndefined();
});

test.concurrent("a secret is on the cluster for its own account only", async () => {
  await using scene = await startLegacyScene();
  await scene.startAgent();
  const link = scene.server.gateway.registry.link(await scene.untilServing());
  const path = `${scene.workDir}/secret`;

  await link.request({ kind: "write", path, bytes: new Uint8Array(200_000).fill(120) }, limits);

  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

// By itself: what the other tests take of this process would be counted too.
test("a command that prints a gigabyte costs neither side its memory, nor the cluster its disk", async () => {
  await using scene = await startLegacyScene();
  await scene.startAgent();
  const link = scene.server.gateway.registry.link(await scene.untilServing());
  const before = process.memoryUsage().rss;

  const result = await link.request({ kind: "run", words: ["head", "-c", "1000000000", "/dev/zero"] }, { timeoutMs: 120_000 });

  expect(result).toMatchObject({ exitCode: 0, isCut: true });
  expect(result.stdout).toHaveLength(1024 * 1024);
  expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
  expect(await readdir(scene.temporaryFolder)).toEqual([]);
});
