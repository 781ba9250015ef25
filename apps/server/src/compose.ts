import type { Bus } from "@postern/bus";
import type { Database } from "@postern/database";
import { isAppError } from "@postern/domain";
import type { Clock, Logger, TokenId, UserId } from "@postern/domain";
import { ActContexts } from "./act-context.ts";
import { AuditReconciler } from "./background/audit-reconciler.ts";
import { ReconcilerDriver } from "./background/driver.ts";
import { EnvironmentReconciler } from "./background/environment-reconciler.ts";
import { ExpiryReconciler } from "./background/expiry-reconciler.ts";
import { RunReconciler } from "./background/run-reconciler.ts";
import { EnvironmentChannelProvider } from "./channels/environment-channel-provider.ts";
import { composeAccountCare } from "./compose-account-care.ts";
import { composeAccounts } from "./compose-accounts.ts";
import { composeAgents } from "./compose-agents.ts";
import { composeClusterQuestions } from "./compose-cluster-questions.ts";
import { composeCheckSchedule } from "./compose-check-schedule.ts";
import { composeCredentialChecks } from "./compose-credential-checks.ts";
import { composeKeys } from "./compose-keys.ts";
import { composeLaunchCheck } from "./compose-launch-check.ts";
import { composeLaunchRegistries } from "./compose-launch-registries.ts";
import { composeLeading } from "./compose-leading.ts";
import { composeManagedIdentities } from "./compose-managed-identities.ts";
import { composeMetrics } from "./compose-metrics.ts";
import { composePeople } from "./compose-people.ts";
import { composePlaces } from "./compose-places.ts";
import { composeCredentialUses } from "./compose-credential-uses.ts";
import { composeOpenings } from "./compose-openings.ts";
import { composeSecretVariables } from "./compose-secret-variables.ts";
import { composeSsh } from "./compose-ssh.ts";
import { AccessService } from "./features/access/service.ts";
import { wakeOnArrival } from "./features/agents/live.ts";
import { noteClaims as noteClaimsOf } from "./features/agents/note-claims.ts";
import { WitnessFile } from "./features/audit/chain/witness.ts";
import { AuditReader } from "./features/audit/read/audit-reader.ts";
import { AuditService } from "./features/audit/service.ts";
import { AuditTrail } from "./features/audit/trail.ts";
import { TrailNews } from "./features/audit/trail-news.ts";
import { trialMarkOf } from "./features/compute-envs/check/trial/trial-mark.ts";
import { trialSettings } from "./features/compute-envs/check/trial/trial-settings.ts";
import { CheckService } from "./features/compute-envs/check-service.ts";
import { DirectoryService } from "./features/compute-envs/directories/service.ts";
import { HostKeyService } from "./features/compute-envs/host-keys/service.ts";
import { NodeSetupService } from "./features/compute-envs/node-setup/service.ts";
import { NextflowVersionService } from "./features/compute-envs/nextflow/version-service.ts";
import { JumpHostService } from "./features/compute-envs/jump-hosts/service.ts";
import { EnvironmentEditService } from "./features/compute-envs/edit-service.ts";
import { EnvironmentLabelService } from "./features/compute-envs/label-service.ts";
import { RegistryService } from "./features/compute-envs/registries/service.ts";
import { EnvironmentStateService } from "./features/compute-envs/state-service.ts";
import { LaunchRulesService } from "./features/compute-envs/launch-rules/service.ts";
import { ResourceService } from "./features/compute-envs/resource-service.ts";
import { ComputeEnvService } from "./features/compute-envs/service.ts";
import { toComputeEnv } from "./features/compute-envs/wire.ts";
import { CredentialEditService } from "./features/credentials/edit-service.ts";
import { CredentialExpiryService } from "./features/credentials/expiry-service.ts";
import { FairSshKeyReader } from "./features/credentials/fair-ssh-key-reader.ts";
import { SecretOpener } from "./features/credentials/open-secret.ts";
import { CredentialService } from "./features/credentials/service.ts";
import type { CredentialParts } from "./features/credentials/service.ts";
import { SshKeyService } from "./features/credentials/ssh-key-service.ts";
import type { HeldKeys } from "./features/keys/held-keys.ts";
import { ChannelLiveLogSource } from "./features/launches/channel-live-log-source.ts";
import { describeJob } from "./features/launches/describe-job.ts";
import { LabelService } from "./features/labels/service.ts";
import { LaunchService } from "./features/launches/service.ts";
import type { LaunchParts } from "./features/launches/service.ts";
import { HeadJobSubmitter } from "./features/launches/submit/head-job-submitter.ts";
import { HeadJobFollower } from "./features/launches/sweep/head-job-follower.ts";
import { listUnfinishedOn } from "./features/runs/runs-on-environments.ts";
import { RunReader } from "./features/runs/run-reader.ts";
import { RunService } from "./features/runs/service.ts";
import { ManagedWays } from "./features/managed-identities/ways.ts";
import { TelemetryService } from "./features/telemetry/service.ts";
import { UseLimitService } from "./features/use-limits/service.ts";
import { LiveEvents } from "./live/live-events.ts";
import { LiveStreams } from "./live/live-stream.ts";
import { ThreadHashing } from "./passwords/thread-hashing.ts";
import type { ServerSettings } from "./server-settings.ts";
import { serverVersion } from "./server-version.ts";

