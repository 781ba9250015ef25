import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson } from "../../testing/test-server.ts";

const plan = {
  tags: ["users", "tokens", "service-info"],
  stillToCome: [],
  start: (database: string) => startTestServer({ flags: { database } }),
};

describePlatformContract("users and tokens", plan, ({ server, call }) => {
  let ada: TestPerson;
  beforeAll(async () => {
    ada = await server().addPerson("ada");
  });

  test("the server tells its version to everybody", async () => {
    const { status } = await call("GET /service-info");

    expect(status).toBe(200);
  });

  test("a person is described, and nobody who is unknown", async () => {
    const known = await call("GET /user-info", { token: ada.token });
    const unknown = await call("GET /user-info");

    expect([known.status, unknown.status]).toEqual([200, 401]);
    expect(known.json).toMatchObject({ user: { id: ada.userId, userName: "ada", email: ada.email } });
  });

  test("a person is described by their id, changed, and leaves; others are not found", async () => {
    const eve = await server().addPerson("eve");
    const [one, other] = [`/users/${String(eve.userId)}`, `/users/${String(ada.userId)}`];
    const { token } = eve;
    const names = ["eve-2", "ada", "Not Good"].map((name) => call(`GET /users/validate?name=${encodeURIComponent(name)}`, { token }));
    const change = { email: eve.email, userName: "eve-2", firstName: "Eve", waveBuildNotification: "ON_ERROR" };
    const changed = await call(`POST ${one}`, { token, body: change });
    const taken = await call(`POST ${one}`, { token, body: { ...change, userName: "ada" } });
    const described = await call(`GET ${one}`, { token });
    const strange = await call(`GET ${other}`, { token });
    const left = await call(`DELETE ${one}`, { token });

    expect((await Promise.all(names)).map(({ status }) => status)).toEqual([204, 409, 400]);
    expect([changed, taken, described, strange, left].map(({ status }) => status)).toEqual([204, 409, 200, 404, 204]);
    expect(described.json).toMatchObject({ user: { userName: "eve-2", firstName: "Eve", name: "Eve" } });
  });

  test("a token is made, listed and deleted", async () => {
    const made = await call("POST /tokens", { token: ada.token, body: { name: "laptop" } });
    const id = made.json.token?.id ?? 0;
    const listed = await call("GET /tokens", { token: ada.token });
    const taken = await call("POST /tokens", { token: ada.token, body: { name: "laptop" } });
    const deleted = await call(`DELETE /tokens/${String(id)}`, { token: ada.token });
    const gone = await call(`DELETE /tokens/${String(id)}`, { token: ada.token });

    const bob = await server().addPerson("bob");
    const all = await call("DELETE /tokens/delete-all", { token: bob.token });

    expect([made, listed, taken, deleted, gone, all].map(({ status }) => status)).toEqual([200, 200, 409, 204, 404, 204]);
    expect(listed.json.tokens?.map(({ name }) => name)).toContain("laptop");
  });
});
