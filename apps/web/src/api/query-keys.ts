import type { WorkspaceName } from "./in-workspace.ts";

/** The names under which answers are kept. Longer keys fall with the shorter ones that they begin with. */
export type QueryKey = readonly (string | number | Readonly<Record<string, string | number | undefined>>)[];

/**
 * What belongs to a workspace has the workspace in second place: an answer of one is never shown in another, and an event
 * makes old what it concerns.
 */
export const queryKeys = {
  everything: [],
  session: ["session"],
  serviceInfo: ["service-info"],
  tokens: ["tokens"],
  /** The person's own names, picture, first workspace and sessions. */
  profile: ["profile"],
  accounts: ["accounts"],
  audit: ["audit"],
  masterKeys: ["master-keys"],
  vaultState: ["vault-state"],
  allOrganizations: ["all-organizations"],
  allWorkspaces: ["all-workspaces"],
  /** The organizations and workspaces that one can see. */
  places: ["places"],
  rights: ["rights"],
  rightsIn: (workspaceId: number) => ["rights", workspaceId],
  organization: (orgId: number) => ["organization", orgId],
  workspace: ({ workspaceId }: { readonly workspaceId: number }) => ["workspace", workspaceId],
  credentials: (place: WorkspaceName) => ["credentials", nameOf(place)],
  /** Below the list: an event names no single credential. */
  credential: (place: WorkspaceName, credentialId: string) => ["credentials", nameOf(place), "one", credentialId],
  /** Agents belong to people: their events name no workspace. */
  agents: ["agents"],
  agentsIn: (place: WorkspaceName) => ["agents", nameOf(place)],
  /** Not asked for: an event writes it, see `LiveProvider`. */
  agentRefusal: ["agent-refusal"],
  /** Below the lists, so that their events make it old too. */
  agent: (place: WorkspaceName, agentId: string) => ["agents", nameOf(place), "one", agentId],
  /** What clusters offer. Below no environment: no event makes it old. */
  offer: (place: WorkspaceName) => ["offer", nameOf(place)],
  /** Each list is asked of a cluster: no event makes it old. */
  nextflowVersions: (place: WorkspaceName, computeEnvId: string) => ["offer", nameOf(place), { computeEnvId }, "nextflow-versions"],
  /** Not asked for: an event writes it, see `LiveProvider`. */
  nextflowCopy: (place: WorkspaceName, computeEnvId: string) => ["nextflow-copy", nameOf(place), computeEnvId],
  /** Who may use things of a workspace: below no list, as it is asked for one thing at a time. */
  useLimit: (place: WorkspaceName, kind: string, id: string) => ["use-limit", nameOf(place), kind, id],
  computeEnvs: (place: WorkspaceName) => ["compute-envs", nameOf(place)],
  /** All of a workspace that were looked at one by one. */
  eachComputeEnv: (place: WorkspaceName) => ["compute-env", nameOf(place)],
  labels: (place: WorkspaceName) => ["labels", nameOf(place)],
  computeEnv: (place: WorkspaceName, computeEnvId: string) => ["compute-env", nameOf(place), computeEnvId],
  runs: (place: WorkspaceName) => ["runs", nameOf(place)],
  run: (place: WorkspaceName, runId: string) => ["run", nameOf(place), runId],
  /** Not below `run`: the log is asked for by its own events, and is the largest answer of all. */
  runLog: (place: WorkspaceName, runId: string) => ["run-log", nameOf(place), runId],
  /** Not below `run` either: what a form was filled with is never asked for again. */
  launchOf: (place: WorkspaceName, runId: string) => ["launch-of", nameOf(place), runId],
} as const;

const nameOf = ({ workspaceId }: WorkspaceName): number | "personal" => workspaceId ?? "personal";
