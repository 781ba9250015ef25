import type { Database } from "@postern/database";
import { AppError, decideVerdict, isTerminal, toSchedulerJobId, vanishedMs } from "@postern/domain";
import type { Clock, ExitFile, JobSighting, JobSightings, Logger, RunVerdict } from "@postern/domain";
import type { LiveEvents } from "../../../live/live-events.ts";
import { toRunStatus } from "../../runs/service.ts";
import { moveHeadJob } from "../head-job-store.ts";
import type { HeadJobPatch } from "../head-job-store.ts";
import type { BroughtRegistries, RunTokens, Runs } from "../ports.ts";
import type { HeadJobSubmitter } from "../submit/head-job-submitter.ts";
import { askCancel, askFinal } from "./ask-scheduler.ts";
import type { Cluster } from "./ask-scheduler.ts";
import { captureLogs } from "./capture-logs.ts";
import { explainEnd } from "./explain-end.ts";
import type { SettledStatus } from "./explain-end.ts";
import type { FollowedJob } from "./followed-job.ts";
import { GrowthWatch } from "./growth-watch.ts";
import { readExitFile } from "./read-exit-file.ts";
import { SpareJobs, sparesText, tellSpares } from "./spare-jobs.ts";
import { tellStuckCancel } from "./stuck-cancel.ts";
import { findUnclear } from "./unclear-submit.ts";
import type { UnclearFinding } from "./unclear-submit.ts";

/** A token outlives its run a little: reports that were delayed still come in. */
const tokenGraceMs = 10 * 60_000;
/** Logs that cannot be read are tried again for so long. */
const captureForMs = 60 * 60_000;
/** A job that should end is told so again, until it has. */
const cancelAgainMs = 30_000;
/** A sighting that says the same as before is written this often, to keep the time of the last answer fresh. */
const sightingStaleMs = 60_000;

export interface FollowerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly live: LiveEvents;
  readonly runs: Runs;
  readonly tokens: RunTokens;
  readonly submitter: HeadJobSubmitter;
  readonly registries: Pick<BroughtRegistries, "noteOver">;
}

