import { AppError, isAppError } from "@postern/domain";
import type { Clock, ComputeEnvId, TimeMs } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { ChannelProvider } from "../../../channels/channel-provider.ts";
import { expandPath } from "../../../clusters/expand-path.ts";
import type { Actor } from "../../../http/caller.ts";
import { withinTime } from "../../../time-limit.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { refuseLocalLaunch } from "../local-environments.ts";
import { OfferMemory } from "../offer/offer-memory.ts";
import type { ComputeEnvService } from "../service.ts";
import { compareVersions, findNextflowModules } from "./nextflow-modules.ts";
import { isNextflowVersion, nextflowFolderIn } from "../../../clusters/nextflow-folder.ts";

/** Somebody waits at a form, and may type the version instead. */
const patienceMs = 30_000;

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
  /** Newest first; of one version, what the folder has before modules. */
  readonly versions: readonly NextflowVersion[];
  /** Whether the modules could be asked for. */
  readonly areModulesKnown: boolean;
}

export interface NextflowVersionParts {
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "get" | "requireUse">;
  readonly channels: ChannelProvider;
}

/** The versions of Nextflow on the clusters of environments, asked under the account that would launch. */
export class NextflowVersionService {
  readonly #parts: NextflowVersionParts;
  readonly #memory: OfferMemory<NextflowVersions>;

  constructor(parts: NextflowVersionParts) {
    this.#parts = parts;
    this.#memory = new OfferMemory(parts.clock);
  }

  /** @throws environment.not_found · use.limited · auth.forbidden · scheduler.unanswered and what the way to the cluster does. */
  async list(actor: Actor, id: ComputeEnvId): Promise<NextflowVersions> {
    const { channels, clock, environments } = this.#parts;
    const environment = await environments.get(actor, id);
    refuseLocalLaunch(actor, environment);
    await environments.requireUse(actor.userId, environment);
    const asking = this.#memory.get(JSON.stringify([id, environment.updatedAt, actor.userId]), async () => {
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
}

async function askVersions(channel: CommandChannel, environment: ComputeEnvironment, askedAt: TimeMs): Promise<NextflowVersions> {
  const folder = nextflowFolderIn(await expandPath(environment.config.workDir, channel));
  const kept = await listKept(channel, folder);
  const modules = await findNextflowModules(channel);
  const loadable = (modules ?? []).map(({ name, version }) => ({ version, from: "module" as const, module: name }));
  const versions = [...kept.map((version) => ({ version, from: "folder" as const, module: null })), ...loadable];
  return {
    ...{ askedAt, folder, found: findFound(environment), areModulesKnown: modules !== undefined },
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
