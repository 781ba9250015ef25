import type { SchedulerJobId } from "../ids.ts";

/** What kept a job from its own end, where the scheduler tells: something can be done about each of them. */
export type EndCause = "memory" | "time" | "node";

/** What one question to a scheduler said about one job. "No answer" and "not there" differ. */
export type JobSighting =
  /** Waiting; `reason` in the scheduler's own words, empty when it gave none. */
  | { readonly seen: "queued"; readonly reason: string }
  | { readonly seen: "running" }
  | {
      readonly seen: "ended";
      readonly exitCode: number;
      readonly reason: string;
      /** The scheduler ended it, or saw its node end: `reason` says why. What the job made of that, its exit code among it, says less. */
      readonly isForced?: true;
      readonly because?: EndCause;
      /** It can come to nothing any more, but stays in the queue, from where somebody could start it yet: it wants to be cancelled. */
      readonly remains?: true;
    }
  /** The scheduler answered and does not list the job. */
  | { readonly seen: "absent" }
  /** The scheduler did not answer. Say nothing about the job. */
  | { readonly seen: "nothing"; readonly reason: string };

/** One answer about many jobs. A job that was asked for and is missing here was not asked. */
export type JobSightings = ReadonlyMap<SchedulerJobId, JobSighting>;
