import type { Vault } from "@postern/vault";
import type { Database } from "@postern/database";
import type { Clock, ComputeEnvId, Limits, Logger } from "@postern/domain";
import type { ReconcilerDriver } from "../background/driver.ts";
import { EnvironmentReconciler } from "../background/environment-reconciler.ts";
import { RunReconciler } from "../background/run-reconciler.ts";
import type { ChannelProvider, FormerWays } from "../channels/channel-provider.ts";
import type { CredentialChannels } from "../channels/credential-channels.ts";
import type { AccessService } from "../features/access/service.ts";
import type { AuditService } from "../features/audit/service.ts";
import { CheckService } from "../features/compute-envs/check-service.ts";
import type { TrialSettings } from "../features/compute-envs/check/trial/trial.ts";
import { noteRefusalIn } from "../features/compute-envs/check-schedule/note-refusal.ts";
import { LaunchCheck } from "../features/compute-envs/launch-check/launch-check.ts";
import type { LaunchCheckParts } from "../features/compute-envs/launch-check/launch-check.ts";
import { NodeSetupService } from "../features/compute-envs/node-setup/service.ts";
import { NextflowVersionService } from "../features/compute-envs/nextflow/version-service.ts";
import { OfferService } from "../features/compute-envs/offer/offer-service.ts";
import { listJumpHosts as listJumpHostsOf } from "../features/compute-envs/jump-hosts/store.ts";
import { JumpHostService } from "../features/compute-envs/jump-hosts/service.ts";
import { EnvironmentEditService } from "../features/compute-envs/edit-service.ts";
import { EnvironmentLabelService } from "../features/compute-envs/label-service.ts";
import { RegistryService } from "../features/compute-envs/registries/service.ts";
import { EnvironmentStateService } from "../features/compute-envs/state-service.ts";
import { LaunchRulesService } from "../features/compute-envs/launch-rules/service.ts";
import { ResourceService } from "../features/compute-envs/resource-service.ts";
import { DirectoryService } from "../features/compute-envs/directories/service.ts";
import { ComputeEnvService } from "../features/compute-envs/service.ts";
import type { ComputeEnvParts } from "../features/compute-envs/service.ts";
import type { SecretOpener } from "../features/credentials/open-secret.ts";
import type { CredentialService } from "../features/credentials/service.ts";
import { ChannelLiveLogSource } from "../features/launches/channel-live-log-source.ts";
import type { RunTokens, Runs } from "../features/launches/ports.ts";
import { LaunchService } from "../features/launches/service.ts";
import { composeOpenings } from "../compose-openings.ts";
import { composeSecretVariables } from "../compose-secret-variables.ts";
import { composeCheckSchedule } from "../compose-check-schedule.ts";
import { composeLaunchRegistries } from "../compose-launch-registries.ts";
import { HeadJobSubmitter } from "../features/launches/submit/head-job-submitter.ts";
import type { Team } from "../features/launches/sweep/cluster-sweep.ts";
import { HeadJobFollower } from "../features/launches/sweep/head-job-follower.ts";
import type { UseLimitService } from "../features/use-limits/service.ts";
import { ManagedWays } from "../features/managed-identities/ways.ts";
import type { LiveEvents } from "../live/live-events.ts";
import { trialName } from "./trial-name.fixture.ts";

export interface ClusterParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: AuditService;
  readonly live: LiveEvents;
  readonly runs: Runs & ComputeEnvParts["runs"];
  readonly tokens: RunTokens;
  readonly places: AccessService;
  readonly useLimits: UseLimitService;
  readonly credentials: CredentialService;
  readonly secrets: Pick<SecretOpener, "withKeys">;
  readonly vault: Pick<Vault, "open" | "seal">;
  readonly publicUrl: () => string;
  /** Between two questions to one scheduler. */
  readonly pollMs: number;
  readonly team: Team;
  readonly driver: Pick<ReconcilerDriver, "wake">;
  /** How long a launch form waits. Default 20 s. */
  readonly patienceMs?: number;
  readonly channels: ChannelProvider & FormerWays;
  readonly credentialChannels: CredentialChannels;
  /** Default: checks send no job, because most tests would only wait for it. */
  readonly trial?: TrialSettings | undefined;
  /** Default: no limits. */
  readonly limits?: Partial<Limits>;
}

const hourMs = 3_600_000;
const noLimits: Limits = { members: null, workspaces: null, teams: null, participants: null, customRoles: null, activeRuns: null };

export type Clusters = ReturnType<typeof composeClusters>;

