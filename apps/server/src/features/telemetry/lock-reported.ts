import type { Query, RunRow } from "@postern/database";
import { AppError, isTerminal } from "@postern/domain";
import type { RunId } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import type { AccessService } from "../access/service.ts";
import type { RunService } from "../runs/service.ts";
import { toRunStatus } from "../runs/service.ts";

export interface LockParts {
  readonly runs: Pick<RunService, "lockReported">;
  readonly places: Pick<AccessService, "findRights">;
}

/**
 * `RunService.lockReported` for all that Nextflow says. A run that is under way goes on whatever becomes of its person; but what has
 * ended in a workspace is written no more, and has no new runs beside it, by somebody who may not report there any longer.
 *
 * @throws as it does; run.not_found also for such a run.
 */
export async function lockReported(query: Query, { caller, runId }: { caller: Caller; runId: RunId }, parts: LockParts): Promise<RunRow> {
  const run = await parts.runs.lockReported(query, caller, runId);
  // The token of a run ends with it.
  if (caller.kind !== "token" || run.workspace_id === null || !isTerminal(toRunStatus(run))) return run;
  const rights = await parts.places.findRights(caller.userId, run.workspace_id, query);
  if (rights?.permissions.has("workflow:write") === true) return run;
  throw new AppError("run.not_found", `The run ${runId} was not found.`);
}
