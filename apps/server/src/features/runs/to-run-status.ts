import type { RunRow } from "@postern/database";
import type { RunStatus } from "@postern/domain";

/** The column holds nothing else: only this feature and telemetry write it, and both from the type. */
export function toRunStatus(run: Pick<RunRow, "status">): RunStatus {
  return run.status as RunStatus;
}
