import type { SchedulerJobId } from "../ids.ts";

/** What one question to a scheduler said about one job. "No answer" and "not there" differ. */
export type JobSighting =
  /** Waiting; `reason` in the scheduler's own words, empty when it gave none. */
  | { readonly seen: "queued"; readonly reason: string }
  | { readonly seen: "running" }
  | { readonly seen: "ended"; readonly exitCode: number; readonly reason: string }
  /** The scheduler answered and does not list the job. */
  | { readonly seen: "absent" }
  /** The scheduler did not answer. Say nothing about the job. */
  | { readonly seen: "nothing"; readonly reason: string };

/** One answer about many jobs. A job that was asked for and is missing here was not asked. */
export type JobSightings = ReadonlyMap<SchedulerJobId, JobSighting>;
