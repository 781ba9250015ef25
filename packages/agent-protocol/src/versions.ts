/** Where an agent dials, below the origin of the server. */
export const agentConnectPath = "/api/postern/v1/agent/connect";

/** Versions that this code speaks; the dated history is in SPEC.md. */
export const protocolVersions: readonly number[] = [2];

/** The highest version that both sides speak; `undefined` when there is none. */
export function chooseVersion(offered: readonly number[]): number | undefined {
  const common = protocolVersions.filter((version) => offered.includes(version));
  return common.length === 0 ? undefined : Math.max(...common);
}
