import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson } from "../../testing/test-server.ts";

const plan = {
  tags: ["orgs"],
  stillToCome: [],
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

  test("members come, get another role, go and leave", async () => {
    const { token } = ada;
    const ben = await server().addPerson("ben");
    const made = await call("POST /orgs", { token, body: { organization: { name: "gamma", fullName: "Gamma Lab" } } });
    const org = `/orgs/${String((made.json as { organization: { orgId: number } }).organization.orgId)}`;
    const added = await call(`PUT ${org}/members/add`, { token, body: { user: "ben" } });
    const { memberId } = (added.json as { member: { memberId: number } }).member;
    const invited = await call(`PUT ${org}/members/add`, { token, body: { user: "dora@lab.example" } });
    const again = await call(`PUT ${org}/members/add`, { token, body: { user: "ben@example.org" } });
    const unknown = await call(`PUT ${org}/members/add`, { token, body: { user: "nobody" } });
    const listed = await call(`GET ${org}/members?max=100&offset=0&search=`, { token });
    const found = await call(`GET ${org}/members?search=ben`, { token });
    const lowered = await call(`PUT ${org}/members/${String(memberId)}/role`, { token, body: { role: "collaborator" } });
    const collaborators = await call(`GET ${org}/collaborators?max=100&offset=0`, { token });
    const roles = await call(`GET ${org}/users/${String(ada.userId)}/roles`, { token });
    const left = await call(`DELETE ${org}/members/leave`, { token: ben.token });
    const last = await call(`DELETE ${org}/members/leave`, { token });
    const dora = (invited.json as { member: { memberId: number } }).member.memberId;
    const deleted = await call(`DELETE ${org}/members/${String(dora)}`, { token });
    const gone = await call(`DELETE ${org}/members/${String(dora)}`, { token });

    const answers = [added, invited, again, unknown, listed, found, lowered, collaborators, roles, left, last, deleted, gone];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409, 404, 200, 200, 204, 200, 200, 204, 409, 204, 404]);
    expect(found.json).toEqual({
      members: [expect.objectContaining({ memberId, userName: "ben", role: "member", avatar: null })],
      totalSize: 1,
    });
    expect(collaborators.json).toMatchObject({ members: [{ memberId, role: "collaborator" }], totalSize: 1 });
    expect(roles.json).toMatchObject({ user: { userName: "ada" }, userWorkspaces: [] });
  });
});
