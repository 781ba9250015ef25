import { toUserId } from "@postern/domain";
import { eventually } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTenants } from "../testing/tenants.fixture.ts";
import type { Tenants } from "../testing/tenants.fixture.ts";
import { startTestServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";

let server: TestServer;
let tenants: Tenants;

beforeAll(async () => {
  server = await startTestServer();
  tenants = await openTenants(server.server.services.database, server.server.services.places);
});

afterAll(() => server[Symbol.asyncDispose]());

async function tokenOf(name: keyof Tenants["people"]): Promise<string> {
  const userId = toUserId(tenants.people[name]);
  return (await server.server.services.tokens.create(userId, `test ${crypto.randomUUID()}`)).text;
}

/** What somebody's browser hears, as `type workspaceId`. */
async function listenAs(name: keyof Tenants["people"]): Promise<{ readonly heard: readonly string[]; stop(): void }> {
  const stopping = new AbortController();
  const headers = { authorization: `Bearer ${await tokenOf(name)}` };
  const response = await fetch(`${server.url}/api/postern/v1/events`, { headers, signal: stopping.signal });
  const heard: string[] = [];
  const read = async (): Promise<void> => {
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      for (const [, json = ""] of text.matchAll(/^data: (.*)$/gm)) {
        const event = JSON.parse(json) as { type: string; workspaceId?: number | null };
        heard.push(`${event.type} ${String(event.workspaceId)}`);
      }
    }
  };
  read().catch(() => undefined);
  await eventually("hello", async () => heard.length > 0);
  return { heard, stop: () => stopping.abort() };
}

async function addCredential(name: "ada" | "vic", place: "one" | "two" | "home"): Promise<void> {
  const { credentials } = server.server.services;
  const actor = place === "home" ? tenants.atHome(name) : await tenants.actor(name, place);
  await credentials.create(actor, { name: `c-${crypto.randomUUID()}`, provider: "tw-agent", keys: { connectionId: "site" } });
}

test("a page hears of the workspaces that its person may see, and no longer from the moment in which they may not", async () => {
  const { one, two, alpha, people } = tenants;
  const { heard, stop } = await listenAs("vic");

  await addCredential("ada", "two");
  await addCredential("ada", "one");
  await eventually("the credential", async () => heard.includes(`credentials ${String(one)}`));
  const list = await server.call(`/api/orgs/${String(alpha)}/workspaces/${String(one)}/participants`, { token: await tokenOf("olga") });
  const { participants } = list.json as { participants: { participantId: number; userName: string }[] };
  const vic = participants.find(({ userName }) => userName === "vic");
  const dismissal = `/api/orgs/${String(alpha)}/workspaces/${String(one)}/participants/${String(vic?.participantId)}`;
  expect((await server.call(dismissal, { method: "DELETE", token: await tokenOf("olga") })).status).toBe(204);
  const before = heard.length;
  await addCredential("ada", "one");
  // Of one's own one always hears, so that what came before it is known to have passed.
  await addCredential("vic", "home");
  await eventually("the own credential", async () => heard.includes("credentials null"));
  stop();

  expect(people.vic).toBeGreaterThan(0);
  expect(heard.slice(0, before)).not.toContain(`credentials ${String(two)}`);
  expect(heard).toContain("access undefined");
  expect(heard.filter((event) => event === `credentials ${String(one)}`)).toHaveLength(1);
});
