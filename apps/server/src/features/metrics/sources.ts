import type { ComputeEnvId } from "@postern/domain";
import type { Pace } from "../launches/sweep/sweep-pace.ts";
import type { TalliedQuestions } from "../launches/sweep/question-tally.ts";

/** What is published of the questions to schedulers. */
export interface SchedulerQuestions {
  /** Of several servers one asks; the numbers of the others stand still. */
  readonly isAskedHere: boolean;
  /** The most that one account asks in any minute. */
  readonly perMinute: number;
  /** Since the start of this process. */
  readonly asked: readonly TalliedQuestions[];
  /** Accounts with unfinished runs, one entry for each of their environments. */
  readonly accounts: readonly SchedulerAccountNow[];
}

export interface SchedulerAccountNow extends Pace {
  readonly computeEnvId: ComputeEnvId;
  /** In the last minute. */
  readonly askedInLastMinute: number;
}

/** Where the metrics come from, read anew for each look at them. */
export interface MetricSources {
  readonly version: string;
  readonly questions: () => SchedulerQuestions;
  /** Agents that are connected to this server. */
  readonly agentCount: () => number;
  readonly isSealed: () => boolean;
}
