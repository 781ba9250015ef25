import { isAppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { Scheduler } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import { withinTime } from "../../../time-limit.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { waitingSteps, withStep } from "./check-step.ts";
import type { CheckStep, CheckStepKey, StepResult } from "./check-step.ts";
import { checkClock } from "./check-clock.ts";
import { checkFreeSpace } from "./check-free-space.ts";
import { checkPolicy } from "./check-policy.ts";
import { checkJava, checkNextflow } from "./check-programs.ts";
import { checkQueues } from "./check-queues.ts";
import { checkScheduler } from "./check-scheduler.ts";
import { checkShell } from "./check-shell.ts";
import { isBeforeSsh, SshCheck } from "./check-ssh.ts";
import type { SshProbe } from "./check-ssh.ts";
import { checkDirectories } from "./check-work-dir.ts";

/** Longest time of one step, whatever hangs in it: a dead file server, a scheduler that does not answer. */
const stepLimitMs = 180_000;

export interface CheckTools {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly openChannel: () => Promise<CommandChannel>;
  /** Where SSH is the way. */
  readonly ssh?: SshProbe | undefined;
}

/** Steps without which a later one would only repeat the same trouble. */
const needs: Readonly<Record<CheckStepKey, readonly CheckStepKey[]>> = {
  name: [],
  port: ["name"],
  hostKey: ["port"],
  signIn: ["hostKey"],
  channel: ["signIn"],
  policy: ["channel"],
  shell: ["channel"],
  scheduler: ["channel"],
  queues: ["channel", "scheduler"],
  workDir: ["channel"],
  freeSpace: ["channel", "workDir"],
  clock: ["channel", "workDir"],
  java: ["channel", "shell"],
  nextflow: ["channel", "shell", "java"],
};

/**
 * Looks at a cluster step by step, through the channel, and tells each change to `report`.
 * Changes nothing there but one small file in the work directory. May be repeated.
 *
 * @returns the steps as they ended; `undefined` when `report` said that nobody wants them any more.
 */
export async function checkEnvironment(
  environment: ComputeEnvironment,
  tools: CheckTools,
  report: (steps: readonly CheckStep[]) => Promise<boolean>,
): Promise<readonly CheckStep[] | undefined> {
  const opened: CommandChannel[] = [];
  const open = async (): Promise<CommandChannel> => {
    opened[0] ??= await tools.openChannel();
    return opened[0];
  };
  try {
    let steps = waitingSteps(tools.ssh === undefined ? "other" : "ssh");
    const ssh = tools.ssh === undefined ? undefined : new SshCheck(tools.ssh, tools.clock);
    for (const { key } of steps) {
      steps = withStep(steps, key, { status: "running" });
      if (!(await report(steps))) return undefined;
      const startedAt = tools.clock.now();
      const result = await takeStep(key, steps, { environment, open, tools, ssh });
      steps = withStep(steps, key, { ...toChange(result), durationMs: tools.clock.now() - startedAt });
    }
    return steps;
  } finally {
    await opened[0]?.[Symbol.asyncDispose]();
  }
}

interface StepScene {
  readonly environment: ComputeEnvironment;
  readonly open: () => Promise<CommandChannel>;
  readonly tools: CheckTools;
  readonly ssh: SshCheck | undefined;
}

async function takeStep(key: CheckStepKey, steps: readonly CheckStep[], scene: StepScene): Promise<StepResult> {
  const missing = steps.find(({ key: other, status }) => needs[key].includes(other) && status !== "passed" && status !== "warning");
  if (missing !== undefined) return { status: "skipped", summary: `Not tried: ${missing.name} comes first.` };
  try {
    const timely = await withinTime(scene.tools.clock, stepLimitMs, look(key, scene));
    if (timely.isTimely) return timely.value;
    const cure = "Look at the cluster: its file system or its scheduler may hang. Then check again.";
    return { status: "failed", summary: `No answer within ${String(stepLimitMs / 1000)} s.`, cure };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { status: "failed", summary: error.message, cure: error.hint, ...(error.detail === undefined ? {} : { detail: error.detail }) };
  }
}

async function look(key: CheckStepKey, { environment, open, tools, ssh }: StepScene): Promise<StepResult> {
  if (isBeforeSsh(key)) return ssh?.look(key) ?? notBySsh;
  const channel = await open();
  if (key === "channel") return { status: "passed", summary: introduce(channel) };
  return looks[key]({ environment, scheduler: tools.scheduler, channel, clock: tools.clock });
}

const looks = {
  ...{ policy: checkPolicy, shell: checkShell, scheduler: checkScheduler, queues: checkQueues },
  ...{ workDir: checkDirectories, freeSpace: checkFreeSpace, clock: checkClock, java: checkJava, nextflow: checkNextflow },
};

const notBySsh: StepResult = { status: "skipped", summary: "The cluster is not reached by SSH." };

function introduce({ peer }: CommandChannel): string {
  return `${nameOfKind(peer.kind)} answers on ${peer.hostName} as ${peer.userName}.`;
}

function nameOfKind(kind: CommandChannel["peer"]["kind"]): string {
  switch (kind) {
    case "local":
      return "The server's own machine";
    case "agent":
    case "legacy-agent":
      return "The agent";
    case "ssh":
      return "A shell";
  }
}

function toChange(result: StepResult): Partial<CheckStep> {
  return {
    status: result.status,
    summary: result.summary,
    cure: "cure" in result ? result.cure : null,
    detail: "detail" in result ? (result.detail ?? null) : null,
  };
}
