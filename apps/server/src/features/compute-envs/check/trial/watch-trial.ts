import { isAppError } from "@postern/domain";
import type { JobSighting, SchedulerJobId, TimeMs } from "@postern/domain";
import type { TimedCheckContext } from "../check-context.ts";
import type { TrialPlan } from "./trial-plan.ts";
import { parseTrialReport } from "./trial-report.ts";
import type { TrialReport } from "./trial-report.ts";

/** Its parts are bounded to less than this; what is not, hangs in a file system. */
const runLimitMs = 180_000;
/** How long a report may take to be seen from the login node: as long as network file systems keep what they know of a directory. */
const lateReportMs = 60_000;
const firstQuestionMs = 3_000;
/** The scheduler is asked seldom: the report itself says that the job has ended. */
const betweenQuestionsMs = 15_000;
const shortestPauseMs = 50;
/** How soon a check that nobody wants any more is noticed. */
const betweenNotesMs = 2_000;
const longestPauseMs = 3_000;
const timeoutMs = 60_000;

/** Tells how it goes. @returns whether the check is still wanted. */
export type NoteProgress = (summary: string) => Promise<boolean>;

export type TrialOutcome =
  | { readonly state: "ran"; readonly report: TrialReport; readonly tookMs: number }
  /** It got no node in time; `reason` is the scheduler's, may be empty. */
  | { readonly state: "busy"; readonly reason: string }
  /** It began, and did not end in time. */
  | { readonly state: "slow" }
  /** It ended, and no report of it is to be seen; `reason` says how, as far as the scheduler knows. */
  | { readonly state: "silent"; readonly reason: string }
  /** Nobody wants to know any more. */
  | { readonly state: "void" };

export interface TrialWatch {
  readonly plan: TrialPlan;
  readonly job: SchedulerJobId;
  readonly patienceMs: number;
  readonly note: NoteProgress;
}

interface Seen {
  readonly reason: string;
  readonly startedAt: TimeMs | undefined;
  readonly endedAt: TimeMs | undefined;
  readonly nextQuestionAt: TimeMs;
}

/** Waits for the report of a job. Cancels nothing. @throws what the channel throws. */
export async function watchTrial(context: TimedCheckContext, watch: TrialWatch): Promise<TrialOutcome> {
  const { clock, channel } = context;
  const beganAt = clock.now();
  let seen: Seen = { reason: "", startedAt: undefined, endedAt: undefined, nextQuestionAt: beganAt + firstQuestionMs };
  let noted = { words: "", at: 0 };
  for (;;) {
    const report = await readReport(channel, watch.plan);
    if (report !== undefined) return { state: "ran", report, tookMs: clock.now() - beganAt };
    if (clock.now() >= seen.nextQuestionAt) seen = await look(context, watch, seen);
    const outcome = judge(seen, { now: clock.now(), beganAt, patienceMs: watch.patienceMs });
    if (outcome !== undefined) return outcome;
    const words = describe(seen);
    if (words !== noted.words || clock.now() - noted.at >= betweenNotesMs) {
      if (!(await watch.note(words))) return { state: "void" };
      noted = { words, at: clock.now() };
    }
    // In proportion to the wait: a job of a second is not waited for two, and one of minutes not looked for at each moment.
    await clock.sleep(Math.min(longestPauseMs, Math.max(shortestPauseMs, (clock.now() - beganAt) / 8)));
  }
}

async function readReport(channel: TimedCheckContext["channel"], { folder }: TrialPlan): Promise<TrialReport | undefined> {
  try {
    const { bytes } = await channel.readFile(`${folder}/report`);
    return parseTrialReport(new TextDecoder().decode(bytes));
  } catch (error) {
    if (isAppError(error, "file.not_found")) return undefined;
    throw error;
  }
}

async function look(context: TimedCheckContext, { job }: TrialWatch, seen: Seen): Promise<Seen> {
  const { channel, clock, scheduler } = context;
  const result = await channel.run({ ...scheduler.renderStatus([job]), timeoutMs });
  const sighting = scheduler.parseStatus(result, [job]).get(job) ?? { seen: "nothing", reason: "" };
  const now = clock.now();
  const later = { ...seen, nextQuestionAt: now + betweenQuestionsMs };
  switch (sighting.seen) {
    case "queued":
      return { ...later, reason: sighting.reason };
    case "running":
      return { ...later, startedAt: seen.startedAt ?? now };
    case "ended":
    case "absent":
      if (seen.endedAt !== undefined) return later;
      return { ...later, endedAt: now, reason: describeEnd(sighting.seen === "ended" ? sighting : await askEnd(context, job)) };
    case "nothing":
      return later;
  }
}

/** Of a job that the queue lists no more. */
async function askEnd({ channel, scheduler }: TimedCheckContext, job: SchedulerJobId): Promise<JobSighting> {
  const results = [];
  for (const question of scheduler.renderFinal(job)) results.push(await channel.run({ ...question, timeoutMs }));
  return scheduler.parseFinal(results, job);
}

function describeEnd(end: JobSighting): string {
  if (end.seen !== "ended") return "";
  return end.reason === "" ? `exit code ${String(end.exitCode)}` : `exit code ${String(end.exitCode)}, ${end.reason}`;
}

interface Moment {
  readonly now: TimeMs;
  readonly beganAt: TimeMs;
  readonly patienceMs: number;
}

function judge({ endedAt, reason, startedAt }: Seen, { now, beganAt, patienceMs }: Moment): TrialOutcome | undefined {
  if (endedAt !== undefined) return now - endedAt > lateReportMs ? { state: "silent", reason } : undefined;
  if (startedAt !== undefined) return now - startedAt > runLimitMs ? { state: "slow" } : undefined;
  return now - beganAt > patienceMs ? { state: "busy", reason } : undefined;
}

function describe({ endedAt, reason, startedAt }: Seen): string {
  if (endedAt !== undefined) return "The job has ended; its report is waited for.";
  if (startedAt !== undefined) return "The job runs.";
  return reason === "" ? "Waiting for a node." : `Waiting in the queue: ${reason}.`;
}