export interface ComposeParts {
  readonly settings: ServerSettings;
  readonly database: Database;
  readonly bus: Bus;
  readonly keys: HeldKeys;
  readonly clock: Clock;
  readonly log: Logger;
  /** Known once the server listens. */
  readonly publicUrl: () => string;
  /** PEM of the authority that the server made for its own certificate; undefined when it has another one, or none. */
  readonly authorityPem: string | undefined;
}

export type Services = Awaited<ReturnType<typeof compose>>;

/** Makes every long-lived part, top to bottom. The only file that says `new` for one. */
export async function compose(parts: ComposeParts) {
  const base = composeBase(parts);
  const access = composeAccess(base);
  const people = composePeople({ ...base, ...access, access: access.places, limits: parts.settings.limits });
  const agents = composeAgents({ ...base, ...access });
  const leading = composeLeading({ ...base, ...agents });
  const credentialChecks = await composeCredentialChecks({ ...base, ...access, ...agents });
  const environments = composeEnvironments({ ...base, ...access, ...agents, ...leading });
  // The two parts that know each other's existence only: a token's end cuts its agents off, and a credential's uses are environments.
  access.late.closeToken = (id) => agents.directory.closeToken(id);
  access.late.listUses = usesWithRuns((query, id) => environments.environments.listUses(query, id));
  const { limits, whoFoundsOrganizations: founders } = parts.settings;
  const places = composePlaces({ ...base, ...people, ...environments, ...access, access: access.places, limits, founders });
  const managed = composeManagedIdentities({ ...base, ...access, ...environments, access: access.places });
  const runs = composeRuns({ ...base, ...access, ...agents, ...leading, ...environments });
  const onStopped = (userId: UserId): void => {
    access.streams.endOf(userId);
    agents.directory.closeUser(userId);
  };
  const care = composeAccountCare({ ...base, ...access, ...environments, access: access.places, onStopped });
  wakeOnArrival(base.bus, () => {
    base.driver.wake(environments.environmentReconciler.name);
    runs.runReconciler.noteArrival();
  });
  const credentialUses = composeCredentialUses({ ...base, ...access });
  const expiryReconciler = new ExpiryReconciler(new CredentialExpiryService({ ...base }));
  const metrics = composeMetrics({ ...base, ...agents, ...runs });
  return {
    ...base,
    ...access,
    ...people,
    ...agents,
    ...leading,
    ...credentialChecks,
    ...environments,
    ...places,
    ...managed,
    ...runs,
    ...care,
    ...metrics,
    credentialUses,
    expiryReconciler,
  };
}

