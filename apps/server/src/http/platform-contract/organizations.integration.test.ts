import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson } from "../../testing/test-server.ts";

const plan = {
  tags: ["orgs"],
  stillToCome: [
    "DELETE /orgs/{orgId}/members/leave",
    "DELETE /orgs/{orgId}/members/{memberId}",
    "GET /orgs/{orgId}/collaborators",
    "GET /orgs/{orgId}/members",
    "GET /orgs/{orgId}/users/{userId}/roles",
    "PUT /orgs/{orgId}/members/add",
    "PUT /orgs/{orgId}/members/{memberId}/role",
  ],
  start: (database: string) => startTestServer({ flags: { database } }),
};

describePlatformContract("organizations, members and collaborators", plan, ({ server, call }) => {
  let ada: TestPerson;
  beforeAll(async () => {
    ada = await server().addPerson("ada");
  });

  test("an organization is founded, described, changed and deleted", async () => {
    const { token } = ada;
    const free = await call("GET /orgs/validate?name=alpha", { token });
    const organization = { name: "alpha", fullName: "Alpha Lab", description: "d", location: "Bern", website: "https://alpha.example" };
    const made = await call("POST /orgs", { token, body: { organization } });
    const id = String((made.json as { organization: { orgId: number } }).organization.orgId);
    const again = await call("POST /orgs", { token, body: { organization } });
    const bad = await call("POST /orgs", { token, body: { organization: { ...organization, name: "admin" } } });
    const listed = await call("GET /orgs?role=owner", { token });
    const described = await call(`GET /orgs/${id}`, { token });
    const quotas = await call(`GET /orgs/${id}/quotas`, { token });
    const changed = await call(`PUT /orgs/${id}`, { token, body: { name: "beta", type: "academic", paying: false } });
    const taken = await call("GET /orgs/validate?name=beta", { token });
    const deleted = await call(`DELETE /orgs/${id}`, { token });
    const gone = await call(`GET /orgs/${id}`, { token });

    const answers = [free, made, again, bad, listed, described, quotas, changed, taken, deleted, gone];
    expect(answers.map(({ status }) => status)).toEqual([204, 200, 409, 400, 200, 200, 200, 204, 409, 204, 404]);
    expect(listed.json).toMatchObject({ organizations: [{ name: "alpha", memberRole: "owner" }], totalSize: 1 });
    expect(described.json).toMatchObject({ organization });
  });
});
