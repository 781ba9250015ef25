import type { Agent } from "@postern/contracts";
import type { LiveAgent } from "../../agents/index.ts";

/** The one word for how an agent is. Who is revoked stays so, whatever is connected for a moment yet. */
export function stateOf(revokedAt: number | null, live: LiveAgent | undefined): Agent["state"] {
  if (revokedAt !== null) return "revoked";
  return live === undefined ? "offline" : "online";
}
