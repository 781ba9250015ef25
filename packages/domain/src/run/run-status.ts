/**
 * The life of a run. Names are those of the public API.
 *
 * INVARIANT: a terminal status is left only for what Nextflow itself says: its *complete* wins over any guess of ours
 * (`statusAfterReport`), and its *begin* over a guessed end (`statusAfterBegin`). What it reported itself stays.
 */
export const runStatuses = ["SUBMITTED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED", "UNKNOWN"] as const;
export type RunStatus = (typeof runStatuses)[number];

export type TerminalRunStatus = "SUCCEEDED" | "FAILED" | "CANCELLED";

/** Whether the run has ended for all we know. */
export function isTerminal(status: RunStatus): status is TerminalRunStatus {
  return status === "SUCCEEDED" || status === "FAILED" || status === "CANCELLED";
}

/** Progress or a heartbeat arrived: Nextflow lives. Never revives an ended run. */
export function statusAfterSignOfLife(status: RunStatus): RunStatus {
  return status === "SUBMITTED" || status === "UNKNOWN" ? "RUNNING" : status;
}

export interface RunBegin {
  readonly status: RunStatus;
  /** Whether Nextflow has already said how it ended; a begin that comes after that is late. */
  readonly isReported: boolean;
}

/** *Begin* arrived. It shows that a guessed end was wrong; a stop that was asked for stays. */
export function statusAfterBegin({ status, isReported }: RunBegin): RunStatus {
  return isReported || status === "CANCELLED" ? status : "RUNNING";
}

export interface RunReport {
  readonly success: boolean;
  /** Whether a person asked Postern to stop this run. */
  readonly cancelRequested: boolean;
}

/** *Complete* arrived. It wins over whatever was guessed before. */
export function statusAfterReport(report: RunReport): TerminalRunStatus {
  if (report.success) return "SUCCEEDED";
  return report.cancelRequested ? "CANCELLED" : "FAILED";
}
