import { eventually } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { password, startTestServer } from "../../testing/test-server.ts";
import type { TestReply } from "../../testing/http-request.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const path = "/api/postern/v1/session";
const dayMs = 86_400_000;

let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  server = await startTestServer({ flags: { "local-environments": "true" } });
  ada = await server.addPerson("ada");
});

afterAll(() => server[Symbol.asyncDispose]());

function signInWith(email: string, secret: string, headers: Record<string, string> = {}) {
  return server.call(path, { method: "POST", body: { email, password: secret }, headers });
}

function deviceOf(answer: TestReply): string {
  const cookies = answer.headers["set-cookie"] ?? [];
  return cookies.find((cookie) => cookie.startsWith("postern_device="))?.split(";")[0] ?? "";
}

test("a password opens a session whose cookie scripts cannot read and other sites do not get", async () => {
  const answer = await signInWith("  ADA@example.org ", password);

  const [cookie = ""] = answer.headers["set-cookie"] ?? [];
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({
    user: { email: ada.email, userName: "ada" },
    isAdministrator: true,
    mayCreateOrganizations: true,
    mayUseServerMachine: true,
    publicUrl: server.url,
  });
  expect(cookie).toMatch(/^postern_session=[\w-]{43};/);
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=Lax/);
  expect(cookie).toMatch(/; Path=\//);
  expect(cookie).not.toMatch(/; Secure/);
});

test("the trail says how somebody came in, whatever else their request claims", async () => {
  const body = { email: ada.email, password, kind: "passkey", by: "passkey" };

  const { status } = await server.call(path, { method: "POST", body });

  const opened = server.server.services.database.query.selectFrom("audit_entries").select("detail").where("action", "=", "session.open");
  expect(status).toBe(200);
  expect((await opened.execute()).at(-1)).toEqual({ detail: '{"by":"password"}' });
});

test("the cookie is not in the storage, and its session is found by it", async () => {
  const [cookie = ""] = (await signInWith(ada.email, password)).headers["set-cookie"] ?? [];
  const pair = cookie.split(";")[0] ?? "";

  const seen = await server.call(path, { cookie: pair });

  expect(seen.json).toMatchObject({ user: { id: ada.userId } });
  expect((await server.storedBytes()).includes(pair.slice("postern_session=".length))).toBe(false);
});

test("an unknown address, a wrong password and a disabled account get the same words", async () => {
  const eve = await server.addPerson("eve");
  const { database } = server.server.services;
  await database.query.updateTable("users").set({ is_disabled: 1 }).where("id", "=", eve.userId).execute();

  const answers = [
    await signInWith("nobody@example.org", password),
    await signInWith(ada.email, "wrong"),
    await signInWith(eve.email, password),
  ];

  const bodies = answers.map(({ json }) => ({ ...json, id: "" }));
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(bodies[0]).toMatchObject({ code: "auth.failed", message: "The e-mail address or the password is wrong." });
  expect(bodies[1]).toEqual(bodies[0]);
  expect(bodies[2]).toEqual(bodies[0]);
  expect(answers.every(({ headers }) => headers["set-cookie"] === undefined)).toBe(true);
});

test("a change with a cookie needs the address of this server as its origin", async () => {
  const cookie = await server.signIn(ada);
  const body = { name: "by cookie" };
  const make = (headers: Record<string, string>) => server.call("/api/tokens", { method: "POST", body, cookie, headers });

  const refused = [
    await make({}),
    await make({ origin: "https://evil.example" }),
    await make({ origin: "null" }),
    await make({ origin: `${server.url}.evil.example` }),
  ];

  expect(refused.map(({ status, json }) => [status, json.code])).toEqual(refused.map(() => [403, "request.foreign_origin"]));
  expect((await make({ origin: server.url })).status).toBe(200);
});

test("reading with a cookie needs no origin", async () => {
  const answer = await server.call("/api/user-info", { cookie: await server.signIn(ada), origin: "https://evil.example" });

  expect(answer.status).toBe(200);
  expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
});

test("signing out ends the session on the server, and the cookie in the browser", async () => {
  const cookie = await server.signIn(ada);

  const answer = await server.call(path, { method: "DELETE", cookie, origin: server.url });

  expect(answer.status).toBe(204);
  expect(answer.headers["set-cookie"]?.[0]).toMatch(/^postern_session=; Max-Age=0/);
  expect((await server.call(path, { cookie })).status).toBe(401);
});

test("a session that rests for two weeks has ended, and one that is used goes on", async () => {
  await using own = await startTestServer();
  const person = await own.addPerson("ada");
  const [used, resting] = [await own.signIn(person), await own.signIn(person)];

  own.clock.shift(13 * dayMs);
  const first = await own.call(path, { cookie: used });
  own.clock.shift(2 * dayMs);

  expect(first.status).toBe(200);
  expect((await own.call(path, { cookie: used })).status).toBe(200);
  expect((await own.call(path, { cookie: resting })).status).toBe(401);
});

test("the eleventh wrong try of one account from one place is refused with the time to wait", async () => {
  const tries = [];
  for (let count = 0; count < 11; count += 1) tries.push(await signInWith("bob@example.org", "wrong"));

  const last = tries.at(-1);
  expect(tries.slice(0, 10).every(({ status }) => status === 401)).toBe(true);
  expect(last?.status).toBe(429);
  expect(last?.json).toMatchObject({ code: "request.limited" });
  expect(Number(last?.headers["retry-after"])).toBeGreaterThan(0);
  expect(Number(last?.headers["retry-after"])).toBeLessThanOrEqual(300);
  expect((await signInWith(ada.email, password)).status).toBe(200);
});

test("a browser in which somebody has signed in before is not kept out by a stranger at the same address", async () => {
  const zoe = await server.addPerson("zoe");
  const first = await signInWith(zoe.email, password);
  const device = deviceOf(first);
  for (let count = 0; count < 11; count += 1) await signInWith(zoe.email, "wrong");

  const strange = await signInWith(zoe.email, password);
  const known = await signInWith(zoe.email, password, { cookie: device });
  const ofOther = await signInWith("bob@example.org", "wrong", { cookie: device });

  expect([strange.status, known.status, ofOther.status]).toEqual([429, 200, 429]);
  expect(first.headers["set-cookie"]?.[1]).toMatch(
    /^postern_device=[\w-]{43}; Max-Age=\d+; Path=\/api\/postern\/v1\/session; HttpOnly; SameSite=Strict$/,
  );
  expect(deviceOf(known)).toBe(device);
  expect((await server.storedBytes()).includes(device.slice("postern_device=".length))).toBe(false);
  expect((await server.call(path, { cookie: device })).status).toBe(401);
});

test("an event stream says hello at once, and is given up when its reader leaves", async () => {
  const { streams } = server.server.services;
  const cookie = await server.signIn(ada);
  const before = streams.openCount;

  const response = await fetch(`${server.url}/api/postern/v1/events`, { headers: { cookie } });
  const reader = response.body?.getReader();
  const first = await reader?.read();

  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  expect(Buffer.from(first?.value ?? []).toString()).toMatch(/^data: \{"type":"hello"/);
  expect(streams.openCount).toBe(before + 1);
  await reader?.cancel();
  await eventually("the stream is given up", () => streams.openCount === before);
});
