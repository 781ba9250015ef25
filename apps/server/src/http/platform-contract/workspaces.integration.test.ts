import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson } from "../../testing/test-server.ts";

const plan = {
  tags: ["workspaces"],
  stillToCome: [
    "GET /orgs/{orgId}/workspaces",
    "POST /orgs/{orgId}/workspaces",
    "GET /orgs/{orgId}/workspaces/validate",
    "GET /orgs/{orgId}/workspaces/{workspaceId}",
    "PUT /orgs/{orgId}/workspaces/{workspaceId}",
    "DELETE /orgs/{orgId}/workspaces/{workspaceId}",
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
});