/** Moves one head job one step on: what was seen goes in, what it means is stored. Any step may be repeated. */
export class HeadJobFollower {
  readonly #parts: FollowerParts;
  readonly #growth: GrowthWatch;
  readonly #spares: SpareJobs;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
    this.#growth = new GrowthWatch(parts.live);
    this.#spares = new SpareJobs(parts);
  }

  /** A submit without an answer: finds out what became of it. */
  async settleUnclear(cluster: Cluster, job: FollowedJob): Promise<void> {
    const now = this.#parts.clock.now();
    const finding = await findUnclear(cluster, { ...job, now });
    switch (finding.found) {
      case "job":
        return this.#adopt(job, finding);
      case "traces":
        return this.#move(job, { submit_state: "submitted", absent_since: null });
      case "none":
        await this.#note(job, "The scheduler's answer to the submission was lost; looking for the job by its name.");
        return this.#move(job, { absent_since: job.row.absent_since ?? now });
      case "no-answer":
        return this.#note(job, "The scheduler's answer to the submission was lost, and it cannot be asked now.");
      case "lost": {
        const message = "The submission was lost on the way to the scheduler. Launch again.";
        await this.#parts.submitter.refuse(job.runId, new AppError("launch.failed", message));
      }
    }
  }

  /** A submitted job, and what the scheduler said about it and others of its name. */
  async followAmong(cluster: Cluster, job: FollowedJob, sightings: JobSightings): Promise<void> {
    const standing = await this.#spares.settle(cluster, job, sightings);
    return this.follow(cluster, standing.job, standing.sighting);
  }

  /** A submitted job, and what the scheduler said about it. Without a cluster nobody could be asked. */
  async follow(cluster: Cluster | undefined, job: FollowedJob, sighting: JobSighting): Promise<void> {
    const seen = await this.#lookCloser(cluster, job, sighting);
    // Its end is not asked for in this minute any more: no verdict without it.
    if (seen === undefined) return;
    await this.#keepSighting(job, seen);
    if (cluster !== undefined) await this.#cancelIfAsked(cluster, job, seen);
    const verdict = decideVerdict({
      status: toRunStatus(job.run),
      cancelRequested: job.run.cancel_requested_at !== null,
      sighting: seen,
      exitFile: await this.#readExit(cluster, job, seen),
      lastContactAt: job.run.last_contact_at ?? undefined,
      lastAnswerAt: job.row.sighted_at ?? job.row.submit_tried_at ?? job.row.created_at,
      overSince: isOver(seen) ? (job.row.absent_since ?? undefined) : undefined,
      now: this.#parts.clock.now(),
    });
    await this.#act(cluster, job, { seen, verdict });
  }

  /** The run is over for everybody: nobody needs to look at its job again. */
  async close(job: Pick<FollowedJob, "runId">): Promise<void> {
    const now = this.#parts.clock.now();
    await this.#parts.tokens.endRunTokens(job.runId, now + tokenGraceMs);
    const to = { submit_state: "finished", updated_at: now } as const;
    await moveHeadJob(this.#parts.database.query, job.runId, { from: ["submitted", "unclear"], to });
    this.#growth.forget(job.runId);
  }

  async #adopt(job: FollowedJob, { jobId, spares }: Extract<UnclearFinding, { found: "job" }>): Promise<void> {
    const { log } = this.#parts;
    if (spares.length === 0) log.info({ runId: job.runId }, "found the job of an unclear submit");
    else log.warn({ runId: job.runId, jobId, spares }, "found several jobs of an unclear submit");
    return this.#move(job, { submit_state: "submitted", job_id: jobId, spare_job_ids: sparesText(spares), absent_since: null });
  }

  /** Of a job that the queue forgot or gave up, the scheduler may know the end in another place; not worth asking once the run has its end. */
  async #lookCloser(cluster: Cluster | undefined, { row, run }: FollowedJob, sighting: JobSighting): Promise<JobSighting | undefined> {
    const isTold = sighting.seen === "absent" || remains(sighting);
    if (!isTold || row.job_id === null || cluster === undefined || isTerminal(toRunStatus(run))) return sighting;
    // Told before: an end stays what it was, and need not be asked for at every look until the run is settled.
    const known = knownEnd(row);
    if (sighting.seen === "absent" && known !== undefined) return known;
    const final = await askFinal(cluster, toSchedulerJobId(row.job_id));
    // That the queue does not list it stays true when the other place is silent.
    return final?.seen === "nothing" ? sighting : final;
  }

  async #keepSighting({ row, runId }: FollowedJob, seen: JobSighting): Promise<void> {
    if (seen.seen === "nothing") return;
    const now = this.#parts.clock.now();
    const text = JSON.stringify(seen);
    const isFresh = row.sighting === text && row.sighted_at !== null && now - row.sighted_at < sightingStaleMs;
    if (isFresh && isOver(seen) === (row.absent_since !== null)) return;
    const to = { sighting: text, sighted_at: now, absent_since: isOver(seen) ? (row.absent_since ?? now) : null, updated_at: now };
    await moveHeadJob(this.#parts.database.query, runId, { from: ["submitted"], to });
  }

  async #cancelIfAsked(cluster: Cluster, { row, run, runId }: FollowedJob, seen: JobSighting): Promise<void> {
    const isAlive = seen.seen === "queued" || seen.seen === "running";
    const isWanted = remains(seen) || (isAlive && run.cancel_requested_at !== null);
    if (!isWanted || row.job_id === null) return;
    const now = this.#parts.clock.now();
    if (row.cancel_sent_at !== null && now - row.cancel_sent_at < cancelAgainMs) return;
    if (!(await askCancel(cluster, toSchedulerJobId(row.job_id)))) return;
    await moveHeadJob(this.#parts.database.query, runId, { from: ["submitted"], to: { cancel_sent_at: now, updated_at: now } });
  }

  /** Read only where the table of verdicts looks at it: a running job costs its line in the queue, and one look at how long its console is. */
  async #readExit(cluster: Cluster | undefined, { paths, run }: FollowedJob, seen: JobSighting): Promise<ExitFile> {
    const isWanted = (isOver(seen) || seen.seen === "nothing") && !isTerminal(toRunStatus(run));
    return isWanted && cluster !== undefined ? readExitFile(cluster.channel, paths.exit) : { seen: "nothing" };
  }

  async #act(cluster: Cluster | undefined, job: FollowedJob, { seen, verdict }: { seen: JobSighting; verdict: RunVerdict }): Promise<void> {
    switch (verdict.act) {
      case "wait":
        // Silence is no reason to take back what was said before.
        if (seen.seen !== "nothing") await this.#noteWait(job, seen, verdict.note);
        if (seen.seen === "running" && cluster !== undefined) await this.#growth.look(cluster.channel, job);
        return;
      case "revive":
        return this.#revive(job, verdict);
      case "settle":
        return this.#settle(cluster, job, verdict);
      case "finish":
        return this.#finish(cluster, job);
    }
  }

  /** What is told of a job whose end is asked for was said when it was asked for, unless that takes too long. */
  async #noteWait(job: FollowedJob, seen: JobSighting, note: string | undefined): Promise<void> {
    if (job.run.cancel_requested_at === null) return this.#note(job, withSpares(job, note));
    const stuck = isOver(seen) ? undefined : tellStuckCancel(job, this.#parts.clock.now());
    if (stuck !== undefined) await this.#note(job, stuck);
  }

  async #revive({ runId }: FollowedJob, { status, note }: Extract<RunVerdict, { act: "revive" }>): Promise<void> {
    const { clock, database, runs } = this.#parts;
    const revived = await database.transaction(async ({ query }) => {
      const run = await runs.lockRun(query, runId);
      if (run?.status !== "UNKNOWN") return undefined;
      await runs.updateRun(query, runId, { status, status_reason: note ?? null, updated_at: clock.now() });
      return { ...run, status };
    });
    if (revived !== undefined) runs.announce(revived);
  }

  async #settle(cluster: Cluster | undefined, job: FollowedJob, verdict: Extract<RunVerdict, { act: "settle" }>): Promise<void> {
    const { clock, log, runs } = this.#parts;
    const { status, cause } = verdict;
    if (cluster !== undefined && (await this.#mayHaveAnother(cluster, job, verdict))) return;
    const reason = await this.#explain(cluster, job, verdict);
    const exit = cause.kind === "exit-code" || cause.kind === "scheduler" ? { exitStatus: cause.exitCode } : {};
    const isChanged = await runs.settle(job.runId, { status, reason, at: clock.now(), ...exit });
    if (isChanged) log.info({ runId: job.runId, status, cause: cause.kind }, "a run was settled without its report");
    if (status !== "UNKNOWN") await this.#finish(cluster, job);
  }

  /** Told of an end without an exit code, a run is looked for once more: a job of its name that begins later would run what is over here. */
  async #mayHaveAnother(cluster: Cluster, job: FollowedJob, { status, cause }: Extract<RunVerdict, { act: "settle" }>): Promise<boolean> {
    if (status === "UNKNOWN" || cause.kind === "exit-code") return false;
    const found = await this.#spares.lookBehind(cluster, job);
    const isWaitedFor = this.#overForMs(job) < vanishedMs;
    return found === "another" || (found === "no-answer" && isWaitedFor);
  }

  #overForMs({ row }: FollowedJob): number {
    return row.absent_since === null ? 0 : this.#parts.clock.now() - row.absent_since;
  }

  #explain(cluster: Cluster | undefined, { paths }: FollowedJob, verdict: Extract<RunVerdict, { act: "settle" }>): Promise<string> {
    const shown: { status: SettledStatus; cause: typeof verdict.cause } = verdict;
    return explainEnd(cluster?.channel, paths, shown);
  }

  async #finish(cluster: Cluster | undefined, job: FollowedJob): Promise<void> {
    const { registries, runs } = this.#parts;
    // Before the logs, which may be long in coming.
    registries.noteOver();
    const isKept = cluster !== undefined && (await captureLogs(cluster.channel, job.paths, { runId: job.runId, runs }));
    if (isKept || this.#overForMs(job) > captureForMs) await this.close(job);
  }

  async #note({ run, runId }: FollowedJob, note: string | null): Promise<void> {
    if (run.status_reason !== note && !isTerminal(toRunStatus(run))) await this.#parts.runs.noteReason(runId, note);
  }

  async #move({ runId }: FollowedJob, patch: HeadJobPatch): Promise<void> {
    const to = { ...patch, updated_at: this.#parts.clock.now() };
    await moveHeadJob(this.#parts.database.query, runId, { from: ["unclear"], to });
  }
}

function withSpares({ row }: FollowedJob, note: string | undefined): string | null {
  const told = [note, tellSpares(row)].filter((part) => part !== undefined);
  return told.length === 0 ? null : told.join(" ");
}

function knownEnd({ sighting }: FollowedJob["row"]): JobSighting | undefined {
  const known = sighting === null ? undefined : (JSON.parse(sighting) as JobSighting);
  return known?.seen === "ended" && !remains(known) ? known : undefined;
}

function isOver(sighting: JobSighting): boolean {
  return sighting.seen === "ended" || sighting.seen === "absent";
}

/** Over, and yet in the queue: such a job is taken out, whoever asked. */
function remains(sighting: JobSighting): boolean {
  return sighting.seen === "ended" && sighting.remains === true;
}
