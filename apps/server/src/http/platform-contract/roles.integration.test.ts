import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson } from "../../testing/test-server.ts";

const plan = { tags: ["roles"], stillToCome: [], start: (database: string) => startTestServer({ flags: { database } }) };

describePlatformContract("roles", plan, ({ server, call }) => {
  let ada: TestPerson;
  let inAlpha: string;
  beforeAll(async () => {
    ada = await server().addPerson("ada");
    const { json } = await call("POST /orgs", { token: ada.token, body: { organization: { name: "alpha", fullName: "Alpha Lab" } } });
    inAlpha = `orgId=${String((json as { organization: { orgId: number } }).organization.orgId)}`;
  });

  test("built-in roles and permissions are listed and described, with and without an organization", async () => {
    const { token } = ada;
    const listed = await call("GET /roles", { token });
    const described = await call("GET /roles/maintain", { token });
    const inside = await call(`GET /roles?${inAlpha}&type=predefined&max=2&offset=1&name=`, { token });
    const permissions = await call(`GET /roles/permissions?${inAlpha}`, { token });

    expect([listed, described, inside, permissions].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(described.json).toMatchObject({ role: { name: "maintain", isPredefined: true, lastUpdated: null } });
    expect(inside.json).toMatchObject({ roles: [{ name: "admin" }, { name: "maintain" }], totalSize: 6 });
  });

  test("a role is made, described, changed and deleted", async () => {
    const { token } = ada;
    const role = { name: "data-steward", description: "Looks after data", permissions: ["workspace:read", "dataset:write"] };
    const free = await call(`GET /roles/validate?${inAlpha}&name=data-steward`, { token });
    const made = await call(`POST /roles?${inAlpha}`, { token, body: role });
    const again = await call(`POST /roles?${inAlpha}`, { token, body: role });
    const bad = await call(`POST /roles?${inAlpha}`, { token, body: { ...role, name: "new", permissions: ["dataset:eat"] } });
    const taken = await call(`GET /roles/validate?${inAlpha}&name=Data-Steward`, { token });
    const described = await call(`GET /roles/data-steward?${inAlpha}`, { token });
    const changed = await call(`PUT /roles/data-steward?${inAlpha}`, { token, body: { name: "steward", description: "Other words" } });
    const builtIn = await call(`PUT /roles/view?${inAlpha}`, { token, body: { description: "Mine" } });
    const listed = await call(`GET /roles?${inAlpha}&type=custom`, { token });
    const deleted = await call(`DELETE /roles/steward?${inAlpha}`, { token });
    const gone = await call(`GET /roles/steward?${inAlpha}`, { token });

    const answers = [free, made, again, bad, taken, described, changed, builtIn, listed, deleted, gone];
    expect(answers.map(({ status }) => status)).toEqual([204, 201, 409, 400, 409, 200, 204, 400, 200, 204, 404]);
    expect(made.json).toEqual({ ...role, permissions: ["dataset:write", "workspace:read"] });
    expect(described.json).toMatchObject({ role: { ...role, permissions: ["dataset:write", "workspace:read"], isPredefined: false } });
    expect(listed.json).toEqual({ roles: [{ name: "steward", description: "Other words", isPredefined: false }], totalSize: 1 });
  });
});
