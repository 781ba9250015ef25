import { tmpdir } from "node:os";
import { toComputeEnvId, toCredentialId, toUserId } from "@postern/domain";
import type { CredentialId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { describe, expect, test } from "vitest";
import type { AgentRegistry, LiveAgent } from "../agents/index.ts";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";
import { AgentOrLocalChannelProvider } from "./agent-or-local-channel-provider.ts";

type AgentWanted = Parameters<AgentRegistry["findAgent"]>[0];

const [jane, john] = [toUserId(1), toUserId(2)];
const id = toComputeEnvId("e");

function open(
  change: { shared?: boolean; credentialId?: CredentialId | null; isGone?: boolean; hasLocal?: boolean; isDeleted?: boolean } = {},
) {
  const wanted: AgentWanted[] = [];
  const credentialId = change.credentialId === undefined ? toCredentialId("c") : change.credentialId;
  const environment = { credentialId, deletedAt: change.isDeleted === true ? 1 : null } as ComputeEnvironment;
  const agent = { userName: "jane", hostName: "login1", workDir: "/scratch" } as LiveAgent;
  const provider = new AgentOrLocalChannelProvider({
    clock: new ManualClock(),
    environments: { findEnvironment: () => Promise.resolve(environment) },
    credentials: {
      findAgentConnection: () =>
        Promise.resolve(change.isGone === true ? undefined : { connectionId: "site", shared: change.shared ?? false, ownerUserId: jane }),
    },
    agents: {
      findAgent: (asked) => {
        wanted.push(asked);
        return asked.owners.includes(jane) ? agent : undefined;
      },
      link: () => ({
        peer: { kind: "agent", userName: "jane", hostName: "login1", workDir: "/scratch" },
        request: () => Promise.reject(new TypeError()),
      }),
    },
    localMachine: change.hasLocal === true ? { workDir: tmpdir(), env: {} } : undefined,
  });
  return { provider, wanted };
}

describe("the way to a cluster", () => {
  test("is the user's own agent when the credential is not shared", async () => {
    const { provider, wanted } = open();

    const channel = await provider.open(id, jane);

    expect(channel.peer).toMatchObject({ kind: "agent", hostName: "login1" });
    expect(wanted).toEqual([{ connectionId: "site", owners: [jane] }]);
  });

  test("is never another user's agent when the credential is not shared", async () => {
    await expect(open().provider.open(id, john)).rejects.toEqual(expect.objectContaining({ code: "agent.offline" }));
  });

  test("may be the owner's agent when it is shared, one's own first", async () => {
    const { provider, wanted } = open({ shared: true });

    await provider.open(id, john);

    expect(wanted[0]?.owners).toEqual([john, jane]);
  });

  test("is gone with its credential", async () => {
    await expect(open({ isGone: true }).provider.open(id, jane)).rejects.toEqual(expect.objectContaining({ code: "credential.not_found" }));
  });

  test("is gone with its environment", async () => {
    await expect(open({ isDeleted: true }).provider.open(id, jane)).rejects.toEqual(
      expect.objectContaining({ code: "environment.not_found" }),
    );
  });

  test("to this machine is open only where the setting allows it", async () => {
    await expect(open({ credentialId: null }).provider.open(id, jane)).rejects.toEqual(expect.objectContaining({ code: "auth.forbidden" }));
  });

  test("to this machine is one for all, and stays open when a borrower closes it", async () => {
    const { provider } = open({ credentialId: null, hasLocal: true });
    const first = await provider.open(id, jane);
    await first[Symbol.asyncDispose]();

    const second = await provider.open(id, jane);
    const found = await second.stat(tmpdir());
    await provider[Symbol.asyncDispose]();

    expect(found?.kind).toBe("directory");
    await expect(second.stat(tmpdir())).rejects.toEqual(expect.objectContaining({ code: "agent.offline" }));
  });
});
