import type { Bus } from "@postern/bus";
import type { Database } from "@postern/database";
import type { Clock, Logger } from "@postern/domain";
import { agentChangedSubject } from "./agents/index.ts";
import type { ReconcilerDriver } from "./background/driver.ts";
import { EnvironmentReconciler } from "./background/environment-reconciler.ts";
import { RunReconciler } from "./background/run-reconciler.ts";
import { AgentOrLocalChannelProvider } from "./channels/agent-or-local-channel-provider.ts";
import type { ChannelProviderParts, LocalMachine } from "./channels/agent-or-local-channel-provider.ts";
import type { ChannelProvider } from "./channels/channel-provider.ts";
import type { AuditService } from "./features/audit/service.ts";
import { CheckService } from "./features/compute-envs/check-service.ts";
import { ComputeEnvService } from "./features/compute-envs/service.ts";
import type { ComputeEnvParts } from "./features/compute-envs/service.ts";
import { ChannelLiveLogSource } from "./features/launches/channel-live-log-source.ts";
import type { RunTokens, Runs, UsedCredentials } from "./features/launches/ports.ts";
import { LaunchService } from "./features/launches/service.ts";
import { HeadJobSubmitter } from "./features/launches/submit/head-job-submitter.ts";
import { HeadJobFollower } from "./features/launches/sweep/head-job-follower.ts";
import type { LiveEvents } from "./live/live-events.ts";

export interface ClusterParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: AuditService;
  readonly live: LiveEvents;
  readonly runs: Runs;
  readonly tokens: RunTokens;
  readonly credentials: ComputeEnvParts["credentials"] & ChannelProviderParts["credentials"] & UsedCredentials;
  readonly agents: ChannelProviderParts["agents"];
  /** `undefined` when the setting local-environments is off. */
  readonly localMachine: LocalMachine | undefined;
  readonly publicUrl: () => string;
  /** Between two questions to one scheduler. */
  readonly pollMs: number;
  readonly driver: Pick<ReconcilerDriver, "wake">;
  /** How long a launch form waits. Default 20 s. */
  readonly patienceMs?: number;
  /** Around the way to the clusters; for tests that break it. */
  readonly wrapChannels?: (channels: ChannelProvider) => ChannelProvider;
}

export type Clusters = ReturnType<typeof composeClusters>;

/** The parts that act on clusters: a step of `compose`, which starts the two reconcilers and closes what is closable. */
export function composeClusters(parts: ClusterParts) {
  const { database, clock, log, audit, live, runs, tokens, credentials, driver, publicUrl } = parts;
  const wakeChecks = () => driver.wake("environments");
  const wakeRuns = () => driver.wake("runs");
  const hasLocalEnvironments = parts.localMachine !== undefined;

  const environments = new ComputeEnvService({ database, clock, audit, live, credentials, runs, hasLocalEnvironments, wakeChecks });
  const checks = new CheckService({ database, clock, environments, wakeChecks });
  const { agents, localMachine } = parts;
  const provider = new AgentOrLocalChannelProvider({ clock, environments, credentials, agents, localMachine });
  const channels = parts.wrapChannels?.(provider) ?? provider;

  const submitter = new HeadJobSubmitter({ database, clock, log, channels, environments, credentials, runs, tokens, publicUrl });
  const follower = new HeadJobFollower({ database, clock, log, live, runs, tokens, submitter });
  const patience = parts.patienceMs === undefined ? {} : { patienceMs: parts.patienceMs };
  const launches = new LaunchService({ database, clock, log, audit, environments, runs, submitter, wakeRuns, ...patience });

  const environmentReconciler = new EnvironmentReconciler({ clock, log, channels, checks });
  const sweep = { database, clock, log, channels, environments, runs, submitter, follower };
  const runReconciler = new RunReconciler({ ...sweep, intervalMs: parts.pollMs });
  const liveLogs = new ChannelLiveLogSource(channels);
  return { environments, checks, provider, channels, launches, liveLogs, environmentReconciler, runReconciler };
}

/** An agent that arrives may be what a failed environment, or a run of unknown state, waits for. */
export function wakeOnAgents(bus: Bus, driver: Pick<ReconcilerDriver, "wake">): void {
  bus.subscribe(agentChangedSubject, () => {
    driver.wake("environments");
    driver.wake("runs");
  });
}
