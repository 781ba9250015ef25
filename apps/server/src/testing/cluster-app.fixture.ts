import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InProcessBus } from "@postern/bus";
import type { ComputePlatform, HeadJobResources, LiveEvent, NodeSetupRequest } from "@postern/contracts";
import type { Database } from "@postern/database";
import { silentLogger, toComputeEnvId, toCredentialId } from "@postern/domain";
import type { ComputeEnvId, Limits, RunId, UserId } from "@postern/domain";
import { KeyRing, Vault } from "@postern/vault";
import { ManualClock } from "@postern/testing";
import { BorrowedChannel } from "../channels/borrowed-channel.ts";
import { AccessService } from "../features/access/service.ts";
import type { TrialSettings } from "../features/compute-envs/check/trial/trial.ts";
import type { ComputeEnvService } from "../features/compute-envs/service.ts";
import { FairSshKeyReader } from "../features/credentials/fair-ssh-key-reader.ts";
import { SecretOpener } from "../features/credentials/open-secret.ts";
import { CredentialService } from "../features/credentials/service.ts";
import { RunService } from "../features/runs/service.ts";
import { UseLimitService } from "../features/use-limits/service.ts";
import type { Actor } from "../http/caller.ts";
import { LiveEvents } from "../live/live-events.ts";
import { actorAtHome } from "./callers.fixture.ts";
import { BrokenWays } from "./broken-ways.fixture.ts";
import { composeClusters } from "./compose-clusters.fixture.ts";
import type { Clusters } from "./compose-clusters.fixture.ts";
import { openAudit } from "./open-audit.fixture.ts";
import { reachLocally } from "./reach.fixture.ts";
import type { OpenReach } from "./reach.fixture.ts";
import { addUser } from "./run-people.fixture.ts";
import { ShiftedClock } from "./shifted-clock.fixture.ts";

/** A `nextflow` that does what `main.sh` in the folder of the pipeline says, and a `java` that names its version. */
const nextflow = `#!/bin/bash
if [ "$1" = -version ]; then echo '      version 24.10.0 build 5928'; exit 0; fi
echo "$NXF_UUID" >>"$NXF_WORK/starts"
echo $$ >>"$NXF_WORK/pids"
while [ "$1" != run ]; do shift; done
. "$2/main.sh"
`;
const java = `#!/bin/sh
echo 'openjdk version "17.0.15" 2025-04-15' >&2
`;

export interface ClusterAppOptions {
  readonly database: Database;
  /** More for the environment of the commands, such as SLURM_CONF. */
  readonly env?: Readonly<Record<string, string>>;
  /** Behind the programs of the cluster itself. Default: `/usr/bin:/bin`. */
  readonly path?: string;
  readonly patienceMs?: number;
  /** Default: checks send no job. */
  readonly trial?: TrialSettings;
  /** Default: no limits. */
  readonly limits?: Partial<Limits>;
  /** How the cluster is reached. Default: as this machine itself. */
  readonly reach?: OpenReach;
  /** Reuse the cluster of another instance: what a restarted server finds. */
  readonly cluster?: TestCluster;
  /** Of another instance, to open what that one has sealed. */
  readonly vault?: Vault;
  /** Of another instance: the time that its test has moved on. */
  readonly clock?: ShiftedClock;
}

/** The cluster's side: folders and programs. */
export interface TestCluster {
  readonly root: string;
  readonly work: string;
  /** The path of a pipeline that behaves as this bash script says. */
  pipeline(name: string, script: string): Promise<string>;
}

export interface ClusterApp extends Clusters, AsyncDisposable {
  readonly cluster: TestCluster;
  readonly clock: ShiftedClock;
  readonly runs: RunService;
  readonly places: AccessService;
  readonly credentials: CredentialService;
  readonly vault: Vault;
  readonly ways: BrokenWays;
  /** What this server knows of others; alone unless the test says otherwise. */
  readonly team: { isLeading: boolean; hasOthers: boolean };
  readonly jane: Actor;
  /** Names of the reconcilers that were asked for a look out of turn. */
  readonly woken: readonly string[];
  readonly endedTokens: RunId[];
  readonly events: readonly LiveEvent[];
  /** An agent credential of Jane; the test channel serves it. */
  readonly credentialsId: string;
  /** Creates an environment, of the one credential unless the settings name another one, and waits for its check. */
  environment(platform: ComputePlatform, config?: object): Promise<ComputeEnvId>;
  /** One look at all clusters, to its end. */
  sweep(): Promise<void>;
}

export async function makeCluster(): Promise<TestCluster> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "postern-cluster-")));
  const work = join(root, "work");
  for (const folder of ["bin", "work", "pipelines"]) await mkdir(join(root, folder));
  for (const [name, text] of Object.entries({ nextflow, java })) {
    await writeFile(join(root, "bin", name), text);
    await chmod(join(root, "bin", name), 0o755);
  }
  return {
    root,
    work,
    pipeline: async (name, script) => {
      const folder = join(root, "pipelines", name);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "main.sh"), script);
      return folder;
    },
  };
}

/** Also ends what still runs there, by the pids that the processes wrote themselves. */
export async function removeCluster({ root, work }: TestCluster): Promise<void> {
  const folder = join(work, ".postern-jobs");
  const jobs = await readdir(folder).catch(() => []);
  const files = [join(work, "pids"), ...jobs.flatMap((name) => [join(folder, name, "job"), join(folder, name, "started")])];
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => "");
    for (const line of text.split("\n")) endGroup(Number(line.split(" ")[0]));
  }
  await rm(root, { recursive: true, force: true, maxRetries: 10 });
}

