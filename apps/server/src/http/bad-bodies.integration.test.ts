import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer } from "../testing/test-server.ts";
import type { TestPerson, TestServer } from "../testing/test-server.ts";
import type { TestCall } from "../testing/http-request.ts";

let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  ada = await server.addPerson("ada");
});

afterAll(() => server[Symbol.asyncDispose]());

const send = (options: TestCall) => server.call("/api/tokens", { method: "POST", token: ada.token, ...options });
const tokenCount = async () => (await server.call("/api/tokens", { token: ada.token })).json.tokens?.length;

test.each([
  ["text that is no JSON", { raw: '{"name": "a' }, "not valid JSON"],
  ["JSON with something behind it", { raw: '{"name":"a"} x' }, "not valid JSON"],
  ["bytes that are no UTF-8", { raw: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) }, "not valid UTF-8"],
  ["half of a character", { raw: Buffer.from('{"name":"ä"}').subarray(0, 10) }, "not valid UTF-8"],
  ["a NUL in a text", { raw: '{"name":"a\\u0000b"}' }, "name"],
  ["a form", { raw: "name=a", headers: { "content-type": "application/x-www-form-urlencoded" } }, "application/json"],
  [
    "plain text, which a foreign page may send without asking",
    { raw: '{"name":"a"}', headers: { "content-type": "text/plain" } },
    "application/json",
  ],
  [
    "a type that only ends like ours",
    { raw: '{"name":"a"}', headers: { "content-type": "text/plain; application/json" } },
    "application/json",
  ],
  ["lists in lists in lists", { raw: "[".repeat(100_000) }, "not valid JSON"],
] as const)("%s is refused, and nothing is stored", async (_what, options, words) => {
  const before = await tokenCount();

  const answer = await send(options);

  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ code: "request.invalid", message: expect.stringContaining(words), id: expect.any(String) });
  expect(await tokenCount()).toBe(before);
});

test("a refusal does not repeat what was sent", async () => {
  const answer = await send({ raw: '{"name": hunter2hunter2' });

  expect(answer.text).not.toContain("hunter2");
});

test("a body over the limit is 413", async () => {
  const answer = await send({ body: { name: "x".repeat(5 * 1024 * 1024) } });

  expect([answer.status, answer.json.code]).toEqual([413, "request.too_large"]);
});

test.each(["__proto__", "\\u005f_proto__", "__pro\\u0074o__"])("a member that would change its object is dropped: %s", async (name) => {
  const answer = await send({ raw: `{"name":"with ${String(name.indexOf("\\"))}","${name}":{"isAdministrator":true}}` });

  expect(answer.status).toBe(200);
  expect(({} as Record<string, unknown>)["isAdministrator"]).toBeUndefined();
});

test("a member that only inherits its value is missing", async () => {
  const answer = await send({ raw: '{"__proto__":{"name":"inherited"}}' });

  expect([answer.status, answer.json.fields]).toEqual([400, ["name"]]);
});

test.each(["/api/tokens%00", "/api/credentials/validate?name=a%00", "/%00", "/api/%zz", "/api/credentials/%ff"])(
  "an address that no text can be is refused: %s",
  async (path) => {
    const answer = await server.call(path, { token: ada.token });

    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code: "request.invalid" });
  },
);

test.each([
  ["GET", "/api/no/such/thing"],
  ["POST", "/api/service-info"],
  ["DELETE", "/"],
  ["GET", "/download/agent"],
])("%s %s is 404 as JSON, and never a page", async (method, path) => {
  const answer = await server.call(path, { method, token: ada.token });

  expect([answer.status, answer.json.code]).toEqual([404, "request.not_found"]);
  expect(answer.headers["content-type"]).toMatch(/^application\/json/);
});

test("every answer forbids guessing its type, framing and foreign parts", async () => {
  for (const path of ["/", "/api/service-info", "/api/user-info"]) {
    const { headers } = await server.call(path);

    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["referrer-policy"]).toBe("same-origin");
  }
});
