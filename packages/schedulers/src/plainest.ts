import type { JobSighting } from "@postern/domain";

const weights: Readonly<Record<JobSighting["seen"], number>> = { running: 4, queued: 3, ended: 2, nothing: 1, absent: 0 };

/** Of two rows about one job, such as those of the clusters of a federation or of the tasks of an array: it is over when none of it lives. */
export function plainest(one: JobSighting | undefined, other: JobSighting): JobSighting {
  return one === undefined || weights[other.seen] > weights[one.seen] ? other : one;
}