/** The parts that act on clusters, joined as `compose` does, with the way to the clusters in the hands of the test. */
export function composeClusters(parts: ClusterParts) {
  const { database, clock, log, audit, live, runs, tokens, places, useLimits, credentials } = parts;
  const { channels, driver, publicUrl } = parts;
  const wakeChecks = () => driver.wake("environments");
  // A test looks when it wants to; the driver only hears that somebody asked for it.
  const lookAt = () => Promise.resolve(driver.wake("runs"));

  const managed = new ManagedWays(database);
  const made = { database, clock, audit, live, places, useLimits, credentials, managed, runs, vault: parts.vault };
  const environments = new ComputeEnvService({ ...made, hasLocalEnvironments: true, wakeChecks });
  const rhythm = { everyMs: hourMs, random: () => 0.5 };
  const checks = new CheckService({ database, clock, environments, rhythm, wakeChecks });

  const wakeLeader = (name: string) => driver.wake(name);
  const hidden = composeSecretVariables({
    database,
    clock,
    audit,
    listOpenings: composeOpenings(database),
    environments,
    vault: parts.vault,
  });
  const lending = { ...parts, environments, wakeLeader, variableOpener: hidden.variableOpener };
  const { launchRegistries, launchVariables: variables, registryFileReconciler } = composeLaunchRegistries(lending);
  const findQuestions: LaunchCheckParts["findQuestions"] = (at) => runReconciler.findQuestions(at);
  const ready = new LaunchCheck({ clock, markOf: trialName, findQuestions, noteRefusal: noteRefusalIn(database) });
  const submitter = new HeadJobSubmitter({
    ...{ database, clock, log, channels, places, environments, credentials, runs, tokens, publicUrl },
    ...{ authorityPem: undefined, registries: launchRegistries, ready, variables },
  });
  const follower = new HeadJobFollower({ database, clock, log, live, runs, tokens, submitter, registries: launchRegistries });
  const patience = parts.patienceMs === undefined ? {} : { patienceMs: parts.patienceMs };
  const limits = { ...noLimits, ...parts.limits };
  const launches = new LaunchService({ database, clock, log, places, limits, environments, runs, submitter, lookAt, ...patience });

  const ssh = { findProbe: () => Promise.resolve(undefined) };
  const environmentReconciler = new EnvironmentReconciler({
    clock,
    log,
    channels,
    checks,
    environments,
    ssh,
    markOf: trialName,
    trial: () => parts.trial,
  });
  const listJumpHosts = (id: ComputeEnvId) => listJumpHostsOf(database.query, id);
  const sweep = { listJumpHosts, database, clock, log, channels, environments, credentials, runs, submitter, follower, team: parts.team };
  const runReconciler = new RunReconciler({ ...sweep, intervalMs: parts.pollMs, questionsPerMinute: 1_000_000 });
  const looked = { database, clock, log, audit, channels, environments, rhythm, ssh, markOf: trialName, driver };
  const { checkSchedule, checkScheduleReconciler, environmentLoads } = composeCheckSchedule({ ...looked, findQuestions });
  const liveLogs = new ChannelLiveLogSource(channels);
  const resources = new ResourceService({ database, clock, environments });
  const launchRules = new LaunchRulesService({ database, clock, environments });
  const jumpHosts = new JumpHostService({ database, clock, environments, checks, credentials, managed, runs });
  const registries = new RegistryService({ database, clock, environments, credentials });
  const environmentLabels = new EnvironmentLabelService({ database, clock, places, live, environments });
  const { credentialChannels } = parts;
  const offers = new OfferService({ database, clock, environments, credentials, channels, credentialChannels });
  const directories = new DirectoryService({ database, clock, environments, checks, channels });
  const nextflowVersions = new NextflowVersionService({ database, clock, live, environments, channels });
  const edited = { ...made, environments, checks };
  const environmentEdits = new EnvironmentEditService(edited);
  const environmentStates = new EnvironmentStateService(edited);
  const nodeSetups = new NodeSetupService(edited);
  const edits = {
    nodeSetups,
    ...hidden,
    checkSchedule,
    environmentLoads,
    directories,
    resources,
    launchRules,
    jumpHosts,
    registries,
    environmentLabels,
    environmentEdits,
    environmentStates,
  };
  const reconcilers = { checkScheduleReconciler, environmentReconciler, runReconciler, registryFileReconciler };
  return { environments, checks, ...edits, offers, nextflowVersions, channels, launches, liveLogs, ...reconcilers };
}
