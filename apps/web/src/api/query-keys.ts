/** The names under which answers are kept. Longer keys fall with the shorter ones that they begin with. */
export type QueryKey = readonly (string | number | Readonly<Record<string, string | number | undefined>>)[];

export const queryKeys = {
  session: ["session"],
  serviceInfo: ["service-info"],
  tokens: ["tokens"],
  /** The person's own names, picture, first workspace and sessions. */
  profile: ["profile"],
  /** The organizations and workspaces that one can see. */
  places: ["places"],
  accounts: ["accounts"],
  audit: ["audit"],
  allOrganizations: ["all-organizations"],
  allWorkspaces: ["all-workspaces"],
  credentials: ["credentials"],
  agents: ["agents"],
  computeEnvs: ["compute-envs"],
  computeEnv: (computeEnvId: string) => ["compute-env", computeEnvId],
  runs: ["runs"],
  run: (runId: string) => ["run", runId],
  /** Not below `run`: the log is asked for by its own events, and is the largest answer of all. */
  runLog: (runId: string) => ["run-log", runId],
} as const;
