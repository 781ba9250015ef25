import { renderTrialFolderRemoval } from "@postern/agent-protocol";
import { isAppError } from "@postern/domain";
import type { SchedulerJobId } from "@postern/domain";
import { given } from "../../../../given.ts";
import type { TimedCheckContext } from "../check-context.ts";
import { siteProfileUrl } from "../../../../clusters/site-profile-url.ts";
import { siteProfileOf } from "./site-profile.ts";
import { planTrial } from "./trial-plan.ts";
import type { TrialPlan } from "./trial-plan.ts";
import type { TrialReport } from "./trial-report.ts";
import { renderTrialScript } from "./trial-script.ts";
import { watchTrial } from "./watch-trial.ts";
import type { NoteProgress, TrialOutcome } from "./watch-trial.ts";

const submitTimeoutMs = 120_000;
const askTimeoutMs = 60_000;

/** What a trial job needs of this server. */
export interface TrialSettings {
  /** Of this server, as a compute node would reach it, without a slash at the end. */
  readonly publicUrl: string;
  /** PEM of the authority that the server made for its own certificate. */
  readonly authorityPem: string | undefined;
  /**
   * The name of the trial of one check, 14 characters of `0-9a-f`. The same for the same check, so that a server which takes it over after a
   * crash finds the job that its predecessor sent. Nobody else may know it before the folder is there: in a work directory that many may
   * write to they would make that folder themselves, and what lies in it would be theirs.
   */
  readonly nameOf: (check: string) => string;
  /** How long the job may wait for a node before it is cancelled. */
  readonly patienceMs: number;
}

/** The trial job of one check: a small job on a compute node, of whose report several steps speak. */
export class Trial {
  readonly settings: TrialSettings;
  #report: TrialReport | undefined;

  constructor(settings: TrialSettings) {
    this.settings = settings;
  }

  /** Of a job that ran to its end. */
  get report(): TrialReport | undefined {
    return this.#report;
  }

  /** The folder's name, which the job read where we wrote it. */
  async tokenOf(context: TimedCheckContext): Promise<string> {
    return (await planTrial(context, this.settings.nameOf)).id;
  }

  /**
   * Submits the job, or finds the one that an earlier server sent for this very check, and waits for its report. Whatever comes of it, no job
   * and no file of ours is left, as far as the cluster lets us.
   *
   * @throws what the channel throws, and scheduler.rejected or scheduler.unclear.
   */
  async run(context: TimedCheckContext, note: NoteProgress): Promise<TrialOutcome> {
    const plan = await planTrial(context, this.settings.nameOf);
    const { channel } = context;
    const job = await this.#ensureJob(context, plan);
    try {
      const { patienceMs } = this.settings;
      const outcome = await watchTrial(context, { plan, job, patienceMs, note });
      if (outcome.state === "ran") this.#report = outcome.report;
      else await cancelQuietly(context, job);
      return outcome;
    } catch (error) {
      await cancelQuietly(context, job);
      throw error;
    } finally {
      await quietly(channel.run({ words: renderTrialFolderRemoval(plan.folder), timeoutMs: askTimeoutMs }));
    }
  }

  async #ensureJob(context: TimedCheckContext, plan: TrialPlan): Promise<SchedulerJobId> {
    const { channel, scheduler } = context;
    // Only a check that was cut short has its folder there already.
    const earlier = (await channel.stat(plan.folder)) === undefined ? undefined : await findJob(context, plan);
    if (earlier !== undefined) return earlier;
    const command = scheduler.renderSubmit(plan.job);
    await this.#write(context, plan);
    try {
      return scheduler.parseSubmit(await channel.run({ ...command, timeoutMs: submitTimeoutMs }));
    } catch (error) {
      const found = isAppError(error, "scheduler.rejected") ? undefined : await findQuietly(context, plan);
      if (found !== undefined) return found;
      await quietly(channel.run({ words: renderTrialFolderRemoval(plan.folder), timeoutMs: askTimeoutMs }));
      throw error;
    }
  }

  async #write(context: TimedCheckContext, plan: TrialPlan): Promise<void> {
    const { channel, environment, scheduler } = context;
    const { config, nodeSetup } = environment;
    const { authorityPem, publicUrl } = this.settings;
    const header = scheduler.renderScriptHeader(plan.job);
    const profile = siteProfileOf(context);
    const profileUrl = profile === undefined ? undefined : siteProfileUrl(profile);
    const script = renderTrialScript({ plan, header, config, nodeSetup, profileUrl, url: `${publicUrl}/healthz` });
    const preRun = given(config.preRunScript);
    const files = [
      { name: "token", text: plan.id },
      ...(preRun === undefined ? [] : [{ name: "pre.sh", text: `${preRun.replaceAll("\r\n", "\n").trimEnd()}\n` }]),
      ...(authorityPem === undefined ? [] : [{ name: "ca.pem", text: authorityPem }]),
      { name: "job.sh", text: script, mode: 0o700 },
    ];
    await channel.makeDirectory(plan.folder, { mode: 0o700 });
    for (const { name, text, mode } of files) {
      await channel.writeFile(`${plan.folder}/${name}`, new TextEncoder().encode(text), { mode: mode ?? 0o600 });
    }
  }
}

async function findJob({ channel, scheduler }: TimedCheckContext, { job }: TrialPlan): Promise<SchedulerJobId | undefined> {
  const answer = await channel.run({ ...scheduler.renderFindByName(job.name), timeoutMs: askTimeoutMs });
  return scheduler.parseFindByName(answer, job.name)[0];
}

/** For when the first error says more than this one would. */
async function findQuietly(context: TimedCheckContext, plan: TrialPlan): Promise<SchedulerJobId | undefined> {
  try {
    return await findJob(context, plan);
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}

// It ends by itself within minutes of its start, so one try is enough.
async function cancelQuietly({ channel, scheduler }: TimedCheckContext, job: SchedulerJobId): Promise<void> {
  await quietly(channel.run({ ...scheduler.renderCancel(job), timeoutMs: askTimeoutMs }));
}

/** An agent may refuse it, or be gone: then a small folder stays, whose name says whose it is. */
async function quietly(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
}
