/** Where an agent, or an act on it, is in the API. It belongs to a person and to no workspace. */
export const agentPath = (agentId: string, act?: "revoke" | "allow"): string =>
  `/api/postern/v1/agents/${encodeURIComponent(agentId)}${act === undefined ? "" : `/${act}`}`;