function endGroup(pid: number): void {
  if (!(pid > 1)) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

interface EnvironmentWishes {
  readonly resources?: HeadJobResources;
  readonly nodeSetup?: NodeSetupRequest;
  readonly credentialsId?: string;
}

/** Everything that acts on clusters, over a real database, with this machine as the cluster. */
export async function openClusterApp(options: ClusterAppOptions): Promise<ClusterApp> {
  const { database } = options;
  const cluster = options.cluster ?? (await makeCluster());
  const clock = options.clock ?? new ShiftedClock();
  const bus = new InProcessBus(silentLogger, new ManualClock());
  const live = new LiveEvents(bus);
  const audit = openAudit(database, clock);
  const runs = new RunService({ database, clock, live, audit });
  const places = new AccessService({ database, clock, live });
  const useLimits = new UseLimitService({ database, clock });
  const vault = options.vault ?? new Vault(KeyRing.generate(clock.now()));
  const made = { database, clock, audit, live, vault, places, useLimits, sshKeys: new FairSshKeyReader(clock) };
  let listUses: ComputeEnvService["listUses"] = () => Promise.resolve([]);
  const credentials = new CredentialService({ ...made, noteClaims: () => Promise.resolve(), listUses: (query, id) => listUses(query, id) });
  const jane = await person(database);
  const credentialsId = await credential(database, jane.userId);
  const endedTokens: RunId[] = [];
  const woken: string[] = [];
  const ways = new BrokenWays();
  const env = { PATH: `${cluster.root}/bin:${options.path ?? "/usr/bin:/bin"}`, HOME: cluster.root, ...options.env };
  const reached = await (options.reach ?? reachLocally)({ clock, workDir: cluster.work, home: cluster.root, env });
  const channels = ways.around({ open: () => Promise.resolve(new BorrowedChannel(reached.channel)) });
  const team = { isLeading: true, hasOthers: false };
  const clusters = composeClusters({
    ...{ database, clock, log: silentLogger, audit, live, runs },
    tokens: {
      mintRunToken: (_query, run) => Promise.resolve(`token-of-${run.runId}`),
      endRunTokens: (runId) => Promise.resolve(void endedTokens.push(runId)),
    },
    vault,
    ...{ places, useLimits, credentials, secrets: new SecretOpener({ database, clock, audit, vault }) },
    publicUrl: () => "https://postern.example.org",
    pollMs: 60_000,
    team,
    driver: { wake: (name) => void woken.push(name) },
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
    trial: options.trial,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    // This machine is the cluster for every environment, whatever its credential.
    channels,
    credentialChannels: { open: (_id, userId) => channels.open(toComputeEnvId("any"), userId) },
  });
  listUses = (query, id) => clusters.environments.listUses(query, id);
  const events: LiveEvent[] = [];
  live.listen(({ event }) => events.push(event));

  const signal = new AbortController().signal;
  const app: ClusterApp = {
    ...clusters,
    ...{ cluster, clock, vault, runs, ways, team, places, credentials, jane, endedTokens, woken, events, credentialsId },
    environment: async (platform, config = {}) => {
      const name = `env-${String(events.length)}`;
      const { resources, nodeSetup, credentialsId: own = credentialsId, ...settings } = config as EnvironmentWishes;
      const wanted = { name, platform, credentialsId: own, config: { workDir: cluster.work, ...settings }, resources, nodeSetup };
      const id = await clusters.environments.create(jane, wanted);
      await clusters.environmentReconciler.step(signal);
      await clusters.environmentReconciler.idle();
      return toComputeEnvId(id);
    },
    sweep: async () => {
      await clusters.runReconciler.step(signal);
      await clusters.runReconciler.idle();
      await clusters.registryFileReconciler.step(signal);
    },
    [Symbol.asyncDispose]: async () => {
      await reached[Symbol.asyncDispose]();
      await clusters.runReconciler[Symbol.asyncDispose]();
      await clusters.environmentReconciler[Symbol.asyncDispose]();
      await clusters.checkScheduleReconciler[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
      if (options.cluster === undefined) await removeCluster(cluster);
    },
  };
  return app;
}

async function person(database: Database): Promise<Actor> {
  const found = await database.query.selectFrom("users").select("id").where("user_name", "=", "jane").executeTakeFirst();
  const userId = found === undefined ? await addUser(database, "jane") : (found.id as UserId);
  await database.query.updateTable("users").set({ is_administrator: 1 }).where("id", "=", userId).execute();
  return actorAtHome(userId, { isAdministrator: true });
}

async function credential(database: Database, userId: UserId): Promise<string> {
  const id = toCredentialId("cred567890123456789012");
  const envelope = { id: "env-1", bytes: new Uint8Array([1]), key_term: 1 };
  await database.query
    .insertInto("envelopes")
    .values(envelope)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = {
    ...{ id, user_id: userId, workspace_id: null, name: "cluster", description: null, provider: "tw-agent", envelope_id: envelope.id },
    ...{
      public_keys: JSON.stringify({ connectionId: "c", workDir: null, shared: false }),
      connection_id: "c",
      is_use_limited: 0 as const,
      created_at: 1,
      updated_at: 1,
      last_used_at: null,
      deleted_at: null,
    },
  };
  await database.query
    .insertInto("credentials")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return id;
}
