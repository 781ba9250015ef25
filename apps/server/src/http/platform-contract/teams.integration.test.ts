import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson } from "../../testing/test-server.ts";

const plan = { tags: ["teams"], stillToCome: [], start: (database: string) => startTestServer({ flags: { database } }) };

describePlatformContract("teams", plan, ({ server, call }) => {
  let ada: TestPerson;
  let org: string;
  beforeAll(async () => {
    ada = await server().addPerson("ada");
    const { json } = await call("POST /orgs", { token: ada.token, body: { organization: { name: "alpha", fullName: "Alpha Lab" } } });
    org = `/orgs/${String((json as { organization: { orgId: number } }).organization.orgId)}`;
  });

  test("a team is made, described, changed and deleted", async () => {
    const { token } = ada;
    const free = await call(`GET ${org}/teams/validate?name=curators`, { token });
    const made = await call(`POST ${org}/teams`, { token, body: { team: { name: "curators", description: "of samples" } } });
    const again = await call(`POST ${org}/teams`, { token, body: { team: { name: "Curators" } } });
    const bad = await call(`POST ${org}/teams`, { token, body: { team: { name: "a--b" } } });
    const one = `${org}/teams/${String((made.json as { team: { teamId: number } }).team.teamId)}`;
    const listed = await call(`GET ${org}/teams`, { token });
    const changed = await call(`PUT ${one}`, { token, body: { name: "keepers", description: "" } });
    const described = await call(`GET ${one}`, { token });
    const taken = await call(`GET ${org}/teams/validate?name=KEEPERS`, { token });
    const deleted = await call(`DELETE ${one}`, { token });
    const gone = await call(`GET ${one}`, { token });

    const answers = [free, made, again, bad, listed, changed, described, taken, deleted, gone];
    expect(answers.map(({ status }) => status)).toEqual([204, 200, 409, 400, 200, 204, 200, 409, 204, 404]);
    expect(listed.json).toMatchObject({ teams: [{ name: "curators", description: "of samples", membersCount: 0 }], totalSize: 1 });
    expect(described.json).toMatchObject({ team: { name: "keepers", description: null, avatarUrl: null, idpGroupId: null } });
  });

  test("members join a team and leave it, and the team takes part in workspaces", async () => {
    const { token } = ada;
    const made = await call(`POST ${org}/teams`, { token, body: { team: { name: "pilots" } } });
    const { teamId } = (made.json as { team: { teamId: number } }).team;
    const one = `${org}/teams/${String(teamId)}`;
    const added = await call(`POST ${one}/members`, { token, body: { userNameOrEmail: "ada" } });
    const again = await call(`POST ${one}/members`, { token, body: { userNameOrEmail: "ada@example.org" } });
    const unknown = await call(`POST ${one}/members`, { token, body: { userNameOrEmail: "nobody" } });
    const workspace = { name: "genomics", fullName: "Genomics", visibility: "PRIVATE" };
    const inside = await call(`POST ${org}/workspaces`, { token, body: { workspace } });
    const place = `${org}/workspaces/${String((inside.json as { workspace: { id: number } }).workspace.id)}`;
    await call(`PUT ${place}/participants/add`, { token, body: { teamId } });
    const members = await call(`GET ${one}/members?max=25&offset=0&search=ada`, { token });
    const places = await call(`GET ${one}/workspaces?max=10`, { token });
    const { memberId } = (added.json as { member: { memberId: number } }).member;
    const removed = await call(`DELETE ${one}/members/${String(memberId)}/delete`, { token });
    const gone = await call(`DELETE ${one}/members/${String(memberId)}/delete`, { token });

    const answers = [added, again, unknown, members, places, removed, gone];
    expect(answers.map(({ status }) => status)).toEqual([200, 409, 404, 200, 200, 204, 404]);
    expect(members.json).toMatchObject({ members: [{ memberId, role: "owner" }], totalSize: 1 });
    expect(places.json).toMatchObject({
      workspaces: [{ orgName: "alpha", workspaceName: "genomics", workspaceFullName: "Genomics", participantRole: "launch" }],
      totalSize: 1,
    });
  });
});
