/**
 * The life of a run. Names are those of the public API.
 *
 * INVARIANT: a terminal status is left only towards what *complete* telemetry says (`settleByReport`):
 * Nextflow knows its own end better than any guess of ours.
 */
export const runStatuses = ["SUBMITTED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED", "UNKNOWN"] as const;
export type RunStatus = (typeof runStatuses)[number];

export type TerminalRunStatus = "SUCCEEDED" | "FAILED" | "CANCELLED";

/** Whether the run has ended for all we know. */
export function isTerminal(status: RunStatus): status is TerminalRunStatus {
  return status === "SUCCEEDED" || status === "FAILED" || status === "CANCELLED";
}

/** Begin, progress or heartbeat arrived: Nextflow lives. Never revives an ended run. */
export function statusAfterSignOfLife(status: RunStatus): RunStatus {
  return status === "SUBMITTED" || status === "UNKNOWN" ? "RUNNING" : status;
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
