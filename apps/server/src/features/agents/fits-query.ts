import type { ListAgentsQuery } from "@postern/contracts";
import type { LiveAgent } from "../../agents/index.ts";
import { stateOf } from "./agent-state.ts";
import type { StoredAgent } from "./store.ts";

/** Whether an agent is among those that were asked for. What is not asked, fits. */
export function fitsQuery({ row, live }: Looked, { connectionId, search, state }: ListAgentsQuery): boolean {
  if (connectionId !== undefined && row.connection_id !== connectionId) return false;
  if (state !== undefined && stateOf(row.revoked_at, live) !== state) return false;
  const word = (search ?? "").trim().toLowerCase();
  return [row.name ?? "", row.connection_id, row.host_name].some((text) => text.toLowerCase().includes(word));
}

interface Looked {
  readonly row: Pick<StoredAgent, "name" | "connection_id" | "host_name" | "revoked_at">;
  readonly live: LiveAgent | undefined;
}
