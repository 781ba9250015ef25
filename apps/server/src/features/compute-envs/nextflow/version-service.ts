import type { ChooseNextflowRequest } from "@postern/contracts";
import type { Database } from "@postern/database";
import { AppError, clusterPathProblem, isAppError, isNextflowVersion } from "@postern/domain";
import type { Clock, ComputeEnvId, TimeMs } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { ChannelProvider } from "../../../channels/channel-provider.ts";
import { expandPath } from "../../../clusters/expand-path.ts";
import type { Actor } from "../../../http/caller.ts";
import { withinTime } from "../../../time-limit.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { presentAt } from "../environment-errors.ts";
import { laterThan, refuseOutdated } from "../../../refuse-outdated.ts";
import { holdEnvironmentRow, updateEnvironment } from "../store.ts";
import { CopyNews } from "./copy-news.ts";
import { refuseLocalLaunch } from "../local-environments.ts";
import { OfferMemory } from "../offer/offer-memory.ts";
import type { ComputeEnvService } from "../service.ts";
import { dropVersion } from "./drop-version.ts";
import { keepVersion } from "./keep-version.ts";
import type { LiveEvents } from "../../../live/live-events.ts";
import type { KeptVersion } from "./keep-version.ts";
import { compareVersions, findNextflowModules } from "./nextflow-modules.ts";
import { refuseBadVersion } from "./refuse-bad-version.ts";
import { nextflowFolderIn } from "../../../clusters/nextflow-folder.ts";

/** Somebody waits at a form, and may type the version instead. */
const patienceMs = 30_000;
/** Such a file has some 100 MB, and goes through this server. */
const copyPatienceMs = 300_000;

export interface NextflowVersion {
  readonly version: string;
  readonly from: "folder" | "module";
  /** As `module load` takes it; null for one of the folder. */
  readonly module: string | null;
}

/** What a launch on an environment may name. */
export interface NextflowVersions {
  readonly askedAt: TimeMs;
  /** Where the environment keeps versions, `<version>/nextflow` each. */
  readonly folder: string;
  /** What the last check found without a choice; null when it found none. */
  readonly found: string | null;
  /** What somebody chose for launches that name none. */
  readonly chosen: string | null;
  /** Of the environment. */
  readonly updatedAt: TimeMs;
  /** Newest first; of one version, what the folder has before modules. */
  readonly versions: readonly NextflowVersion[];
  /** Whether the modules could be asked for. */
  readonly areModulesKnown: boolean;
}

export interface KeepWanted {
  readonly version: string;
  /** May hold variables of the agent. */
  readonly mirror: string;
  /** Whoever asks no longer waits for it. */
  readonly stop?: AbortSignal | undefined;
}

export interface NextflowVersionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly live: Pick<LiveEvents, "publish">;
  readonly environments: Pick<ComputeEnvService, "announce" | "get" | "record" | "requireUse">;
  readonly channels: ChannelProvider;
}

/** The versions of Nextflow on the clusters of environments, asked under the account that would launch. */
export class NextflowVersionService {
  readonly #parts: NextflowVersionParts;
  readonly #memory: OfferMemory<NextflowVersions>;
  /** Lists from before a version was kept are not shown after it. */
  #kept = 0;

  constructor(parts: NextflowVersionParts) {
    this.#parts = parts;
    this.#memory = new OfferMemory(parts.clock);
  }

