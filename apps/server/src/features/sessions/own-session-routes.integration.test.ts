import { afterAll, beforeAll, expect, test } from "vitest";
import { password, startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const path = "/api/postern/v1/profile/sessions";

let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  ada = await server.addPerson("ada");
});

afterAll(() => server[Symbol.asyncDispose]());

interface Listed {
  readonly sessions: readonly { readonly id: string; readonly isCurrent: boolean }[];
}

async function list(cookie: string): Promise<Listed["sessions"]> {
  return ((await server.call(path, { cookie })).json as unknown as Listed).sessions;
}

test("a person sees where they are signed in, and ends it there", async () => {
  const [here, there] = [await server.signIn(ada), await server.signIn(ada)];
  const before = await list(here);
  const other = before.find(({ isCurrent }) => !isCurrent)?.id ?? "";

  const ended = await server.call(`${path}/${other}`, { method: "DELETE", cookie: here, origin: server.url });
  const again = await server.call(`${path}/${other}`, { method: "DELETE", cookie: here, origin: server.url });

  expect(before).toHaveLength(2);
  expect(before.find(({ isCurrent }) => isCurrent)).toEqual({
    id: expect.stringMatching(/^\w{22}$/),
    createdAt: expect.stringMatching(/Z$/),
    lastSeenAt: expect.stringMatching(/Z$/),
    // By link, in no request.
    address: null,
    userAgent: null,
    isCurrent: true,
  });
  expect([ended.status, again.status, again.json.code]).toEqual([204, 404, "session.not_found"]);
  expect((await server.call(path, { cookie: there })).status).toBe(401);
  expect(await list(here)).toHaveLength(1);
});

test("all others end at once, and their event streams with them", async () => {
  const [here, there] = [await server.signIn(ada), await server.signIn(ada)];
  const stream = await fetch(`${server.url}/api/postern/v1/events`, { headers: { cookie: there } });

  const ended = await server.call(path, { method: "DELETE", cookie: here, origin: server.url });

  expect([ended.status, server.server.services.streams.openCount]).toEqual([204, 0]);
  expect(await stream.text()).toContain('"hello"');
  expect(await list(here)).toHaveLength(1);
  expect((await server.call(path, { cookie: there })).status).toBe(401);
});

test("a password is changed with the old one, and not with less", async () => {
  const cookie = await server.signIn(ada);
  const change = (body: object) => server.call("/api/postern/v1/profile/password", { method: "PUT", cookie, origin: server.url, body });

  const wrong = await change({ currentPassword: "wrong", newPassword: "another horse battery" });
  const missing = await change({ newPassword: "another horse battery" });
  const weak = await change({ currentPassword: password, newPassword: "short" });
  const changed = await change({ currentPassword: password, newPassword: "another horse battery" });

  expect([wrong.status, wrong.json.code, wrong.json.fields]).toEqual([400, "auth.password_wrong", ["currentPassword"]]);
  expect([missing.status, missing.json.fields]).toEqual([400, ["currentPassword"]]);
  expect([weak.status, weak.json.fields]).toEqual([400, ["newPassword"]]);
  expect(changed.status).toBe(204);
  expect((await server.call(path, { cookie })).status).toBe(200);
});

test("a token sees and ends no sessions", async () => {
  const answers = [
    await server.call(path, { token: ada.token }),
    await server.call(path, { method: "DELETE", token: ada.token }),
    await server.call(`${path}/x`, { method: "DELETE", token: ada.token }),
    await server.call("/api/postern/v1/profile/password", { method: "PUT", token: ada.token, body: {} }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
});
