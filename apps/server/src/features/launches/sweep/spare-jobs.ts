import type { Database, HeadJobRow } from "@postern/database";
import { toSchedulerJobId } from "@postern/domain";
import type { Clock, JobSighting, JobSightings, Logger, RunId, SchedulerJobId } from "@postern/domain";
import { isSameJob, plainest } from "@postern/schedulers";
import { moveHeadJob } from "../head-job-store.ts";
import { askCancel, seenOf } from "./ask-scheduler.ts";
import type { Cluster } from "./ask-scheduler.ts";
import type { FollowedJob } from "./followed-job.ts";
import { readStarted } from "./read-started.ts";
import type { Started } from "./read-started.ts";
import { revoke } from "./revoke.ts";

export interface SpareParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The job that stands for a run in this look. */
export interface StandingJob {
  readonly job: FollowedJob;
  readonly sighting: JobSighting;
}

/** In the order of their numbers, so that every look at the same jobs says the same. */
export function inOrder(ids: readonly SchedulerJobId[]): readonly SchedulerJobId[] {
  return ids.toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
}

/** The job that is followed, then the others of its name. */
export function jobsOf({ job_id: id, spare_job_ids: spares }: HeadJobRow): readonly SchedulerJobId[] {
  return id === null ? [] : [id, ...sparesIn(spares)].map(toSchedulerJobId);
}

/** What is told of a run as long as it has several jobs. */
export function tellSpares({ job_id: id, spare_job_ids: spares }: HeadJobRow): string | undefined {
  const others = sparesIn(spares);
  if (id === null || others.length === 0) return undefined;
  const all = [id, ...others].join(" and ");
  return `The scheduler has several jobs for this run, ${all}: the first that begins is the run, and the others do nothing.`;
}

/**
 * Runs that have several jobs, as when a command of the site sends a job again whose answer was lost. Of all of them one makes the file
 * `started`, and the others leave when they begin, so the pipeline runs once, whatever happens here.
 *
 * INVARIANT: unless nobody wants the run any more, no job is cancelled before another one is known to have begun: of two that wait either may be it.
 */
export class SpareJobs {
  readonly #parts: SpareParts;

  constructor(parts: SpareParts) {
    this.#parts = parts;
  }

  /** Settles which of its jobs the run is, as far as that is known, and takes the others out of the queue. */
  async settle(cluster: Cluster, job: FollowedJob, sightings: JobSightings): Promise<StandingJob> {
    const ids = jobsOf(job.row);
    const started = await readStarted(cluster.channel, job.paths.started);
    const begun = started.seen === "yes" && started.id !== undefined ? started.id : undefined;
    const holder = begun === undefined ? undefined : ids.find((id) => isSameJob(id, begun));
    if (holder === undefined) return this.#standIn(cluster, job, sightings);
    const others = ids.filter((id) => id !== holder);
    // Once is enough: one that cannot be cancelled does nothing when it begins.
    for (const id of others) if (isAlive(seenOf(sightings, id))) await askCancel(cluster, id);
    this.#parts.log.info({ runId: job.runId, jobId: holder, others }, "of several jobs of a run one has begun");
    return this.#stand(job, { id: holder, spares: [], sighting: seenOf(sightings, holder) });
  }

  /**
   * Whether a run whose job is over without an exit code lives on in another job. Where none has begun, none may any more: a file is put in
   * the way of one that waits.
   */
  async lookBehind(cluster: Cluster, job: FollowedJob): Promise<"another" | "none" | "no-answer"> {
    const started = await readStarted(cluster.channel, job.paths.started);
    if (started.seen !== "no") return this.#takeOver(job, started);
    if (!(await revoke(cluster, job))) return "no-answer";
    return this.#takeOver(job, await readStarted(cluster.channel, job.paths.started));
  }

  async #takeOver({ row, runId }: FollowedJob, started: Started): Promise<"another" | "none" | "no-answer"> {
    if (started.seen === "nothing") return "no-answer";
    if (started.seen === "no" || started.id === undefined || row.job_id === null || isSameJob(started.id, row.job_id)) return "none";
    this.#parts.log.warn(
      { runId, jobId: row.job_id, rival: started.id },
      "another job of the run had begun before the one that was followed",
    );
    // A job does not know under which cluster we ask for it.
    const place = /;.*$/.exec(row.job_id)?.[0] ?? "";
    await this.#keep(runId, { id: toSchedulerJobId(`${started.id}${place}`), spares: [], sighting: null });
    return "another";
  }

  /** None has begun, or nobody knows which: the one that lives longest stands for all. */
  async #standIn(cluster: Cluster, job: FollowedJob, sightings: JobSightings): Promise<StandingJob> {
    const ids = jobsOf(job.row);
    const best = ids.map((id) => seenOf(sightings, id)).reduce((one, other) => plainest(one, other));
    const first = ids.find((id) => seenOf(sightings, id) === best) ?? ids[0];
    if (first === undefined) return { job, sighting: best };
    const alive = ids.filter((id) => id !== first && !isOver(seenOf(sightings, id)));
    // Those that are wanted no more, whichever would have been the run; the one that stands for them is cancelled with the run.
    if (job.run.cancel_requested_at !== null) for (const id of alive) await askCancel(cluster, id);
    return this.#stand(job, { id: first, spares: inOrder(alive), sighting: best });
  }

  async #stand(
    job: FollowedJob,
    to: { id: SchedulerJobId; spares: readonly SchedulerJobId[]; sighting: JobSighting },
  ): Promise<StandingJob> {
    const { id, spares, sighting } = to;
    const kept = { job_id: id, spare_job_ids: sparesText(spares) };
    const isSame = job.row.job_id === id && job.row.spare_job_ids === kept.spare_job_ids;
    if (!isSame) await this.#keep(job.runId, { id, spares, sighting: job.row.sighting });
    return { job: { ...job, row: { ...job.row, ...kept } }, sighting };
  }

  async #keep(runId: RunId, { id, spares, sighting }: Kept): Promise<void> {
    const { clock, database } = this.#parts;
    const seen = sighting === null ? { sighting, absent_since: null } : {};
    const to = { job_id: id, spare_job_ids: sparesText(spares), updated_at: clock.now(), ...seen };
    await moveHeadJob(database.query, runId, { from: ["submitted"], to });
  }
}

interface Kept {
  readonly id: SchedulerJobId;
  readonly spares: readonly SchedulerJobId[];
  /** Null where nothing is known of that job. */
  readonly sighting: string | null;
}

/** As they are stored. */
export function sparesText(spares: readonly SchedulerJobId[]): string | null {
  return spares.length === 0 ? null : JSON.stringify(spares);
}

function sparesIn(text: string | null): readonly string[] {
  return text === null ? [] : (JSON.parse(text) as string[]);
}

function isAlive({ seen }: JobSighting): boolean {
  return seen === "queued" || seen === "running";
}

function isOver({ seen }: JobSighting): boolean {
  return seen === "ended" || seen === "absent";
}
