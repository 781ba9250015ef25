import type { Database } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, ComputeEnvId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { ChannelProvider } from "../../../channels/channel-provider.ts";
import { expandPath } from "../../../clusters/expand-path.ts";
import { given } from "../../../given.ts";
import type { Actor } from "../../../http/caller.ts";
import { withinTime } from "../../../time-limit.ts";
import type { CheckService } from "../check-service.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { refuseLocalLaunch } from "../local-environments.ts";
import type { ComputeEnvService } from "../service.ts";
import { findMissing, makeMissing } from "./make-missing.ts";
import type { MissingDirectory } from "./make-missing.ts";

const patienceMs = 60_000;

export interface DirectoryServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "get" | "record" | "requireUse">;
  readonly checks: Pick<CheckService, "restart">;
  readonly channels: ChannelProvider;
}

/** A directory as it is now. */
export interface MadeDirectory {
  /** Absolute, on the cluster. */
  readonly path: string;
  /** Permission bits, such as 0o2770. */
  readonly mode: number;
}

/** Makes the directories that an environment names, where they are missing: no others, and as the account that asks. */
export class DirectoryService {
  readonly #parts: DirectoryServiceParts;

  constructor(parts: DirectoryServiceParts) {
    this.#parts = parts;
  }

  /**
   * Makes what is missing of the work and the launch directory, and asks for a new check when something was. May be repeated.
   *
   * @returns those that were made.
   * @throws environment.not_found · use.limited · auth.forbidden · path.no_home · file.failed and what the way to the cluster does.
   */
  async make(actor: Actor, id: ComputeEnvId): Promise<readonly MadeDirectory[]> {
    const { channels, checks, clock, environments } = this.#parts;
    const environment = await environments.get(actor, id);
    refuseLocalLaunch(actor, environment);
    await environments.requireUse(actor.userId, environment);
    const act = async () => {
      await using channel = await channels.open(id, actor.userId);
      return await this.#make(actor, environment, channel);
    };
    const timely = await withinTime(clock, patienceMs, act());
    if (!timely.isTimely) {
      throw new AppError("command.timeout", `The cluster did not make the directories within ${String(patienceMs / 1000)} s.`);
    }
    if (timely.value.length > 0) await checks.restart(actor, id);
    return timely.value;
  }

  async #make(actor: Actor, environment: ComputeEnvironment, channel: CommandChannel): Promise<readonly MadeDirectory[]> {
    const missing = await listMissing(channel, environment);
    if (missing.length > 0) await this.#record(actor, environment, missing);
    const made: MadeDirectory[] = [];
    for (const one of missing) {
      await makeMissing(channel, one);
      const mode = (await channel.stat(one.path))?.mode;
      made.push({ path: one.path, mode: mode ?? one.mode });
    }
    return made;
  }

  // Before it is done: an answer may be lost, and nothing is made of which the audit trail does not know.
  async #record(actor: Actor, environment: ComputeEnvironment, missing: readonly MissingDirectory[]): Promise<void> {
    const directories = missing.flatMap(({ mode, toMake }) => toMake.map((path) => `${path} (${mode.toString(8)})`));
    const act = { action: "environment.make_directories", environment, after: { directories } };
    await this.#parts.database.transaction(({ query }) => this.#parts.environments.record(query, actor, act));
  }
}

async function listMissing(channel: CommandChannel, { config }: ComputeEnvironment): Promise<readonly MissingDirectory[]> {
  const named = [config.workDir, given(config.launchDir)].filter((path) => path !== undefined);
  const paths = new Set(await Promise.all(named.map((path) => expandPath(path, channel))));
  const missing: MissingDirectory[] = [];
  for (const path of paths) {
    const one = await findMissing(channel, path);
    if (one !== undefined) missing.push(one);
  }
  return missing;
}
