import type { Agent } from "@postern/contracts";
import { agentName, kindWords } from "../agent-words.ts";

export const stateFilters = [
  { value: "online", label: "Online" },
  { value: "offline", label: "Offline" },
  { value: "revoked", label: "Revoked" },
  { value: "unclaimed", label: "Unclaimed" },
] as const;

export const kindFilters = [
  { value: "v2", label: kindWords.v2 },
  { value: "legacy", label: kindWords.legacy },
] as const;

/** Which agents are shown, as it stands in the address. */
export interface AgentFilter {
  readonly search: string;
  readonly state: string;
  readonly kind: string;
}

/** Those that fit: every word of the search stands in the name, the ID, the host, a user, the version or what is served. */
export function filteredAgents(all: readonly Agent[], { search, state, kind }: AgentFilter): readonly Agent[] {
  const words = search.toLowerCase().split(/\s+/);
  return all.filter((one) => {
    const text = textOf(one);
    return words.every((word) => text.includes(word)) && hasState(one, state) && (kind === "" || one.kind === kind);
  });
}

function hasState(agent: Agent, state: string): boolean {
  if (state === "unclaimed") return agent.isUnclaimed;
  return state === "" || agent.state === state;
}

function textOf(agent: Agent): string {
  const { connectionId, hostName, userName, startedBy, version, serves = [] } = agent;
  const served = serves.map(({ name }) => name).join(" ");
  return `${agentName(agent)} ${connectionId} ${hostName} ${userName} ${startedBy} ${version} ${served}`.toLowerCase();
}
