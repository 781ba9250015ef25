import type { ComputePlatform } from "@postern/contracts";
import { isAppError } from "@postern/domain";
import { pbsDialectOf, schedulerOfKind } from "@postern/schedulers";
import type { Scheduler } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import { schedulerKindOf } from "../../../clusters/scheduler-of-platform.ts";

export interface FoundScheduler {
  readonly platform: ComputePlatform;
  readonly scheduler: Scheduler;
  readonly isTorque: boolean;
  /** Such as `Slurm 23.11.4`. */
  readonly version: string;
}

/** A question about the version of a program reaches no daemon: one that hangs is not there for us. */
const timeoutMs = 20_000;

/**
 * The one that decides comes first. Moab stands before PBS, because Torque below it has the commands of PBS, and jobs that pass it by
 * are not seen by it. Whoever has Slurm and commands of another one beside it has moved, or is on the way.
 */
const inOrder: readonly ComputePlatform[] = ["slurm-platform", "lsf-platform", "uge-platform", "moab-platform", "altair-platform"];

/**
 * Asks by their commands which schedulers are there, all at once.
 *
 * @returns the one to take first. None: no command is there, or the policy of the agent keeps them back.
 * @throws what the channel does when the cluster is not reached.
 */
export async function detectSchedulers(channel: CommandChannel): Promise<readonly FoundScheduler[]> {
  const asked = await Promise.all(inOrder.map((platform) => findScheduler(channel, platform)));
  const found = asked.filter((one) => one !== undefined);
  if (found.length < 2) return found;
  // Commands stay behind when a scheduler has gone, or come along with a package: whose daemon answers is meant.
  const answers = await Promise.all(found.map((one) => isAnswering(channel, one)));
  return [...found.filter((_, place) => answers[place] === true), ...found.filter((_, place) => answers[place] !== true)];
}

async function isAnswering(channel: CommandChannel, { scheduler }: FoundScheduler): Promise<boolean> {
  for (const { command, judge } of scheduler.renderProbes(undefined).slice(1)) {
    try {
      if ("problem" in judge(await channel.run({ ...command, timeoutMs }))) return false;
    } catch (error) {
      if (isAppError(error) && isAbsence(error.code)) return false;
      throw error;
    }
  }
  return true;
}

async function findScheduler(channel: CommandChannel, platform: ComputePlatform): Promise<FoundScheduler | undefined> {
  const scheduler = schedulerOfKind(schedulerKindOf(platform));
  // The first tells the version; whether its daemons answer is another question.
  const [probe] = scheduler.renderProbes(undefined);
  if (probe === undefined) return undefined;
  try {
    const verdict = probe.judge(await channel.run({ ...probe.command, timeoutMs }));
    if ("problem" in verdict) return undefined;
    return { platform, scheduler, version: verdict.summary, isTorque: pbsDialectOf(verdict.summary) === "torque" };
  } catch (error) {
    if (isAppError(error) && isAbsence(error.code)) return undefined;
    throw error;
  }
}

const isAbsence = (code: string): boolean => ["command.not_started", "command.timeout", "agent.refused"].includes(code);
