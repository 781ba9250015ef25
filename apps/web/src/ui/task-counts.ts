import type { ProcessLoad, WorkflowLoad } from "@postern/contracts";

/** Tasks by where they are. Ended ones are `done`, however they ended. */
export interface TaskCounts {
  readonly total: number;
  readonly done: number;
  readonly succeeded: number;
  readonly cached: number;
  readonly failed: number;
  readonly running: number;
  readonly waiting: number;
  readonly retries: number;
}

const nothing: TaskCounts = { total: 0, done: 0, succeeded: 0, cached: 0, failed: 0, running: 0, waiting: 0, retries: 0 };

/** Counts of a run or of one process. A failure that was ignored is still a failed task to the reader. */
export function progressOf(load: WorkflowLoad | ProcessLoad | undefined): TaskCounts {
  if (load === undefined) return nothing;
  const failed = load.failed + load.aborted;
  const done = load.succeeded + load.cached + failed;
  const waiting = load.pending + load.submitted;
  return {
    total: done + load.running + waiting,
    done,
    succeeded: load.succeeded,
    cached: load.cached,
    failed,
    running: load.running,
    waiting,
    retries: load.retries,
  };
}
