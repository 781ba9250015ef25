import { tmpdir } from "node:os";
import { AppError, toComputeEnvId, toCredentialId, toUserId, toWorkspaceId } from "@postern/domain";
import type { CredentialId, UserId, WorkspaceId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { describe, expect, test } from "vitest";
import { ActingAgents } from "../agents/index.ts";
import type { AgentDirectory, LiveAgent } from "../agents/index.ts";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";
import { EnvironmentChannelProvider } from "./environment-channel-provider.ts";

type AgentWanted = Parameters<AgentDirectory["findAgent"]>[0];

const [jane, john] = [toUserId(1), toUserId(2)];
const lab = toWorkspaceId(7);
const id = toComputeEnvId("e");

interface Change {
  readonly shared?: boolean;
  readonly workspaceId?: WorkspaceId;
  /** Where the credential lives, when that is another place than the environment's. */
  readonly credentialIn?: WorkspaceId | null;
  readonly credentialId?: CredentialId | null;
  readonly isGone?: boolean;
  readonly hasLocal?: boolean;
  readonly isDeleted?: boolean;
  /** Who takes part in the workspace. */
  readonly members?: readonly UserId[];
  readonly boundTo?: readonly WorkspaceId[];
  readonly isRevoked?: boolean;
}

const noSsh = {
  open: () => Promise.reject(new AppError("credential.not_found", "There is none.")),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** Jane made the environment and its credential; both she and John run an agent unless `online` says otherwise. */
function open(change: Change = {}, online: readonly UserId[] = [jane]) {
  const wanted: AgentWanted[] = [];
  const workspaceId = change.workspaceId ?? null;
  const credentialId = change.credentialId === undefined ? toCredentialId("c") : change.credentialId;
  const deletedAt = change.isDeleted === true ? 1 : null;
  const environment = { credentialId, deletedAt, workspaceId, userId: jane } as ComputeEnvironment;
  const credentialIn = change.credentialIn === undefined ? workspaceId : change.credentialIn;
  const connection = { connectionId: "site", workDir: null, shared: change.shared ?? false, ownerUserId: jane, workspaceId: credentialIn };
  const agent = {
    connectionId: "site",
    userName: "jane",
    hostName: "login1",
    workDir: "/scratch",
    boundTo: change.boundTo ?? null,
  } as unknown as LiveAgent;
  const provider = new EnvironmentChannelProvider({
    clock: new ManualClock(),
    environments: { findEnvironment: () => Promise.resolve(environment) },
    credentials: { findAgentConnection: () => Promise.resolve(change.isGone === true ? undefined : connection) },
    acting: new ActingAgents({
      isRevoked: () => Promise.resolve(change.isRevoked === true),
      places: { takesPart: (userId) => Promise.resolve((change.members ?? [jane, john]).includes(userId)) },
      agents: {
        findAgent: (asked) => {
          wanted.push(asked);
          const userId = asked.owners.find((owner) => online.includes(owner));
          return Promise.resolve(userId === undefined ? undefined : { ...agent, userId });
        },
      },
    }),
    ssh: noSsh,
    agents: {
      link: () => ({
        peer: { kind: "agent", userName: "jane", hostName: "login1", workDir: "/scratch" },
        request: () => Promise.reject(new TypeError()),
      }),
    },
    localMachine: change.hasLocal === true ? { workDir: tmpdir(), env: {} } : undefined,
  });
  return { provider, wanted };
}

const offline: unknown = expect.objectContaining({ code: "agent.offline" });

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

  test("is the maker's one running agent for everybody when it is shared (R16), also for who runs one too", async () => {
    const { provider, wanted } = open({ shared: true, workspaceId: lab }, [jane, john]);

    await provider.open(id, john);

    expect(wanted[0]?.owners).toEqual([jane]);
  });

  test("is everybody's own agent under the same connection ID when it is not shared (R16)", async () => {
    const { provider, wanted } = open({ workspaceId: lab }, [jane, john]);

    await provider.open(id, john);

    expect(wanted).toEqual([{ connectionId: "site", owners: [john] }]);
    await expect(open({ workspaceId: lab }, [jane]).provider.open(id, john)).rejects.toEqual(offline);
  });

  test("goes where an environment led once, by the credential of then, also when it is deleted now", async () => {
    const { provider, wanted } = open({ isDeleted: true, credentialId: null });
    const then = { id, userId: jane, workspaceId: null, credentialId: toCredentialId("former"), deletedAt: 1 } as ComputeEnvironment;

    const channel = await provider.openFormer(then, jane);

    expect([channel.peer.hostName, wanted.length]).toEqual(["login1", 1]);
    await expect(provider.open(id, jane)).rejects.toMatchObject({ code: "environment.not_found" });
    await expect(open({ isGone: true }).provider.openFormer(then, jane)).rejects.toMatchObject({ code: "credential.not_found" });
  });

  test("is closed by a revocation, also when nobody has ended the connection yet", async () => {
    await expect(open({ isRevoked: true }).provider.open(id, jane)).rejects.toMatchObject({
      code: "agent.offline",
      message: "The agent that is connected as site was revoked.",
    });
  });

  test("is closed when whoever runs the agent has left the workspace", async () => {
    const maker = open({ shared: true, workspaceId: lab, members: [john] });
    const user = open({ workspaceId: lab, members: [jane] }, [john]);

    await expect(maker.provider.open(id, john)).rejects.toMatchObject({
      code: "agent.offline",
      message: expect.stringContaining("any more") as string,
    });
    await expect(user.provider.open(id, john)).rejects.toEqual(offline);
  });

  test("stays open for a run whose person has left, through an agent that is shared", async () => {
    const { provider } = open({ shared: true, workspaceId: lab, members: [jane] });

    await expect(provider.open(id, john)).resolves.toMatchObject({ peer: { hostName: "login1" } });
  });

  test("is closed to an agent whose token is meant for other workspaces", async () => {
    const other = open({ workspaceId: lab, boundTo: [toWorkspaceId(8)] });

    await expect(other.provider.open(id, jane)).rejects.toMatchObject({
      code: "agent.offline",
      message: expect.stringContaining("token") as string,
    });
    await expect(open({ boundTo: [lab] }).provider.open(id, jane)).rejects.toEqual(offline);
    await expect(open({ workspaceId: lab, boundTo: [lab] }).provider.open(id, jane)).resolves.toBeDefined();
  });

  test("does not lead through a credential of another place", async () => {
    const { provider, wanted } = open({ workspaceId: lab, credentialIn: toWorkspaceId(8) });

    await expect(provider.open(id, jane)).rejects.toEqual(expect.objectContaining({ code: "credential.not_found" }));

    expect(wanted).toEqual([]);
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
