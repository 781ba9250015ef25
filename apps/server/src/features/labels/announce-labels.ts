import type { Home } from "../../home.ts";
import { audienceAt } from "../../live/live-events.ts";
import type { LiveEvents } from "../../live/live-events.ts";

/** Tells the open pages of those who may see the labels of a place, or things that have them, to look again. After the commit, never before. */
export function announceLabels(live: Pick<LiveEvents, "publish">, home: Home): void {
  const workspaceId = home.kind === "workspace" ? home.workspaceId : null;
  live.publish(audienceAt(home, "label:read"), { type: "labels", workspaceId });
}