function composeBase(parts: ComposeParts) {
  const { settings, database, bus, clock, log, keys } = parts;
  const { vault } = keys;
  const live = new LiveEvents(bus);
  const driver = new ReconcilerDriver(clock, log);
  const contexts = new ActContexts();
  const hashing = { openVault: () => Promise.resolve(vault) };
  const trailNews = new TrailNews({ database, clock, live, log });
  const audit = new AuditService({ database, clock, contexts, ...hashing, onAppended: (places) => trailNews.note(places) });
  const trail = new AuditTrail({ database, clock, log, audit, witness: new WitnessFile(settings.witnessFile), ...hashing });
  const auditReconciler = new AuditReconciler({ log, audit, trail, retentionDays: settings.auditRetentionDays });
  const keyCare = composeKeys({ database, clock, log, audit, trail, live, driver, keys, contexts });
  const auditReader = new AuditReader(database);
  const listOpenings = composeOpenings(database);
  return { ...parts, vault, live, driver, contexts, audit, trail, trailNews, auditReconciler, auditReader, listOpenings, ...keyCare };
}

type Base = ReturnType<typeof composeBase>;

interface LateParts {
  closeToken: (id: TokenId) => void;
  listUses: ConstructorParameters<typeof CredentialService>[0]["listUses"];
}

function composeAccess({ settings, database, clock, log, audit, contexts, live, vault }: Base) {
  const late: LateParts = { closeToken: () => undefined, listUses: () => Promise.resolve([]) };
  const places = new AccessService({ database, clock, live });
  const streams = new LiveStreams({ live, clock, places, serverVersion });
  const onTokenRemoved = (id: TokenId): void => late.closeToken(id);
  const onSessionsEnded = (userId: UserId): void => streams.endOf(userId);
  const passwordHashing = new ThreadHashing({ log });
  const account = { settings, database, clock, audit, contexts, live, hashing: passwordHashing, access: places };
  const accounts = composeAccounts({ ...account, onTokenRemoved, onSessionsEnded });
  const useLimits = new UseLimitService({ database, clock });
  const listUses: LateParts["listUses"] = (query, id) => late.listUses(query, id);
  const sshKeys = new FairSshKeyReader(clock);
  const noteClaims: CredentialParts["noteClaims"] = (query, connection) => noteClaimsOf(query, { connection, at: clock.now() }, places);
  const credentials = new CredentialService({ database, clock, audit, live, vault, places, useLimits, sshKeys, noteClaims, listUses });
  const secrets = new SecretOpener({ database, clock, audit, vault });
  const credentialEdits = new CredentialEditService({ database, clock, audit, live, vault, secrets, sshKeys, noteClaims });
  const sshKeyService = new SshKeyService({ clock, sshKeys, credentials, from: settings.sshFrom });
  return { late, places, streams, passwordHashing, ...accounts, useLimits, credentials, secrets, credentialEdits, sshKeys, sshKeyService };
}

type Access = ReturnType<typeof composeAccess>;

type Agents = ReturnType<typeof composeAgents> & ReturnType<typeof composeLeading>;

function composeEnvironments(parts: Base & Access & Agents) {
  const { settings, database, clock, log, audit, live, places, useLimits, credentials, acting, directory, wakeLeader } = parts;
  const wakeChecks = (): void => wakeLeader("environments");
  const runs = new RunService({ database, clock, live, audit });
  const hasLocalEnvironments = settings.allowsLocalEnvironments;
  const managed = new ManagedWays(database);
  const made = { database, clock, audit, live, places, useLimits, credentials, managed, runs, vault: parts.vault };
  const environments = new ComputeEnvService({ ...made, hasLocalEnvironments, wakeChecks });
  const rhythm = { everyMs: settings.environmentCheckMs, random: Math.random };
  const checks = new CheckService({ database, clock, environments, rhythm, wakeChecks });
  const { ssh, visits, accountsEverywhere, listJumpHosts } = composeSsh({ ...parts, managed });
  const hostKeys = new HostKeyService({ database, clock, audit, places, environments, ssh, accounts: accountsEverywhere, wakeChecks });
  const channels = new EnvironmentChannelProvider({
    clock,
    environments,
    credentials,
    acting,
    ssh,
    agents: directory,
    localMachine: hasLocalEnvironments ? settings.localMachine : undefined,
  });
  const trial = () => trialSettings(parts);
  const markOf = trialMarkOf(parts.vault);
  const looked = { rhythm, ssh, markOf };
  const environmentReconciler = new EnvironmentReconciler({ clock, log, channels, checks, environments, ssh, markOf, trial });
  const jumpHosts = new JumpHostService({ database, clock, environments, checks, credentials, managed, runs });
  const registries = new RegistryService({ database, clock, environments, credentials });
  const environmentResources = new ResourceService({ database, clock, environments });
  const edited = { ...made, environments, checks };
  const environmentEdits = new EnvironmentEditService(edited);
  const environmentStates = new EnvironmentStateService(edited);
  const labels = new LabelService({ database, clock, audit, places, live });
  const environmentLabels = new EnvironmentLabelService({ database, clock, places, live, environments });
  const asked = composeClusterQuestions({ ...made, environments, channels, acting, directory, visits });
  const directories = new DirectoryService({ database, clock, environments, checks, channels });
  const nextflowVersions = new NextflowVersionService({ database, clock, live, environments, channels });
  const hidden = composeSecretVariables({ database, clock, audit, listOpenings: parts.listOpenings, environments, vault: parts.vault });
  const reached = { ...looked, ...hidden, channels, directories, hostKeys, jumpHosts, registries, listJumpHosts };
  const launchRules = new LaunchRulesService(edited);
  const nodeSetups = new NodeSetupService(edited);
  const labelled = { launchRules, nodeSetups, labels, environmentLabels, environmentEdits, environmentStates };
  return { runs, environments, checks, ...reached, ...labelled, ...asked, environmentReconciler, environmentResources, nextflowVersions };
}

