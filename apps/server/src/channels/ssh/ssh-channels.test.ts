import { AppError, toComputeEnvId, toCredentialId, toUserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import type { SshAccount } from "@postern/transport/ssh";
import { expect, test } from "vitest";
import type { ComputeEnvironment } from "../../features/compute-envs/environment.ts";
import { SshChannels } from "./ssh-channels.ts";

const [jane, john] = [toUserId(1), toUserId(2)];
const away = new AppError("ssh.unreachable", "It is away.");

test("what is opened for one person has one turn at the account, another person another, and following runs its own", async () => {
  const turns: unknown[] = [];
  const openSession: SshAccount["openSession"] = ({ owner }) => {
    turns.push(owner);
    return Promise.reject(away);
  };
  const greeting: SshAccount["greeting"] = (greet) => greet();
  const signIn = { credentialId: toCredentialId("c"), revision: 1, ownerUserId: jane, workspaceId: null };
  const channels = new SshChannels({
    clock: new ManualClock(),
    accounts: {
      get: () => ({ openSession, greeting, connectTimeoutMs: 1 }) as unknown as SshAccount,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    credentials: { findSshSignIn: () => Promise.resolve(signIn) },
    managed: { findHost: () => Promise.resolve(undefined), getSignIn: () => Promise.reject(new TypeError("nobody has a key here")) },
    listJumpHosts: () => Promise.resolve([]),
    lastTrustChange: () => Promise.resolve(0),
    namePins: () => Promise.resolve([]),
  });
  const config = { hostName: "login", userName: "lab" };
  const environment = { id: toComputeEnvId("e"), userId: jane, workspaceId: null, credentialId: signIn.credentialId, config };
  const opens = [
    [jane, "person"],
    [jane, "person"],
    [john, "person"],
    [jane, "following"],
    [john, "following"],
  ] as const;

  for (const [person, purpose] of opens) {
    await expect(channels.open(environment as ComputeEnvironment, person, purpose)).rejects.toBe(away);
  }

  const [first, again, other, following, followingToo] = turns;
  expect([again, followingToo]).toEqual([first, following]);
  expect(new Set([first, other, following]).size).toBe(3);
});
