import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson } from "../../testing/test-server.ts";

const plan = {
  tags: ["workspaces"],
  stillToCome: [
    "GET /orgs/{orgId}/workspaces/{workspaceId}/participants",
    "PUT /orgs/{orgId}/workspaces/{workspaceId}/participants/add",
    "PUT /orgs/{orgId}/workspaces/{workspaceId}/participants/{participantId}/role",
    "DELETE /orgs/{orgId}/workspaces/{workspaceId}/participants/{participantId}",
    "DELETE /orgs/{orgId}/workspaces/{workspaceId}/participants",
    "DELETE /orgs/{orgId}/workspaces/{workspaceId}/users/{userId}",
  ],
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
});