type Environments = ReturnType<typeof composeEnvironments>;

function composeRuns(parts: Base & Access & Agents & Environments) {
  const { settings, database, clock, log, live, users, tokens, places, credentials, runs, environments, channels } = parts;
  const { publicUrl, authorityPem, environmentLabels } = parts;
  const telemetry = new TelemetryService({
    database,
    clock,
    log,
    runs,
    users,
    tokens,
    places,
    publicUrl,
    hasPersonalWorkspaces: settings.hasPersonalWorkspaces,
  });
  const { launchRegistries: registries, launchVariables: variables, registryFileReconciler } = composeLaunchRegistries(parts);
  const ready = composeLaunchCheck(parts, (at) => runReconciler.findQuestions(at));
  const way = { channels, places, environments, credentials, ready, registries, variables, publicUrl, authorityPem };
  const submitter = new HeadJobSubmitter({ database, clock, log, runs, tokens, ...way });
  const follower = new HeadJobFollower({ database, clock, log, live, runs, tokens, submitter, registries });
  const { listJumpHosts, team } = parts;
  const sweep = { database, clock, channels, environments, credentials, listJumpHosts, runs, submitter, follower, team };
  const runReconciler = new RunReconciler({ ...sweep, log, intervalMs: settings.pollMs });
  const scheduled = composeCheckSchedule({ ...parts, findQuestions: (at) => runReconciler.findQuestions(at) });
  const launched = { database, clock, log, places, environments, runs, submitter };
  const lookAt: LaunchParts["lookAt"] = (job) => runReconciler.lookAt(job);
  const launches = new LaunchService({ ...launched, limits: settings.limits, lookAt });
  const reader = new RunReader({
    database,
    clock,
    runs,
    liveLogs: new ChannelLiveLogSource(channels),
    describeComputeEnv: async (actor, id) => {
      const environment = await environments.describe(actor, id).catch((error: unknown) => {
        if (isAppError(error, "environment.not_found")) return undefined;
        throw error;
      });
      if (environment === undefined) return undefined;
      const labels = await environmentLabels.listOf(environment.id);
      return toComputeEnv(environment, { labels, organizationId: actor.place.organizationId });
    },
    describeJob: (run) => describeJob(database, run),
  });
  return { telemetry, runReconciler, registryFileReconciler, launches, reader, ...scheduled };
}

/** Environments are in the way of a deletion, and their unfinished runs say how urgently. */
function usesWithRuns(listUses: LateParts["listUses"]): LateParts["listUses"] {
  return async (query, id) => {
    const uses = await listUses(query, id);
    const runs = await listUnfinishedOn(
      query,
      uses.map((use) => use.id),
    );
    return [...uses, ...runs.map((run) => ({ type: "workflow", id: run.id, name: run.name }) as const)];
  };
}
