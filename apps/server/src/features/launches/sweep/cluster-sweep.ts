import type { Database, HeadJobRow, RunRow } from "@postern/database";
import { AppError, isAppError, isTerminal, toComputeEnvId, toRunId, toSchedulerJobId, toUserId } from "@postern/domain";
import type { Clock, ComputeEnvId, JobSighting, Logger, SchedulerJobId, TimeMs } from "@postern/domain";
import type { Scheduler } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import type { ChannelProvider } from "../../../channels/channel-provider.ts";
import { forEachLimited } from "../../../for-each-limited.ts";
import { schedulerOf } from "../../../clusters/scheduler-of-platform.ts";
import type { SchedulerSettings } from "../../../clusters/scheduler-of-platform.ts";
import { toRunStatus } from "../../runs/service.ts";
import { listUnfinishedHeadJobs } from "../head-job-store.ts";
import type { Runs } from "../ports.ts";
import type { HeadJobSubmitter } from "../submit/head-job-submitter.ts";
import { askStatuses, seenOf } from "./ask-scheduler.ts";
import type { Cluster } from "./ask-scheduler.ts";
import { ClusterKeys } from "./cluster-key.ts";
import type { ClusterKey, ClusterParts, Reached } from "./cluster-key.ts";
import { toFollowedJob } from "./followed-job.ts";
import type { FollowedJob } from "./followed-job.ts";
import type { HeadJobFollower } from "./head-job-follower.ts";
import type { JointAnswers } from "./joint-answers.ts";
import type { QuestionBudget } from "./question-budget.ts";
import { forgetNumber, listReused } from "./reused-numbers.ts";
import type { NumberedJob } from "./reused-numbers.ts";
import { jobsOf } from "./spare-jobs.ts";
import type { SweepPace } from "./sweep-pace.ts";

/** Runs of one cluster that are looked at side by side. */
const maxRunsAtOnce = 8;
/** No attempt to submit takes so long: what another server has begun, it has ended by then, or it is gone. */
const attemptMs = 5 * 60_000;
/** A launch that could not reach its cluster is tried again for so long. */
const launchForMs = 10 * 60_000;

export interface SweepParts extends ClusterParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly channels: ChannelProvider;
  readonly runs: Runs;
  readonly submitter: HeadJobSubmitter;
  readonly follower: HeadJobFollower;
  readonly budget: QuestionBudget;
  readonly pace: SweepPace;
  readonly answers: JointAnswers;
  /** Of several servers. Left out: this one is alone. */
  readonly team?: Team;
}

/** Servers that work on one database. One of them looks after the runs of all. */
export interface Team {
  /** Asked again before each job: a process that was stopped in the middle of a look finds that another one leads. */
  readonly isLeading: boolean;
  readonly hasOthers: boolean;
}

/** Clusters with head jobs that somebody must look at. Of two jobs of one number the earlier one loses it, before anybody asks about it. */
export async function listClusters(parts: SweepParts): Promise<readonly ClusterKey[]> {
  const { clock, database, log } = parts;
  const keys = new ClusterKeys(parts);
  const found = new Map<string, ClusterKey>();
  const jobs: NumberedJob[] = [];
  for (const row of await listUnfinishedHeadJobs(database.query)) {
    const key = await keys.find(reachedBy(row));
    found.set(key.name, key);
    jobs.push({ row, account: key.account });
  }
  for (const row of listReused(jobs)) {
    log.warn({ runId: row.run_id, jobId: row.job_id }, "the scheduler has given the number of a head job to a later one");
    await forgetNumber(database.query, row, clock.now());
  }
  return [...found.values()];
}

/** A look that somebody wants. */
export interface WantedLook {
  readonly key: ClusterKey;
  /** Environments of the same account that are to be looked at now as well: one question is about the jobs of all. */
  readonly neighbours: readonly ComputeEnvId[];
  /** What the scheduler was asked since then need not be asked again. */
  readonly since: TimeMs;
  /** For a person, before it is due: the neighbours are not asked about, so it must not put off the look that they wait for. */
  readonly isOutOfTurn: boolean;
}

/**
 * Looks once at all unfinished head jobs of one cluster: one question to its scheduler, however many they are, and none where another
 * environment of the account has asked for this one.
 * `false` when something had to wait because no agent was there.
 */
