import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";

import { startSlurm } from "../slurm/start-slurm.ts";
import type { SlurmFixture } from "../slurm/start-slurm.ts";
import { endProcessesIn } from "./end-processes-in.ts";
import { startAgentOnCluster } from "./agent-on-cluster.ts";
import type { AgentOnCluster } from "./agent-on-cluster.ts";
import { ApiClient } from "./api-client.ts";
import { startServerProcess } from "./server-process.ts";
import type { ServerProcess } from "./server-process.ts";

export interface SystemOptions {
  /** `slurm`: a private one is started, and its commands reach it. `local`: the machine itself is the cluster. */
  readonly scheduler: "slurm" | "local";
  /** Before everything else on the PATH of the cluster: where `nextflow` is, and programs that misbehave. */
  readonly programFolders?: readonly string[];
  /** Further environment of the cluster's shell. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further words for `postern serve`. */
  readonly serverFlags?: readonly string[];
  /** Further environment of `postern init` and `postern serve`. */
  readonly serverEnv?: Readonly<Record<string, string>>;
}

/** The whole product as separate processes: server, cluster, and the agents that tests start on it. */
export interface System extends AsyncDisposable {
  readonly dir: string;
  readonly email: string;
  readonly password: string;
  readonly server: ServerProcess;
  /** As the administrator. */
  readonly api: ApiClient;
  readonly slurm: SlurmFixture | undefined;
  /** The home directory on the cluster. */
  readonly home: string;
  /** The environment of a login shell on the cluster. */
  readonly clusterEnv: Readonly<Record<string, string | undefined>>;
  /** Pastes a script of the usage box into a shell on the cluster, with `env` over that of the login shell; it lacks what is `undefined` there. */
  startAgent(script: string, connectionId: string, env?: Readonly<Record<string, string | undefined>>): Promise<AgentOnCluster>;
  /** A connection ID that no other test uses. */
  newConnectionId(): string;
  /** Ends every process and removes every file. */
  stop(): Promise<void>;
}

/**
 * Starts cluster and server. Needs the build (`npm run build`), and for `slurm` its Debian packages.
 * Nothing is left when it throws.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  await using opening = new AsyncDisposableStack();
  const dir = await realpath(await mkdtemp(join(tmpdir(), "postern-system-")));
  opening.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  opening.defer(() => endProcessesIn(dir));
  const home = join(dir, "home");
  await mkdir(home);
  const slurm = options.scheduler === "slurm" ? opening.use(await startSlurm({ dir: join(dir, "slurm") })) : undefined;
  const account = { email: "ada@example.org", password: "correct horse battery" };
  const flags = ["--poll-seconds", "1", "--log-level", "debug", ...(options.serverFlags ?? [])];
  const server = await startServerProcess({ dir, ...account, flags, env: options.serverEnv ?? {} });
  opening.defer(() => server.stop());
  const clusterEnv = { ...loginEnvironment(home, options.programFolders ?? []), ...slurm?.env, ...options.env };

  const agents = opening.use(new AsyncDisposableStack());
  const startAgent: System["startAgent"] = async (script, connectionId, env = {}) => {
    const logFile = join(dir, "logs", "agent.log");
    const agent = await startAgentOnCluster({ script, connectionId, home, env: { ...clusterEnv, ...env }, logFile });
    agents.defer(() => agent.stop());
    return agent;
  };
  const closing = opening.move();
  const stop = (): Promise<void> => closing.disposeAsync();
  return {
    dir,
    ...account,
    server,
    api: new ApiClient(server.url, server.token),
    slurm,
    home,
    clusterEnv,
    startAgent,
    newConnectionId: randomUUID,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

// What the tests' own shell happens to hold of Nextflow, Slurm or Postern must not reach the cluster.
function loginEnvironment(home: string, programFolders: readonly string[]): Record<string, string | undefined> {
  const foreign = /^(NXF|TOWER|POSTERN|SLURM|SBATCH|VITEST|NODE)_|^NODE_|^CI$/;
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  const path = [...programFolders, process.env["PATH"] ?? ""].join(delimiter);
  const { username } = userInfo();
  return {
    ...own,
    USER: username,
    LOGNAME: username,
    HOME: home,
    PATH: path,
    NXF_HOME: join(home, ".nextflow"),
  };
}
