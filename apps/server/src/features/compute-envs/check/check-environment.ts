import type { Clock } from "@postern/domain";
import type { Scheduler } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import type { ComputeEnvironment } from "../environment.ts";
import { isOfTrial, isSettled, waitingSteps, withStep, withTrialOf } from "./check-step.ts";
import type { CheckStep, CheckStepKey, StepResult } from "./check-step.ts";
import { isBeforeSsh, SshCheck } from "./check-ssh.ts";
import type { SshProbe } from "./check-ssh.ts";
import { looks } from "./looks.ts";
import { stepInTime } from "./step-in-time.ts";
import { lookAtTrial } from "./trial/look-at-trial.ts";
import { fileOf } from "./trial/trial-mark.ts";
import type { MarkOf } from "./trial/trial-mark.ts";
import { Trial } from "./trial/trial.ts";
import type { TrialSettings } from "./trial/trial.ts";

/** Longest time of one step, whatever hangs in it: a dead file server, a scheduler that does not answer. */
const stepLimitMs = 180_000;
/** Of the trial job, beside its wait for a node: to submit it, to run it, and to see its report. */
const trialLimitMs = 480_000;

export interface CheckTools {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly openChannel: () => Promise<CommandChannel>;
  readonly markOf: MarkOf;
  /** Where SSH is the way. */
  readonly ssh?: SshProbe | undefined;
  /** Not given: no job is sent. */
  readonly trial?: TrialSettings | undefined;
  /** For who reads why. */
  readonly whyNoTrial?: string;
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
  trialJob: ["channel", "policy", "scheduler", "queues", "workDir"],
  sharedFiles: ["channel", "trialJob"],
  containers: ["channel", "trialJob"],
  scratch: ["channel", "trialJob"],
  wayBack: ["channel", "trialJob"],
};

/**
 * Looks at a cluster step by step, through the channel, and tells each change to `report`. Changes nothing there but small files in the work
 * directory, and a job of some seconds. May be repeated; what an earlier check of the list says of its trial job is kept.
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
    let steps = withTrialOf(waitingSteps(tools.ssh === undefined ? "other" : "ssh"), environment.checkSteps);
    const ssh = tools.ssh === undefined ? undefined : new SshCheck(tools.ssh, tools.clock);
    const trial = tools.trial === undefined ? undefined : new Trial(tools.trial);
    for (const step of steps) {
      if (isSettled(step)) continue;
      const running = withStep(steps, step.key, { status: "running" });
      if (!(await report(running))) return undefined;
      const note = (summary: string) => report(withStep(running, step.key, { summary }));
      const startedAt = tools.clock.now();
      const result = await takeStep(step.key, running, { environment, open, tools, ssh, trial, note });
      steps = withStep(running, step.key, { ...toChange(result), durationMs: tools.clock.now() - startedAt });
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
  readonly trial: Trial | undefined;
  /** Shows how a step goes. @returns whether the check is still wanted. */
  readonly note: (summary: string) => Promise<boolean>;
}

async function takeStep(key: CheckStepKey, steps: readonly CheckStep[], scene: StepScene): Promise<StepResult> {
  const missing = steps.find(({ key: other, status }) => needs[key].includes(other) && status !== "passed" && status !== "warning");
  if (missing !== undefined) return { status: "skipped", summary: `Not tried: ${missing.name} comes first.` };
  const { clock } = scene.tools;
  const limitMs = key === "trialJob" ? trialLimitMs + (scene.trial?.settings.patienceMs ?? 0) : stepLimitMs;
  const progress = { isEnded: false };
  // A step that was given up goes on for a while, and must not write into those that come after it.
  const note = async (summary: string) => !progress.isEnded && scene.note(summary);
  try {
    return await stepInTime(clock, limitMs, look(key, { ...scene, note }));
  } finally {
    progress.isEnded = true;
  }
}

async function look(key: CheckStepKey, { environment, open, tools, ssh, trial, note }: StepScene): Promise<StepResult> {
  if (isBeforeSsh(key)) return ssh?.look(key) ?? notBySsh;
  const channel = await open();
  if (key === "channel") return { status: "passed", summary: introduce(channel) };
  const mark = tools.markOf(fileOf(environment.id, environment.checkUserId));
  const context = { environment, scheduler: tools.scheduler, channel, clock: tools.clock, mark };
  return isOfTrial(key) ? lookAtTrial(key, context, { trial, note, whyNone: tools.whyNoTrial }) : looks[key](context);
}

const notBySsh: StepResult = { status: "skipped", summary: "The cluster is not reached by SSH." };

/** Who is there. */
export function introduce({ peer }: CommandChannel): string {
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

/** What a result changes in the list. */
export function toChange(result: StepResult): Partial<CheckStep> {
  return {
    status: result.status,
    summary: result.summary,
    cure: "cure" in result ? result.cure : null,
    detail: "detail" in result ? (result.detail ?? null) : null,
    ...("isPassing" in result && result.isPassing ? { isPassing: true } : {}),
    ...("proposals" in result && result.proposals !== undefined && result.proposals.length > 0 ? { proposals: [...result.proposals] } : {}),
  };
}