  /** @throws environment.not_found · use.limited · auth.forbidden · scheduler.unanswered and what the way to the cluster does. */
  async list(actor: Actor, id: ComputeEnvId): Promise<NextflowVersions> {
    const { channels, clock } = this.#parts;
    const environment = await this.#usable(actor, id);
    const asking = this.#memory.get(JSON.stringify([id, environment.updatedAt, actor.userId, this.#kept]), async () => {
      await using channel = await channels.open(id, actor.userId);
      return await askVersions(channel, environment, clock.now());
    });
    const timely = await withinTime(clock, patienceMs, asking);
    if (timely.isTimely) return timely.value;
    throw new AppError(
      "scheduler.unanswered",
      `The cluster did not say within ${String(patienceMs / 1000)} s which versions of Nextflow it has.`,
    );
  }

  /**
   * Copies a version from a mirror on the cluster into the folder of the environment, as the account of the caller there. Open pages hear how far
   * it is. When `stop` is aborted, or it takes too long, nothing is kept.
   *
   * @throws environment.not_found · use.limited · auth.forbidden · request.invalid · file.not_found · file.failed · file.cancelled · command.timeout
   */
  async keep(actor: Actor, id: ComputeEnvId, { mirror, stop, version }: KeepWanted): Promise<KeptVersion> {
    const { channels, clock, live } = this.#parts;
    refuseBadVersion(version);
    refuseBadMirror(mirror);
    const environment = await this.#usable(actor, id);
    await this.#record(actor, { action: "environment.keep_nextflow", environment, after: { version, mirror } });
    const late = new AbortController();
    const signal = AbortSignal.any([late.signal, ...(stop === undefined ? [] : [stop])]);
    const news = new CopyNews({ clock, live, environment, version });
    const keeping = async () => {
      await using channel = await channels.open(id, actor.userId);
      const folder = nextflowFolderIn(await expandPath(environment.config.workDir, channel));
      const wanted = { version, mirror: await expandPath(mirror, channel), folder };
      return await keepVersion(channel, wanted, { signal, onCopied: (...bytes) => news.tell(...bytes) });
    };
    const timely = await withinTime(clock, copyPatienceMs, keeping());
    this.#kept += 1;
    if (timely.isTimely) return timely.value;
    late.abort();
    throw new AppError("command.timeout", `Nextflow ${version} was not copied within ${String(copyPatienceMs / 1000)} s.`);
  }

  /**
   * Takes one away that the folder of the environment keeps. Runs that began with it go on. What is chosen for all launches stays: another one is
   * chosen first.
   *
   * @throws environment.not_found · use.limited · auth.forbidden · request.invalid · file.not_found and what the channel does.
   */
  async drop(actor: Actor, id: ComputeEnvId, version: string): Promise<void> {
    refuseBadVersion(version);
    const environment = await this.#usable(actor, id);
    if (environment.nextflowVersion === version) {
      const message = `Nextflow ${version} is what launches get that name none: choose another one for them first.`;
      throw new AppError("request.invalid", message, { fields: ["version"] });
    }
    await this.#record(actor, { action: "environment.drop_nextflow", environment, after: { version } });
    await using channel = await this.#parts.channels.open(id, actor.userId);
    await dropVersion(channel, `${nextflowFolderIn(await expandPath(environment.config.workDir, channel))}/${version}`);
    this.#kept += 1;
  }

  /**
   * The version for launches that name none; null leaves it to the cluster. Runs keep what they were launched with.
   *
   * @throws environment.not_found · request.invalid · request.outdated
   */
  async choose(actor: Actor, id: ComputeEnvId, { version, lastUpdated }: ChooseNextflowRequest): Promise<void> {
    const { clock, database, environments } = this.#parts;
    if (version !== null) refuseBadVersion(version);
    const changed = await database.transaction(async ({ query }) => {
      const held = presentAt(actor, await holdEnvironmentRow(query, database.engine, id), id);
      refuseOutdated(held.updatedAt, lastUpdated);
      await updateEnvironment(query, id, { nextflow_version: version, updated_at: laterThan(held.updatedAt, clock.now()) });
      const images = { before: { nextflowVersion: held.nextflowVersion ?? null }, after: { nextflowVersion: version } };
      await environments.record(query, actor, { action: "environment.choose_nextflow", environment: held, ...images });
      return held;
    });
    environments.announce(changed);
  }

  async #usable(actor: Actor, id: ComputeEnvId): Promise<ComputeEnvironment> {
    const { environments } = this.#parts;
    const environment = await environments.get(actor, id);
    refuseLocalLaunch(actor, environment);
    await environments.requireUse(actor.userId, environment);
    return environment;
  }

  /** Before it is done: an answer may be lost, and nothing is done of which the audit trail does not know. */
  async #record(actor: Actor, act: Parameters<ComputeEnvService["record"]>[2]): Promise<void> {
    const { database, environments } = this.#parts;
    await database.transaction(({ query }) => environments.record(query, actor, act));
  }
}

function refuseBadMirror(mirror: string): void {
  const problem = clusterPathProblem(mirror);
  if (problem !== undefined) throw new AppError("request.invalid", problem, { fields: ["mirror"] });
}

async function askVersions(channel: CommandChannel, environment: ComputeEnvironment, askedAt: TimeMs): Promise<NextflowVersions> {
  const folder = nextflowFolderIn(await expandPath(environment.config.workDir, channel));
  const kept = await listKept(channel, folder);
  const modules = await findNextflowModules(channel);
  const loadable = (modules ?? []).map(({ name, version }) => ({ version, from: "module" as const, module: name }));
  const versions = [...kept.map((version) => ({ version, from: "folder" as const, module: null })), ...loadable];
  return {
    ...{ askedAt, folder, found: findFound(environment), areModulesKnown: modules !== undefined },
    ...{ chosen: environment.nextflowVersion ?? null, updatedAt: environment.updatedAt },
    // The order of equal ones stays: the launcher looks into the folder first.
    versions: versions.sort((one, other) => compareVersions(other.version, one.version)),
  };
}

/** Those that can be run. */
async function listKept(channel: CommandChannel, folder: string): Promise<readonly string[]> {
  try {
    const names = (await channel.list(folder)).filter(({ kind, name }) => kind === "directory" && isNextflowVersion(name));
    const files = await Promise.all(names.map(async ({ name }) => ({ name, file: await channel.stat(`${folder}/${name}/nextflow`) })));
    return files.flatMap(({ name, file }) => (file?.kind === "file" && (file.mode & 0o111) !== 0 ? [name] : []));
  } catch (error) {
    if (isAppError(error, "file.not_found")) return [];
    throw error;
  }
}

/** Asking again would start a Java machine on the login node. */
function findFound({ checkSteps }: ComputeEnvironment): string | null {
  const step = checkSteps.find(({ key }) => key === "nextflow");
  return step?.status === "passed" ? (/\d+\.\d+\.\d+\S*/.exec(step.summary ?? "")?.[0] ?? null) : null;
}