export async function sweepCluster(parts: SweepParts, look: WantedLook): Promise<boolean> {
  const found = await listRows(parts, look);
  const waiting = found.own.filter((row) => row.submit_state === "prepared" || row.submit_state === "written");
  const isReached = await submitWaiting(parts, waiting);
  const rows = waiting.length === 0 ? found : withoutReused(await listRows(parts, look), look.key);
  const isFollowed = await followSent(parts, look, { jobs: await loadJobs(parts, rows.own), others: rows.others });
  return isReached && isFollowed;
}

type Rows = Readonly<Record<"own" | "others", readonly HeadJobRow[]>>;

/**
 * What was submitted a moment ago may have the number of a job that its scheduler has forgotten: what that says now is about the later one. The
 * next look takes the number from the earlier one.
 */
function withoutReused({ own, others }: Rows, { account }: ClusterKey): Rows {
  const reused = new Set(listReused([...own, ...others].map((row) => ({ row, account }))).map((row) => row.run_id));
  const isOwnNumber = (row: HeadJobRow): boolean => !reused.has(row.run_id);
  return { own: own.filter(isOwnNumber), others: others.filter(isOwnNumber) };
}

async function submitWaiting(parts: SweepParts, waiting: readonly HeadJobRow[]): Promise<boolean> {
  let isReached = true;
  await forEachLimited(waiting, maxRunsAtOnce, async (row) => {
    if (mayGoOn(parts) && (await mustWaitForAgent(parts, row))) isReached = false;
  });
  return isReached;
}

interface SentJobs {
  readonly jobs: readonly FollowedJob[];
  /** Of the neighbours. */
  readonly others: readonly HeadJobRow[];
}

async function followSent(parts: SweepParts, look: WantedLook, { jobs, others }: SentJobs): Promise<boolean> {
  const [first] = jobs;
  if (first === undefined) return true;
  // All of them are reached by the same agent, so any of them shows the way.
  const opened = await openCluster(parts, reachedBy(first.row));
  if ("reason" in opened) {
    await followUnasked(parts, jobs, opened);
    return !opened.isOffline;
  }
  await using channel = opened.channel;
  const questions = parts.budget.of(look.key.account);
  const { environment } = opened;
  const cluster = { channel, scheduler: schedulerOf(environment), questions };
  await followAsked(parts, jobs, { ...look, ...cluster, others: idsOf(others), environment });
  return true;
}

async function listRows(parts: SweepParts, { key, neighbours }: WantedLook): Promise<Readonly<Record<"own" | "others", HeadJobRow[]>>> {
  const keys = new ClusterKeys(parts);
  const near = new Set<string>([key.computeEnvId, ...neighbours]);
  const rows: Record<"own" | "others", HeadJobRow[]> = { own: [], others: [] };
  for (const row of await listUnfinishedHeadJobs(parts.database.query)) {
    // Whose account it is takes questions to the database: not for every environment of the server.
    if (!near.has(row.compute_env_id)) continue;
    const { name, account } = await keys.find(reachedBy(row));
    if (name !== key.name && account === key.account) rows.others.push(row);
    if (name === key.name && !mayBeUnderwayElsewhere(parts, row)) rows.own.push(row);
  }
  return rows;
}

function idsOf(rows: readonly HeadJobRow[]): readonly SchedulerJobId[] {
  return rows.flatMap((row) => (row.submit_state === "submitted" ? jobsOf(row) : []));
}

/**
 * Whether another server may be submitting this one now, for somebody who waits there. Two that write one bundle would mix the tokens of two
 * attempts. A launch that a server took along when it died so waits some minutes for another one.
 */
function mayBeUnderwayElsewhere({ clock, submitter, team }: SweepParts, row: HeadJobRow): boolean {
  if (team?.hasOthers !== true || row.submit_state === "submitted" || submitter.isUnderway(toRunId(row.run_id))) return false;
  return clock.now() - row.updated_at < attemptMs;
}

function mayGoOn({ team }: SweepParts): boolean {
  return team?.isLeading ?? true;
}

function reachedBy(row: HeadJobRow): Reached {
  return { computeEnvId: toComputeEnvId(row.compute_env_id), userId: toUserId(row.user_id) };
}

/** Resumes a launch that a restart cut short, or that had to wait for its cluster. `true` when it still waits for an agent. */
async function mustWaitForAgent({ clock, submitter }: SweepParts, row: HeadJobRow): Promise<boolean> {
  const runId = toRunId(row.run_id);
  // Somebody waits at the form for this one.
  if (submitter.isUnderway(runId)) return false;
  const outcome = await submitter.submit(runId);
  if (outcome.state !== "postponed") return false;
  if (clock.now() - row.created_at < launchForMs) return outcome.error.code === "agent.offline";
  const message = `The launch could not reach the cluster for ${String(launchForMs / 60_000)} minutes: ${outcome.error.message}`;
  await submitter.refuse(runId, new AppError("launch.failed", message, { cause: outcome.error }));
  return false;
}

