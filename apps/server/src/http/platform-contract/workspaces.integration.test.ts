import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson } from "../../testing/test-server.ts";

const plan = {
  tags: ["workspaces"],
  stillToCome: [],
  start: (database: string) => startTestServer({ flags: { database } }),
};

describePlatformContract("workspaces and participants", plan, ({ server, call }) => {
  let ada: TestPerson;
  beforeAll(async () => {
    ada = await server().addPerson("ada");
  });

  test("somebody without an organization has a list, too", async () => {
    const { status, json } = await call(`GET /user/${String(ada.userId)}/workspaces`, { token: ada.token });

    expect([status, json]).toEqual([200, { orgsAndWorkspaces: [] }]);
  });

  test("a workspace is added, described, changed and deleted", async () => {
    const { token } = ada;
    const organization = await call("POST /orgs", { token, body: { organization: { name: "alpha", fullName: "Alpha Lab" } } });
    const inside = `/orgs/${String((organization.json as { organization: { orgId: number } }).organization.orgId)}/workspaces`;
    const free = await call(`GET ${inside}/validate?name=genomics`, { token });
    const workspace = { name: "genomics", fullName: "Genomics", description: "d", visibility: "SHARED" };
    const made = await call(`POST ${inside}`, { token, body: { workspace } });
    const one = `${inside}/${String((made.json as { workspace: { id: number } }).workspace.id)}`;
    const again = await call(`POST ${inside}`, { token, body: { workspace } });
    const bad = await call(`POST ${inside}`, { token, body: { workspace: { ...workspace, name: "a--b" } } });
    const places = await call(`GET /user/${String(ada.userId)}/workspaces`, { token });
    const listed = await call(`GET ${inside}`, { token });
    const changed = await call(`PUT ${one}`, { token, body: { fullName: "All genomes", visibility: "PRIVATE" } });
    const described = await call(`GET ${one}`, { token });
    const deleted = await call(`DELETE ${one}`, { token });
    const gone = await call(`GET ${one}`, { token });

    const answers = [free, made, again, bad, places, listed, changed, described, deleted, gone];
    expect(answers.map(({ status }) => status)).toEqual([204, 200, 409, 400, 200, 200, 200, 200, 204, 404]);
    expect(places.json).toMatchObject({ orgsAndWorkspaces: [{ workspaceId: null }, { workspaceName: "genomics", roles: ["owner"] }] });
    expect(listed.json).toMatchObject({ workspaces: [workspace] });
    expect(described.json).toMatchObject({ workspace: { ...workspace, fullName: "All genomes", visibility: "PRIVATE" } });
    expect(changed.json).toEqual(described.json);
  });

  test("participants come in, get another role, are put out and leave", async () => {
    const { token } = ada;
    const ben = await server().addPerson("ben");
    const made = await call("POST /orgs", { token, body: { organization: { name: "beta", fullName: "Beta Lab" } } });
    const org = `/orgs/${String((made.json as { organization: { orgId: number } }).organization.orgId)}`;
    const workspace = { name: "genomics", fullName: "Genomics", visibility: "PRIVATE" };
    const inside = await call(`POST ${org}/workspaces`, { token, body: { workspace } });
    const all = `${org}/workspaces/${String((inside.json as { workspace: { id: number } }).workspace.id)}/participants`;
    const team = await call(`POST ${org}/teams`, { token, body: { team: { name: "curators" } } });
    const { teamId } = (team.json as { team: { teamId: number } }).team;
    const asTeam = await call(`PUT ${all}/add`, { token, body: { teamId } });
    const asPerson = await call(`PUT ${all}/add`, { token, body: { userNameOrEmail: "ben" } });
    const again = await call(`PUT ${all}/add`, { token, body: { userNameOrEmail: "ben@example.org" } });
    const { participantId } = (asPerson.json as { participant: { participantId: number } }).participant;
    const listed = await call(`GET ${all}?max=100&offset=0`, { token });
    const found = await call(`GET ${all}?search=CURA`, { token });
    const changed = await call(`PUT ${all}/${String(participantId)}/role`, { token, body: { role: "maintain" } });
    const beyond = await call(`PUT ${all}/${String(participantId)}/role`, { token: ben.token, body: { role: "owner" } });
    const left = await call(`DELETE ${all}`, { token: ben.token });
    const other = await call(`PUT ${all}/add`, { token, body: { userNameOrEmail: "dora@lab.example" } });
    const deleted = await call(
      `DELETE ${all}/${String((asTeam.json as { participant: { participantId: number } }).participant.participantId)}`,
      {
        token,
      },
    );
    const dora = await server().server.services.users.findByEmail("dora@lab.example");
    const byUser = await call(`DELETE ${all.replace("participants", "users")}/${String(dora?.id)}`, { token });

    const answers = [asTeam, asPerson, again, listed, found, changed, beyond, left, other, deleted, byUser];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409, 200, 200, 204, 403, 204, 200, 204, 204]);
    expect(asPerson.json).toMatchObject({ participant: { type: "COLLABORATOR", userName: "ben", wspRole: "launch", teamId: null } });
    expect(found.json).toMatchObject({ participants: [{ type: "TEAM", teamId, teamName: "curators", userName: null }], totalSize: 1 });
    expect(beyond.json).toMatchObject({ permission: "workspace:write" });
  });
});
