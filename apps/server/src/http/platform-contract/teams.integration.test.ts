import { describePlatformContract } from "@postern/testing";
import { startTestServer } from "../../testing/test-server.ts";

const plan = {
  tags: ["teams"],
  stillToCome: [
    "DELETE /orgs/{orgId}/teams/{teamId}",
    "DELETE /orgs/{orgId}/teams/{teamId}/members/{memberId}/delete",
    "GET /orgs/{orgId}/teams",
    "GET /orgs/{orgId}/teams/validate",
    "GET /orgs/{orgId}/teams/{teamId}",
    "GET /orgs/{orgId}/teams/{teamId}/members",
    "GET /orgs/{orgId}/teams/{teamId}/workspaces",
    "POST /orgs/{orgId}/teams",
    "POST /orgs/{orgId}/teams/{teamId}/members",
    "PUT /orgs/{orgId}/teams/{teamId}",
  ],
  start: (database: string) => startTestServer({ flags: { database } }),
};

describePlatformContract("teams", plan, () => undefined);
