import { agentConnectPath } from "@postern/agent-protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainHello } from "../../agents/testing/fake-agent.ts";
import { dialFakeEnd } from "../../agents/testing/fake-end.ts";
import type { FakeEnd } from "../../agents/testing/fake-end.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const legacyPath = "/api/agent/older/connect";
const patient = { timeout: 40_000 };
let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  server = await startTestServer({ flags: { "trusted-proxies": "127.0.0.1" } });
  ada = await server.addPerson("ada");
});

afterAll(() => server[Symbol.asyncDispose]());

/** As a proxy on this machine passes it on, for a client that said something of its own before. */
function dial(path: string, from: string, token = ada.token, receive: (text: string) => void = () => undefined): Promise<FakeEnd> {
  const headers = { authorization: `Bearer ${token}`, "x-forwarded-for": `203.0.113.9, ${from}` };
  return dialFakeEnd({ url: `${server.url.replace("http", "ws")}${path}`, token, receive, options: { headers } });
}

const addressesOf = (connectionId: string) =>
  server.server.services.database.query
    .selectFrom("agents")
    .innerJoin("agent_events", "agent_events.agent_id", "agents.id")
    .select(["agents.remote_address", "agent_events.remote_address as told"])
    .where("connection_id", "=", connectionId)
    .execute();

async function entriesFrom(action: string): Promise<readonly (string | null)[]> {
  const select = server.server.services.database.query.selectFrom("audit_entries").select("remote_address").where("action", "=", action);
  return (await select.orderBy("id").execute()).map(({ remote_address: address }) => address);
}

test("an agent of ours and one of the incumbent's come from where they are, not from the proxy", async () => {
  await using ours = await dial(agentConnectPath, "192.0.2.10");
  ours.send({ ...plainHello, connectionId: "newer" });
  const answer = (text: string): void => {
    const { id } = JSON.parse(text) as { id?: string };
    // Without a shell that says the name of the machine, the address stands for it.
    if (id !== undefined) theirs.send({ "@type": "command-response", id, result: "", exitStatus: 127 });
  };
  await using theirs = await dial(legacyPath, "192.0.2.11", ada.token, answer);
  theirs.send({ "@type": "info", userName: "ada", workDir: "/tmp", agentVersion: "0.5.5" });

  await expect.poll(() => addressesOf("newer"), patient).toEqual([{ remote_address: "192.0.2.10", told: "192.0.2.10" }]);
  await expect.poll(() => addressesOf("older"), patient).toEqual([{ remote_address: "192.0.2.11", told: "192.0.2.11" }]);
  expect(new Set(await entriesFrom("agent.connect"))).toEqual(new Set(["192.0.2.10", "192.0.2.11"]));
});

test("each address that is turned away is told of, though all come by one proxy", async () => {
  for (const [path, from] of [
    [agentConnectPath, "192.0.2.20"],
    [agentConnectPath, "192.0.2.20"],
    [legacyPath, "192.0.2.21"],
  ] as const)
    await expect(dial(path, from, "wrong")).rejects.toThrow("401");

  expect(await entriesFrom("agent.refuse")).toEqual(["192.0.2.20", "192.0.2.21"]);
});
