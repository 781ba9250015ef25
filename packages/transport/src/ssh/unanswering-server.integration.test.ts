import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SystemClock } from "@postern/runtime";
import { ensureDebianPackages, eventually, makeSshKey } from "@postern/testing";
import ssh2 from "ssh2";
import type { Connection } from "ssh2";
import { expect, onTestFinished, test } from "vitest";

import { SshAccount, SshChannel } from "./index.ts";

const timeoutMs = 300;
const trusting = { judge: () => Promise.resolve("known" as const), algorithmsOf: () => Promise.resolve([]) };

/** Lets everybody in, gives each signs of life and a session, and never says what became of the command in it. */
async function startUnanswering() {
  await ensureDebianPackages(["openssh-client"]);
  const folder = await mkdtemp(join(tmpdir(), "postern-unanswering-"));
  const [hostKey, key] = await Promise.all([makeSshKey(folder, { type: "ed25519" }), makeSshKey(folder, { type: "ed25519" })]);
  const connections: Connection[] = [];
  const server = new ssh2.Server({ hostKeys: [hostKey.privateText] }, (connection) => {
    connections.push(connection);
    connection.on("error", () => undefined).on("authentication", (context) => context.accept());
    connection.on("session", (accept) => void accept().on("exec", () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  const login = {
    ...{ host: "127.0.0.1", port, userName: "jane" },
    lendKey: <Result>(act: (lent: { privateKey: string }) => Promise<Result>) => act({ privateKey: key.privateText }),
  };
  const clock = new SystemClock();
  const account = new SshAccount({
    target: { jumps: [], login, hostKeys: trusting },
    clock,
    settings: { maxSessions: 2, connectTimeoutMs: 2_000 },
  });
  onTestFinished(async () => {
    await account[Symbol.asyncDispose]();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const peer = { kind: "ssh", userName: "jane", hostName: "login", workDir: "/" } as const;
  return { account, connections, channel: new SshChannel({ account, clock, peer, newToken: () => "0123456789abcdef" }) };
}

test("sessions that are never answered take no places for ever: when all do, the next who asks gets another connection", async () => {
  const { account, channel, connections } = await startUnanswering();
  const { over } = await account.connection();

  const outcomes = await Promise.allSettled([1, 2].map(() => channel.run({ words: ["true"], timeoutMs })));
  const wasOver = over.aborted;
  await eventually("the connection is given up", () => over.aborted);
  await channel.run({ words: ["true"], timeoutMs }).catch(() => undefined);

  expect(outcomes).toMatchObject(outcomes.map(() => ({ reason: { code: "agent.busy" } })));
  expect([wasOver, connections.length]).toEqual([false, 2]);
});

test("a command whose session was not answered when its connection broke is tried in others, and then no more", async () => {
  const { account, channel, connections } = await startUnanswering();
  const running = channel.run({ words: ["true"], timeoutMs: 60_000 }).catch((error: unknown) => error);
  for (let broken = 1; broken <= 3; broken += 1) {
    await expect.poll(() => connections.length, { timeout: 10_000 }).toBe(broken);
    const { over } = await account.connection();
    connections.at(-1)?.end();
    await expect.poll(() => over.aborted).toBe(true);
  }

  expect(await running).toMatchObject({
    code: "ssh.unreachable",
    message: expect.stringContaining("it breaks every connection off") as string,
  });
});
