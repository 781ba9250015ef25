import { PassThrough } from "node:stream";

import { ManualClock } from "@postern/testing";
import ssh2 from "ssh2";
import type { AuthHandlerMiddleware, ConnectConfig } from "ssh2";
import { expect, onTestFinished, test, vi } from "vitest";

import { signIn } from "./sign-in.ts";

const hostKeys = { judge: () => Promise.resolve("known" as const), algorithmsOf: () => Promise.resolve([]) };

// The servers at hand name all kinds of signatures, whichever they take.
test("a key whose signatures the host does not take is lent once, however often the library asks", async () => {
  const connect = vi.spyOn(ssh2.Client.prototype, "connect").mockImplementation(function (
    this: ssh2.Client,
    { authHandler }: ConnectConfig,
  ) {
    const ask = authHandler as AuthHandlerMiddleware;
    // What it does when it cannot send what it was given.
    const tryNext = (): void => {
      const given: unknown = ask(null as never, null as never, () => process.nextTick(tryNext));
      if (given === false) this.emit("error", Object.assign(new Error("All failed"), { level: "client-authentication" }));
    };
    tryNext();
    return this;
  });
  onTestFinished(() => connect.mockRestore());
  const privateKey = ssh2.utils.generateKeyPairSync("ed25519").private;
  let lent = 0;
  const hop = {
    ...{ host: "login.example.org", port: 22, userName: "jane" },
    lendKey: <Result>(act: (key: { readonly privateKey: string }) => Promise<Result>) => {
      lent += 1;
      if (lent > 3) throw new Error("lent again and again");
      return act({ privateKey });
    },
  };
  const parts = { clock: new ManualClock(0), socket: new PassThrough(), hostKeys, connectTimeoutMs: 1_000, keepAliveMs: 1_000 };

  await expect(signIn({ ...parts, place: { hop, isJump: false, from: undefined } })).rejects.toMatchObject({ code: "ssh.incompatible" });

  expect(lent).toBe(1);
});

test("a key that never comes holds nobody up once the sign-in is over, and is not taken when it comes", async () => {
  const connect = vi.spyOn(ssh2.Client.prototype, "connect").mockImplementation(function (
    this: ssh2.Client,
    { authHandler }: ConnectConfig,
  ) {
    (authHandler as AuthHandlerMiddleware)(null as never, null as never, () => undefined);
    this.emit("error", Object.assign(new Error("Timed out"), { level: "client-timeout" }));
    return this;
  });
  onTestFinished(() => connect.mockRestore());
  const coming = Promise.withResolvers<{ readonly privateKey: string }>();
  const used: unknown[] = [];
  const hop = {
    ...{ host: "login.example.org", port: 22, userName: "jane" },
    lendKey: async <Result>(act: (key: { readonly privateKey: string }) => Promise<Result>) => {
      const result = await act(await coming.promise);
      used.push(result);
      return result;
    },
  };
  const parts = { clock: new ManualClock(0), socket: new PassThrough(), hostKeys, connectTimeoutMs: 1_000, keepAliveMs: 1_000 };

  await expect(signIn({ ...parts, place: { hop, isJump: false, from: undefined } })).rejects.toMatchObject({ code: "ssh.unreachable" });
  // It would be refused as no key.
  coming.resolve({ privateKey: "none" });

  await expect.poll(() => used).toEqual([undefined]);
});
