import { toComputeEnvId, toUserId } from "@postern/domain";
import { expect, test } from "vitest";
import { ClusterKeys } from "./cluster-key.ts";
import type { ClusterParts } from "./cluster-key.ts";

const [jane, john, maker] = [toUserId(1), toUserId(2), toUserId(3)];
const computeEnvId = toComputeEnvId("e");

type Agent = Awaited<ReturnType<ClusterParts["credentials"]["findAgentConnection"]>>;
type SignIn = Awaited<ReturnType<ClusterParts["credentials"]["findSshSignIn"]>>;

/** The keys of jobs that Jane and John launched on one environment. */
async function keysOf(parts: { readonly agent?: { readonly shared: boolean }; readonly ssh?: boolean; readonly config?: object }) {
  const { config = {} } = parts;
  const agent = parts.agent === undefined ? undefined : ({ ...parts.agent, ownerUserId: maker } as Agent);
  const signIn = parts.ssh === true ? ({ ownerUserId: maker } as SignIn) : undefined;
  const keys = new ClusterKeys({
    environments: { findEnvironment: () => Promise.resolve({ credentialId: "c", config } as never) },
    credentials: { findAgentConnection: () => Promise.resolve(agent), findSshSignIn: () => Promise.resolve(signIn) },
  });
  return Promise.all([jane, john].map((userId) => keys.find({ computeEnvId, userId })));
}

test("jobs of all are asked about together where they are under one account: a shared agent's, or that of a key for SSH", async () => {
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

test("jobs are asked about apart where everybody brings an agent", async () => {
  expect((await keysOf({ agent: { shared: false } })).map(({ ownerId }) => ownerId)).toEqual([jane, john]);
});

test("another host, port or account is another cluster", async () => {
  const changes = [{}, { hostName: "other" }, { port: 2222 }, { userName: "root" }];

  const names = await Promise.all(
    changes.map(async (change) => (await keysOf({ ssh: true, config: { hostName: "login", userName: "lab", ...change } }))[0]?.name),
  );

  expect(new Set(names).size).toBe(4);
});
