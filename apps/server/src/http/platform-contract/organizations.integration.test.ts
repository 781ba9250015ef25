import { describePlatformContract } from "@postern/testing";
import { startTestServer } from "../../testing/test-server.ts";

const plan = {
  tags: ["orgs"],
  stillToCome: [
    "DELETE /orgs/{orgId}",
    "DELETE /orgs/{orgId}/members/leave",
    "DELETE /orgs/{orgId}/members/{memberId}",
    "GET /orgs",
    "GET /orgs/validate",
    "GET /orgs/{orgId}",
    "GET /orgs/{orgId}/collaborators",
    "GET /orgs/{orgId}/members",
    "GET /orgs/{orgId}/quotas",
    "GET /orgs/{orgId}/users/{userId}/roles",
    "POST /orgs",
    "PUT /orgs/{orgId}",
    "PUT /orgs/{orgId}/members/add",
    "PUT /orgs/{orgId}/members/{memberId}/role",
  ],
  start: (database: string) => startTestServer({ flags: { database } }),
};

describePlatformContract("organizations, members and collaborators", plan, () => undefined);
