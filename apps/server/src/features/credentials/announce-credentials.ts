import type { Home } from "../../home.ts";
import { audienceAt } from "../../live/live-events.ts";
import type { LiveEvents } from "../../live/live-events.ts";

/** Tells the open pages of those who may see the credentials of a place to look again. After the commit, never before. */
export function announceCredentials(live: LiveEvents, home: Home): void {
  const workspaceId = home.kind === "workspace" ? home.workspaceId : null;
  live.publish(audienceAt(home, "credentials:read"), { type: "credentials", workspaceId });
}
