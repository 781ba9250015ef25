/**
 * The whole product as real processes: the built server, a cluster, and agents started by the script of the usage box.
 * For the tests in `e2e/`.
 */
export { startSystem } from "./start-system.ts";
export type { System, SystemOptions } from "./start-system.ts";
export type { ServerProcess } from "./server-process.ts";
export type { AgentOnCluster } from "./agent-on-cluster.ts";
export { ApiClient } from "./api-client.ts";
export type { ApiAnswer } from "./api-client.ts";
export { evidenceFolder, keepEvidence } from "./keep-evidence.ts";
