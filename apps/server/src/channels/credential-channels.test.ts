import { toCredentialId, toUserId } from "@postern/domain";
import { expect, test } from "vitest";
import { AgentCredentialChannels } from "./credential-channels.ts";

const jane = toUserId(1);
const id = toCredentialId("cred567890123456789012");
const connection = { connectionId: "site", shared: false, ownerUserId: jane, workspaceId: null };

function open(found: object | undefined) {
  const peer = { kind: "agent", userName: "jane", hostName: "login1", workDir: "/scratch" };
  return new AgentCredentialChannels({
    credentials: { findAgentConnection: () => Promise.resolve(found as never) },
    acting: { get: () => Promise.resolve({} as never) },
    agents: { link: () => ({ peer }) as never },
  }).open(id, jane);
}

test("an agent's credential leads to its cluster before there is an environment", async () => {
  await expect(open(connection)).resolves.toMatchObject({ peer: { hostName: "login1" } });
});

test("a credential that names no cluster by itself is refused at its field", async () => {
  await expect(open(undefined)).rejects.toMatchObject({ code: "request.invalid", fields: ["credentialsId"] });
});