async function loadJobs({ runs }: SweepParts, rows: readonly HeadJobRow[]): Promise<readonly FollowedJob[]> {
  const sent = rows.filter((row) => row.submit_state === "submitted" || row.submit_state === "unclear");
  const jobs = await Promise.all(
    sent.map(async (row) => {
      const run: RunRow | undefined = await runs.findRun(toRunId(row.run_id));
      return run === undefined ? undefined : toFollowedJob(row, run);
    }),
  );
  return jobs.filter((job) => job !== undefined);
}

interface Unopened {
  readonly reason: string;
  /** Deleted: it will never be reached again. */
  readonly isGone: boolean;
  /** Its agent is away. */
  readonly isOffline: boolean;
}

type Opened = { readonly channel: CommandChannel; readonly environment: SchedulerSettings } | Unopened;

async function openCluster({ channels, environments }: SweepParts, way: Reached): Promise<Opened> {
  const environment = await environments.findEnvironment(way.computeEnvId);
  if (environment === undefined || environment.deletedAt !== null) {
    return { reason: "The compute environment was deleted.", isGone: true, isOffline: false };
  }
  try {
    const channel: CommandChannel = await channels.open(way.computeEnvId, way.userId, "following");
    return { channel, environment };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { reason: error.message, isGone: false, isOffline: error.code === "agent.offline" };
  }
}

async function followUnasked(parts: SweepParts, jobs: readonly FollowedJob[], why: Unopened): Promise<void> {
  const { follower } = parts;
  const sighting: JobSighting = { seen: "nothing", reason: why.reason };
  await forEachLimited(jobs, maxRunsAtOnce, async (job) => {
    if (!mayGoOn(parts)) return;
    if (why.isGone && isTerminal(toRunStatus(job.run))) await follower.close(job);
    else if (job.row.submit_state === "submitted") await follower.follow(undefined, job, sighting);
  });
}

interface AskedCluster extends Cluster, WantedLook {
  /** Jobs of the neighbours. */
  readonly others: readonly SchedulerJobId[];
  readonly environment: SchedulerSettings;
}

async function followAsked(parts: SweepParts, jobs: readonly FollowedJob[], cluster: AskedCluster): Promise<void> {
  const { follower, submitter } = parts;
  const sightings = await askTimed(parts, cluster, idsOf(jobs.map(({ row }) => row)));
  await forEachLimited(jobs, maxRunsAtOnce, async (job) => {
    if (!mayGoOn(parts)) return;
    // Sent a moment ago: the scheduler's answer is still on its way, and nothing is lost yet.
    if (job.row.submit_state === "unclear" && submitter.isUnderway(job.runId)) return;
    if (job.row.submit_state === "unclear") return follower.settleUnclear({ ...cluster, scheduler: schedulerOfJob(cluster, job) }, job);
    if (job.row.spare_job_ids !== null) return follower.followAmong(cluster, job, sightings);
    // Known only by its files: the scheduler does not list it under its name any more, or has given its number to a later one.
    if (job.row.job_id === null) return follower.follow(cluster, job, { seen: "absent" });
    return follower.follow(cluster, job, seenOf(sightings, toSchedulerJobId(job.row.job_id)));
  });
}

/** What is asked about numbers is the same in every dialect of a scheduler, what is asked about a name is not: that of its submission counts. */
function schedulerOfJob({ environment }: AskedCluster, { config }: FollowedJob): Scheduler {
  return schedulerOf({ platform: environment.platform, config: config ?? environment.config });
}

/** How long the answer takes decides when this account is asked again. */
async function askTimed({ answers, clock, pace }: SweepParts, cluster: AskedCluster, jobs: readonly SchedulerJobId[]) {
  const { key, others, since, isOutOfTurn } = cluster;
  if (jobs.length === 0) {
    pace.note(key, { startedAt: clock.now(), answerMs: 0, questions: 0 });
    return new Map<SchedulerJobId, JobSighting>();
  }
  const { sightings, look } = await answers.get({ account: key.account, jobs, others, since }, async (all) => {
    const startedAt = clock.now();
    const { sightings: told, questions } = await askStatuses(cluster, all);
    return { sightings: told, look: { startedAt, answerMs: clock.now() - startedAt, questions } };
  });
  if (!isOutOfTurn) pace.note(key, look);
  return sightings;
}
