import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  ada = await server.addPerson("ada");
  bob = await server.addPerson("bob");
});

afterAll(() => server[Symbol.asyncDispose]());

const asUser = (token: string, password: string) => `Basic ${Buffer.from(`${token}:${password}`).toString("base64")}`;

test("a token opens the same doors as Bearer and as Basic of the user @token", async () => {
  const answers = [
    await server.call("/api/user-info", { token: ada.token }),
    await server.call("/api/user", { headers: { authorization: `bearer ${ada.token}` } }),
    await server.call("//api//user-info", { headers: { authorization: asUser("@token", ada.token) } }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  for (const { json } of answers) expect(json).toMatchObject({ user: { id: ada.userId, userName: "ada" }, needConsent: false });
});

test("whatever else stands in the header is 401, with the scheme that is asked for", async () => {
  const headers = ["", "Bearer", "Bearer ", "Bearer x", "Basic !!", asUser("ada", ada.token), `Token ${ada.token}`];

  const answers = await Promise.all(headers.map((authorization) => server.call("/api/user-info", { headers: { authorization } })));

  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
  for (const { json } of answers) expect(json).toMatchObject({ code: "auth.token_unknown" });
  for (const answer of answers) expect(answer.headers["www-authenticate"]).toMatch(/^Bearer /);
});

test("a header is never made good by a cookie", async () => {
  const cookie = await server.signIn(ada);

  const answer = await server.call("/api/user-info", { cookie, token: "unknown" });

  expect(answer.status).toBe(401);
});

test("without anything the answer is 401 and says what to send", async () => {
  const answer = await server.call("/api/user-info");

  expect(answer.status).toBe(401);
  expect(answer.json).toMatchObject({ code: "auth.required", message: expect.stringContaining("Sign in") });
});

test("a new token is shown once and listed without its value", async () => {
  const made = await server.call("/api/tokens", { method: "POST", token: ada.token, body: { name: "agent of ada" } });
  const value = String(made.json.accessKey);
  const listed = await server.call("/api/tokens", { token: value });

  expect(made.status).toBe(200);
  expect(made.json.token).toMatchObject({ name: "agent of ada", lastUsed: null });
  expect(listed.json.tokens?.[0]).toEqual({ ...made.json.token, lastUsed: expect.stringMatching(/Z$/) });
  expect(listed.text).not.toContain(value);
  expect(made.headers["cache-control"]).toBe("no-store");
});

test("no byte of a token is in the storage", async () => {
  const { json } = await server.call("/api/tokens", { method: "POST", token: ada.token, body: { name: "looked for" } });
  const secret = Buffer.from(String(json.accessKey), "base64").toString().split(".")[1] ?? "";

  const stored = await server.storedBytes();

  expect(secret).toHaveLength(64);
  expect(stored.includes("looked for")).toBe(true);
  expect(stored.includes(String(json.accessKey))).toBe(false);
  expect(stored.includes(secret)).toBe(false);
  expect(stored.includes(Buffer.from(secret, "hex"))).toBe(false);
});

test("a name that is taken is 409, and says so as clients expect", async () => {
  await server.call("/api/tokens", { method: "POST", token: ada.token, body: { name: "twice" } });

  const again = await server.call("/api/tokens", { method: "POST", token: ada.token, body: { name: "twice" } });
  const ofBob = await server.call("/api/tokens", { method: "POST", token: bob.token, body: { name: "twice" } });

  expect(again.status).toBe(409);
  expect(again.json).toMatchObject({ code: "token.name_taken", message: expect.stringContaining("already exists") });
  expect(ofBob.status).toBe(200);
});

test("a deleted token is gone at once, and only its user can delete it", async () => {
  const { json } = await server.call("/api/tokens", { method: "POST", token: ada.token, body: { name: "short lived" } });
  const path = `/api/tokens/${String(json.token?.id)}`;

  const byBob = await server.call(path, { method: "DELETE", token: bob.token });
  const byAda = await server.call(path, { method: "DELETE", token: ada.token });

  expect(byBob.status).toBe(404);
  expect(byAda.status).toBe(204);
  expect(byAda.bytes).toHaveLength(0);
  expect((await server.call("/api/user-info", { token: String(json.accessKey) })).status).toBe(401);
});

test.each(["0", "-1", "x", "1e99", "99999999999999999999", "1.5"])("an id that is no id is refused: %s", async (id) => {
  const answer = await server.call(`/api/tokens/${id}`, { method: "DELETE", token: ada.token });

  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ code: "request.invalid", fields: ["tokenId"] });
});

test("workspaces are listed for oneself only", async () => {
  const own = await server.call(`/api/user/${String(ada.userId)}/workspaces`, { token: ada.token });
  const other = await server.call(`/api/user/${String(bob.userId)}/workspaces`, { token: ada.token });

  expect(own.json).toEqual({ orgsAndWorkspaces: [] });
  expect(other.status).toBe(404);
});
