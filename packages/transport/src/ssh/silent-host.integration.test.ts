import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

import { SystemClock } from "@postern/runtime";
import { expect, onTestFinished, test } from "vitest";

import { KnownHosts } from "./known-hosts.ts";
import { SshAccount } from "./ssh-account.ts";
import { SshChannel } from "./ssh-channel.ts";

test("a host that takes the connection and says nothing holds neither a command nor a file up beyond its own limit", async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  const login = { host: "127.0.0.1", port, userName: "jane", lendKey: () => Promise.reject(new Error("nobody asks for it")) };
  const clock = new SystemClock();
  const target = { jumps: [], login, hostKeys: new KnownHosts("") };
  const account = new SshAccount({ target, clock, settings: { connectTimeoutMs: 1_500 } });
  onTestFinished(() => account[Symbol.asyncDispose]());
  const peer = { kind: "ssh", userName: "jane", hostName: "login", workDir: "/" } as const;
  const channel = new SshChannel({ account, clock, peer, newToken: () => "0123456789abcdef", fileTimeoutMs: 200 });

  const outcomes = await Promise.allSettled([channel.run({ words: ["true"], timeoutMs: 200 }), channel.readFile("/etc/passwd")]);

  expect(outcomes).toMatchObject(outcomes.map(() => ({ reason: { code: "ssh.unreachable" } })));
  // All attempts to connect take three, and 1.5 s each.
  expect(connections).toBeLessThan(3);
});
