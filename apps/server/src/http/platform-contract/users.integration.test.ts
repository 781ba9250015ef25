import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson } from "../../testing/test-server.ts";

const plan = {
  tags: ["users", "tokens", "service-info"],
  stillToCome: [
    "GET /users/validate",
    "GET /users/{userId}",
    "POST /users/{userId}",
    "DELETE /users/{userId}",
    "DELETE /tokens/delete-all",
  ],
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

  test("a token is made, listed and deleted", async () => {
    const made = await call("POST /tokens", { token: ada.token, body: { name: "laptop" } });
    const id = made.json.token?.id ?? 0;
    const listed = await call("GET /tokens", { token: ada.token });
    const taken = await call("POST /tokens", { token: ada.token, body: { name: "laptop" } });
    const deleted = await call(`DELETE /tokens/${String(id)}`, { token: ada.token });
    const gone = await call(`DELETE /tokens/${String(id)}`, { token: ada.token });

    expect([made, listed, taken, deleted, gone].map(({ status }) => status)).toEqual([200, 200, 409, 204, 404]);
    expect(listed.json.tokens?.map(({ name }) => name)).toContain("laptop");
  });
});
