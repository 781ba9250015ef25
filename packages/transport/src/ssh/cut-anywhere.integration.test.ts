import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isAppError } from "@postern/domain";
import { eventually, seededRandom, startFlakyProxy } from "@postern/testing";
import type { FlakyProxy, Trouble } from "@postern/testing";
import { describe, expect, onTestFinished, test } from "vitest";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";

const rounds = 8;
const leastStruck = 5;
/** Signing in takes half of it; the other half is commands and files. */
const maxBytes = 16_000;
const trusting = { judge: () => Promise.resolve("known" as const), algorithmsOf: () => Promise.resolve([]) };

/** Tells by its first byte which round it is of. */
function contentOf(round: number): Buffer {
  return Buffer.alloc(3_000, round);
}

function passOver(error: unknown): void {
  if (!isAppError(error)) throw error;
}

async function flakyScene(troubles: readonly Trouble[], seed: number) {
  const proxies: FlakyProxy[] = [];
  const scene = await startSshScene({
    hostKeys: trusting,
    account: { keepAliveMs: 300, connectTimeoutMs: 2_000 },
    port: async ({ port: targetPort }) => {
      const proxy = await startFlakyProxy({ targetPort, random: seededRandom(seed), troubles, maxBytes });
      proxies.push(proxy);
      return proxy.port;
    },
  });
  const folder = await mkdtemp(join(tmpdir(), "postern-ssh-cut-"));
  onTestFinished(async () => {
    await scene[Symbol.asyncDispose]();
    await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
    await rm(folder, { recursive: true, force: true });
  });
  const struck = (): number => proxies.reduce((sum, proxy) => sum + proxy.struck.cut + proxy.struck.freeze, 0);
  return { scene, folder, struck, calm: () => proxies.forEach((proxy) => proxy.calm()) };
}

// What failed can be seen again by its seed.
describe.each<[Trouble, number]>([
  ["cut", 11],
  ["freeze", 12],
])("a connection with a %s at any byte", (trouble, seed) => {
  test("never lies about what happened, never hangs, and comes back", async () => {
    const { scene, folder, struck, calm } = await flakyScene([trouble], seed);
    const outcomes = new Map<string, string>();

    // An act meets its trouble, or leaves a connection that stands to the next one: how many met it is not known before.
    for (let round = 0; round < rounds || struck() < leastStruck; round += 1) {
      // In the pause after a failure it would meet none.
      scene.account.tryAgainNow();
      const name = `made-${String(round)}`;
      const act = async (): Promise<string> => {
        const channel = await scene.open(folder);
        // Whatever becomes of it: the file is the old one or the new one.
        await channel.writeFile(join(folder, "replaced"), contentOf(round)).catch(passOver);
        // A question that breaks its vow: whether it happened is looked at. Before it one that leaves a kept session behind.
        const isQuestion = round % 2 === 0;
        if (isQuestion) await channel.run({ words: ["true"], timeoutMs: 20_000, isQuestion }).catch(passOver);
        await channel.run({ words: ["mkdir", join(folder, name)], timeoutMs: 20_000, isQuestion });
        return "done";
      };
      outcomes.set(name, await act().catch((error: unknown) => (isAppError(error) ? error.code : String(error))));
    }

    const made = await readdir(folder);
    const replaced = await readFile(join(folder, "replaced"));
    expect(replaced.equals(contentOf(replaced[0] ?? -1))).toBe(true);
    for (const [name, outcome] of outcomes) {
      expect(["done", "ssh.unreachable", "agent.gone"]).toContain(outcome);
      if (outcome === "done") expect(made).toContain(name);
      if (outcome === "ssh.unreachable") expect(made).not.toContain(name);
    }
    expect([...outcomes.values()]).toContain("done");
    calm();
    await eventually("it comes back", () =>
      scene.open(folder).then(
        () => true,
        () => false,
      ),
    );
  });
});
