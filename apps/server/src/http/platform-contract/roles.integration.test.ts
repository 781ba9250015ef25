import { describePlatformContract } from "@postern/testing";
import { startTestServer } from "../../testing/test-server.ts";

const plan = {
  tags: ["roles"],
  stillToCome: [
    "DELETE /roles/{roleName}",
    "GET /roles",
    "GET /roles/permissions",
    "GET /roles/validate",
    "GET /roles/{roleName}",
    "POST /roles",
    "PUT /roles/{roleName}",
  ],
  start: (database: string) => startTestServer({ flags: { database } }),
};

describePlatformContract("roles", plan, () => undefined);
