/** The life of a task, in the words of Nextflow. */
export const taskStatuses = ["NEW", "SUBMITTED", "RUNNING", "CACHED", "COMPLETED", "FAILED", "ABORTED"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

const rank: Readonly<Record<TaskStatus, number>> = {
  NEW: 0,
  SUBMITTED: 1,
  RUNNING: 2,
  CACHED: 3,
  COMPLETED: 3,
  FAILED: 3,
  ABORTED: 3,
};

/** Higher wins when reports of one task arrive out of order. */
export function taskStatusRank(status: TaskStatus): number {
  return rank[status];
}

/** The first rank of an ended task. */
export const endedTaskRank = 3;

export function isTaskEnded(status: TaskStatus): boolean {
  return taskStatusRank(status) >= endedTaskRank;
}
