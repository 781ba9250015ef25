import { describePlatformContract } from "@postern/testing";
import { startTestServer } from "../../testing/test-server.ts";

const plan = {
  tags: ["avatars"],
  stillToCome: ["GET /avatars/{avatarId}", "POST /avatars"],
  start: (database: string) => startTestServer({ flags: { database } }),
};

describePlatformContract("avatars", plan, () => undefined);
