import type { Query, RunRow } from "@postern/database";
import { isAppError, toRunId, toUserId } from "@postern/domain";
import type { AppError, RunId, TimeMs } from "@postern/domain";
import { homeOfRow } from "../../home.ts";
import type { Home } from "../../home.ts";
import type { Caller } from "../../http/caller.ts";
import { newRunId } from "../../new-id.ts";
import type { AccessService } from "../access/service.ts";
import type { RunService } from "../runs/service.ts";
import type { ChosenHome } from "./choose-home.ts";
import { lockReported } from "./lock-reported.ts";
import type { CreateReport } from "./wire.ts";

export interface CreateCall {
  readonly caller: Caller;
  readonly report: CreateReport;
  readonly runId: RunId | undefined;
  readonly userName: string;
  /** Where a run would live that belongs to no other, or why it may live nowhere. */
  readonly chosen: ChosenHome | AppError;
  readonly now: TimeMs;
  readonly runs: RunService;
  readonly places: Pick<AccessService, "findRights" | "holdHome">;
  readonly query: Query;
}

export interface CreatedRun {
  readonly run: RunRow;
  /** For the console of the person who started Nextflow. */
  readonly message?: string;
}

/** Decides which run a *create* call belongs to, inside its transaction. A repeated call finds the run of the first. */
export function createRun(call: CreateCall): Promise<CreatedRun> {
  return call.runId === undefined ? createForeignRun(call) : takeUpRun(call, call.runId);
}

// Launched by Postern, or by a person who named the run.
async function takeUpRun(call: CreateCall, runId: RunId): Promise<CreatedRun> {
  const { caller, query, report, runs, now } = call;
  const run = await lockReported(query, { caller, runId }, call);
  if (run.deleted_at !== null) return { run };
  if (isAnotherExecution(run, report)) return createNestedRun(call, run);
  const isFirst = run.status === "SUBMITTED" && report.sessionId !== "";
  const patch = { ...(isFirst ? { session_id: report.sessionId } : {}), last_contact_at: now, updated_at: now };
  await runs.updateRun(query, runId, patch);
  return { run: { ...run, ...patch } };
}

/**
 * Whether the id belongs to a run that is under way already, under another session or name: then a task of that run started a
 * Nextflow of its own, which found the id in its environment. The same session and name is a repeated call or a requeued job.
 */
function isAnotherExecution(run: RunRow, report: CreateReport): boolean {
  if (run.status === "SUBMITTED" || report.sessionId === "") return false;
  return report.sessionId !== run.session_id || (report.runName !== "" && report.runName !== run.run_name);
}

/** It lives where its parent does. */
async function createNestedRun(call: CreateCall, parent: RunRow): Promise<CreatedRun> {
  const message = `Run ${parent.id} is under way already, so this one is recorded as a run of its own.`;
  const parentRunId = toRunId(parent.id);
  const known = await findKnown(call, parentRunId);
  return { run: known ?? (await insert(call, { home: homeOfRow(parent), parentRunId })), message };
}

async function createForeignRun(call: CreateCall): Promise<CreatedRun> {
  const { chosen, places, query } = call;
  const known = await findKnown(call, null);
  if (isAppError(chosen)) {
    // What was refused now was allowed when the run began.
    if (known !== undefined && call.caller.kind !== "run") return { run: known };
    throw chosen;
  }
  const { home, ...message } = chosen;
  if (known !== undefined) return { run: known, ...message };
  await places.holdHome(query, home);
  return { run: await insert(call, { home, parentRunId: null }), ...message };
}

/** What an identical call made before. */
function findKnown({ caller, query, report, runs }: CreateCall, parentRunId: RunId | null): Promise<RunRow | undefined> {
  const { instant, sessionId, runName } = report;
  if (instant === null) return Promise.resolve(undefined);
  return runs.findByCreate(query, { userId: toUserId(caller.userId), parentRunId, sessionId, runName, instant });
}

async function insert(
  call: CreateCall,
  { home, parentRunId }: { readonly home: Home; readonly parentRunId: RunId | null },
): Promise<RunRow> {
  const { caller, query, report, runs, now } = call;
  const { instant, sessionId, runName, projectName, repository } = report;
  const workspaceId = home.kind === "workspace" ? home.workspaceId : null;
  const run = await runs.insertRun(query, {
    ...{ id: newRunId(), userId: toUserId(caller.userId), workspaceId, computeEnvId: null, parentRunId, createInstant: instant },
    ...{ runName, sessionId, projectName, repository, userName: call.userName, workDir: "" },
    at: now,
    contactAt: now,
  });
  await runs.recordArrival(query, toUserId(caller.userId), run);
  return run;
}
