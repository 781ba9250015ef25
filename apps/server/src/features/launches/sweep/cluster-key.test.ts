import { toComputeEnvId, toCredentialId, toUserId } from "@postern/domain";
import { describe, expect, test } from "vitest";
import { ClusterKeys } from "./cluster-key.ts";
import type { ClusterParts } from "./cluster-key.ts";

const [jane, john, maker] = [toUserId(1), toUserId(2), toUserId(3)];

type Agent = Awaited<ReturnType<ClusterParts["credentials"]["findAgentConnection"]>>;
type SignIn = Awaited<ReturnType<ClusterParts["credentials"]["findSshSignIn"]>>;

interface Scene {
  readonly agent?: { readonly shared: boolean };
  readonly ssh?: boolean;
  readonly config?: object;
  readonly platform?: string;
  readonly credentialId?: string | null;
  readonly managedIdentityId?: string;
  readonly id?: string;
  readonly jumps?: readonly string[];
}

/** The keys of jobs that Jane and John launched on one environment. */
async function keysOf(scene: Scene) {
  const { config = {}, platform = "slurm-platform", credentialId = "c", id = "e" } = scene;
  const managed = scene.managedIdentityId === undefined ? {} : { managedIdentityId: scene.managedIdentityId };
  const agent = scene.agent === undefined ? undefined : ({ ...scene.agent, ownerUserId: maker } as Agent);
  const signIn = scene.ssh === true ? ({ ownerUserId: maker } as SignIn) : undefined;
  const keys = new ClusterKeys({
    listJumpHosts: () =>
      Promise.resolve((scene.jumps ?? []).map((host) => ({ host, port: 22, userName: "lab", credentialId: toCredentialId("j") }))),
    environments: { findEnvironment: () => Promise.resolve({ ...managed, id, credentialId, config, platform } as never) },
    credentials: { findAgentConnection: () => Promise.resolve(agent), findSshSignIn: () => Promise.resolve(signIn) },
  });
  return Promise.all([jane, john].map((userId) => keys.find({ computeEnvId: toComputeEnvId(id), userId })));
}

/** How many of these are asked one question, as which account. */
async function accountsOf(...scenes: readonly Scene[]): Promise<number> {
  const keys = await Promise.all(scenes.map((scene) => keysOf(scene)));
  return new Set(keys.flat().map(({ account }) => account)).size;
}

test("jobs of all are looked at together where they are under one account: a shared agent's, or that of a key for SSH", async () => {
  const shared = await keysOf({ agent: { shared: true } });
  const bySsh = await keysOf({ ssh: true, config: { hostName: "login", userName: "lab" } });

  expect(shared.map(({ name, ownerId }) => [name, ownerId])).toEqual([
    ["e 3", maker],
    ["e 3", maker],
  ]);
  expect(bySsh.map(({ name, ownerId }) => [name, ownerId])).toEqual([
    ["e ssh lab@login:22", maker],
    ["e ssh lab@login:22", maker],
  ]);
});

test("jobs are looked at apart where everybody brings an agent", async () => {
  expect((await keysOf({ agent: { shared: false } })).map(({ ownerId }) => ownerId)).toEqual([jane, john]);
});

test("jobs are looked at apart where each person signs in as themselves, and environments of one managed identity share the question of each", async () => {
  const hive = { managedIdentityId: "hive", credentialId: null };

  expect((await keysOf(hive)).map(({ ownerId }) => ownerId)).toEqual([jane, john]);
  expect(await accountsOf(hive, { ...hive, id: "another" })).toBe(2);
  expect(await accountsOf(hive, { ...hive, jumps: ["gate"] })).toBe(4);
  expect(await accountsOf(hive, { ...hive, managedIdentityId: "other" })).toBe(4);
});

test("another host, port or account is another cluster", async () => {
  const changes = [{}, { hostName: "other" }, { port: 2222 }, { userName: "root" }];

  const names = await Promise.all(
    changes.map(async (change) => (await keysOf({ ssh: true, config: { hostName: "login", userName: "lab", ...change } }))[0]?.name),
  );

  expect(new Set(names).size).toBe(4);
});

describe("environments share the question to their scheduler", () => {
  const ssh = { ssh: true, config: { hostName: "login", userName: "lab" } } as const;

  test("where one agent, or one key with one host and account, reaches one scheduler", async () => {
    const [agent, own] = [{ agent: { shared: true } }, { agent: { shared: false } }];

    expect(await accountsOf(agent, { ...agent, id: "f" })).toBe(1);
    // One for Jane and one for John.
    expect(await accountsOf(own, { ...own, id: "f" })).toBe(2);
    expect(await accountsOf(ssh, { ...ssh, id: "f", config: { hostName: "LOGIN", port: 22, userName: "lab" } })).toBe(1);
  });

  test("and nowhere else, since each would answer for the jobs of the other", async () => {
    const agent = { agent: { shared: true } };

    expect(await accountsOf(agent, { ...agent, platform: "uge-platform" })).toBe(2);
    expect(await accountsOf(agent, { ...agent, credentialId: "d" })).toBe(2);
    expect(await accountsOf(ssh, { ...ssh, credentialId: "d" })).toBe(2);
    expect(await accountsOf(ssh, { ...ssh, platform: "lsf-platform" })).toBe(2);
    for (const change of [{ hostName: "other" }, { port: 2222 }, { userName: "root" }]) {
      expect(await accountsOf(ssh, { ...ssh, config: { ...ssh.config, ...change } })).toBe(2);
    }
    for (const jumps of [["gate"], ["gate", "inner"], ["inner", "gate"]]) {
      expect(await accountsOf({ ...ssh, jumps }, { ...ssh, jumps: ["other"] }, ssh, { ...ssh, id: "f", jumps })).toBe(3);
    }
    // Whatever they lead to, nobody can say that it is the same.
    expect(await accountsOf({ credentialId: null, id: "e" }, { credentialId: null, id: "f" })).toBe(4);
  });
});
