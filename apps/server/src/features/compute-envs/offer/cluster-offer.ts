import type { TimeMs } from "@postern/domain";
import type { SchedulerAccount, SchedulerQueue } from "@postern/schedulers";

/** What a cluster offers to one account on it. */
export interface ClusterOffer {
  readonly askedAt: TimeMs;
  /** Null where it was not answered, or where the scheduler has no such thing. */
  readonly queues: readonly SchedulerQueue[] | null;
  readonly accounts: readonly SchedulerAccount[] | null;
  readonly problems: readonly OfferProblem[];
}

export interface OfferProblem {
  readonly about: "queues" | "accounts";
  readonly message: string;
}
