import { createServer } from "node:http";
import { silentLogger, toTokenId, toUserId } from "@postern/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ActContexts } from "../act-context.ts";
import type { ActContext } from "../act-context.ts";
import { noOrganizations } from "../testing/no-organizations.fixture.ts";
import { buildHttpApp } from "./build-http-app.ts";
import type { Caller } from "./caller.ts";
import type { HttpApp } from "./http-app.ts";

const contexts = new ActContexts();
const seen: ActContext[] = [];
/** The same, not copied. */
const live: ActContext[] = [];
let app: HttpApp;
let url = "";

const jane: Caller = {
  kind: "token",
  userId: toUserId(1),
  tokenId: toTokenId(7),
  isAdministrator: false,
  access: "full",
  boundTo: null,
};

beforeAll(async () => {
  app = await buildHttpApp({
    log: silentLogger,
    contexts,
    authenticator: { byToken: () => Promise.resolve(jane), bySession: () => Promise.resolve(undefined) },
    places: noOrganizations,
    hasPersonalWorkspaces: true,
    requestsPerSecond: 0,
    isOwnOrigin: () => false,
    createServer: (handler) => createServer(handler),
  });
  // Under a line of the table that asks for a person.
  app.post("/api/tokens", async () => {
    await new Promise((resolve) => setImmediate(resolve));
    live.push(contexts.current);
    seen.push(structuredClone({ ...contexts.current, client: { ...contexts.current.client } }));
    return {};
  });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
});

afterAll(() => app.close());

async function post(body: ReadableStream | string, headers: Record<string, string> = {}): Promise<Response> {
  const all = { authorization: "Bearer x", "content-type": "application/json", "user-agent": "probe/1", ...headers };
  return await fetch(`${url}/api/tokens`, { method: "POST", body, headers: all, duplex: "half" } as RequestInit);
}

test("a handler knows the address, the program, the token and the id of its request, also after a body of several pieces", async () => {
  const large = `"${"x".repeat(300_000)}"`;

  const answer = await post(new Blob([large]).stream(), { "x-request-id": "proxy-0123456789" });

  expect(answer.headers.get("x-request-id")).toBe("proxy-0123456789");
  expect(seen.at(-1)).toEqual({
    client: { kind: "http", address: "127.0.0.1", userAgent: "probe/1", tokenId: 7 },
    correlationId: "proxy-0123456789",
  });
});

test("what a handler knows is facts, which keep nothing of the request alive", async () => {
  await post('{"password":"only for this test"}');

  const { client } = live.at(-1) ?? contexts.current;
  const values = Object.values(Object.getOwnPropertyDescriptors(client)).map((descriptor): unknown => descriptor.value);
  expect(values).toEqual(["http", "127.0.0.1", "probe/1", 7]);
});

test("requests at the same time keep their contexts apart", async () => {
  seen.length = 0;
  const ids = Array.from({ length: 20 }, (_, index) => `request-${String(index)}-abcdef`);

  await Promise.all(ids.map((id) => post("{}", { "x-request-id": id })));

  expect(seen).toHaveLength(ids.length);
  expect(new Set(seen.map(({ correlationId }) => correlationId))).toEqual(new Set(ids));
});

test.each(["short", "a b c d e f g h", "x".repeat(129), "<script>alert(1)</script>", "id\u00e9-12345678"])(
  "an id that is not sane is replaced: %s",
  async (given) => {
    const answer = await post("{}", { "x-request-id": given });

    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test("an error says the id of its request in its header and in its body", async () => {
  const refused = await post("{", { "x-request-id": "broken-0123456789" });
  const unknown = await fetch(`${url}/nowhere`);
  const undecodable = await fetch(`${url}/%E0%A4%A`);

  expect(refused.status).toBe(400);
  expect(refused.headers.get("x-request-id")).toBe("broken-0123456789");
  expect(await refused.json()).toMatchObject({ id: "broken-0123456789" });
  expect(unknown.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(await undecodable.json()).toMatchObject({
    id: undecodable.headers.get("x-request-id"),
    message: "The address cannot be decoded.",
  });
});

test("what runs outside every request is the server's own doing", () => {
  expect(contexts.current).toEqual({ client: { kind: "server", address: null, userAgent: null, tokenId: null }, correlationId: null });
});
