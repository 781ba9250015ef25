import { isAppError } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { ChannelProvider } from "../channels/channel-provider.ts";
import { schedulerOf } from "../clusters/scheduler-of-platform.ts";
import type { CheckTools } from "../features/compute-envs/check/check-environment.ts";
import type { SshProbe } from "../features/compute-envs/check/check-ssh.ts";
import type { MarkOf } from "../features/compute-envs/check/trial/trial-mark.ts";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";
import type { ComputeEnvService } from "../features/compute-envs/service.ts";

/** How checks reach clusters. */
export interface CheckWays {
  readonly clock: Clock;
  readonly channels: ChannelProvider;
  readonly environments: Pick<ComputeEnvService, "requireUse">;
  readonly ssh: { findProbe(environment: ComputeEnvironment, userId: UserId): Promise<SshProbe | undefined> };
  readonly markOf: MarkOf;
}

/** What a check of an environment needs, for whoever it is checked for; without a trial job. */
export async function checkTools(ways: CheckWays, environment: ComputeEnvironment): Promise<CheckTools> {
  return {
    clock: ways.clock,
    markOf: ways.markOf,
    scheduler: schedulerOf(environment),
    openChannel: () => openForCheck(ways, environment),
    ssh: await findProbe(ways, environment),
  };
}

/** As whoever asked for the check: if they may (still) use it. */
export async function openForCheck({ channels, environments }: CheckWays, environment: ComputeEnvironment): Promise<CommandChannel> {
  await environments.requireUse(environment.checkUserId, environment);
  return channels.open(environment.id, environment.checkUserId);
}

/** None for somebody who may not use it: then the first step says so. */
async function findProbe({ environments, ssh }: CheckWays, environment: ComputeEnvironment): Promise<SshProbe | undefined> {
  try {
    await environments.requireUse(environment.checkUserId, environment);
    return await ssh.findProbe(environment, environment.checkUserId);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return undefined;
  }
}
