import type { Query, RunRow } from "@postern/database";
import { AppError, toRunId, toUserId } from "@postern/domain";
import type { RunId, TimeMs } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import { newRunId } from "../../new-id.ts";
import type { RunService } from "../runs/service.ts";
import type { CreateReport } from "./wire.ts";

export interface CreateCall {
  readonly caller: Caller;
  readonly report: CreateReport;
  readonly runId: RunId | undefined;
  readonly userName: string;
  readonly workspaceId: string | undefined;
  readonly hasPersonalWorkspaces: boolean;
  readonly now: TimeMs;
  readonly runs: RunService;
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
  const run = await runs.lockReported(query, caller, runId);
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

async function createNestedRun(call: CreateCall, parent: RunRow): Promise<CreatedRun> {
  const message = `Run ${parent.id} is under way already, so this one is recorded as a run of its own.`;
  const run = await findOrInsert(call, toRunId(parent.id));
  return { run, message };
}

async function createForeignRun(call: CreateCall): Promise<CreatedRun> {
  if (call.caller.kind === "run") throw new AppError("auth.forbidden", "The token of a run may only write the telemetry of that run.");
  const run = await findOrInsert(call, null);
  if (call.workspaceId === undefined) return { run };
  // Refusing would end the pipeline before its first process, for a matter of where it is shown.
  return { run, message: `There is no workspace ${call.workspaceId} here; the run is shown in your personal workspace.` };
}

async function findOrInsert(call: CreateCall, parentRunId: RunId | null): Promise<RunRow> {
  const { caller, query, report, runs, now } = call;
  const userId = toUserId(caller.userId);
  const { instant, sessionId, runName, projectName, repository } = report;
  const known = instant === null ? undefined : await runs.findByCreate(query, { userId, parentRunId, sessionId, runName, instant });
  if (known !== undefined) return known;
  if (parentRunId === null && !call.hasPersonalWorkspaces) throw noPlace();
  return runs.insertRun(query, {
    ...{ id: newRunId(), userId, workspaceId: null, computeEnvId: null, parentRunId, createInstant: instant },
    ...{ runName, sessionId, projectName, repository, userName: call.userName, workDir: "" },
    at: now,
    contactAt: now,
  });
}

// Where a site wants everything in workspaces, a run that names none must not hide where nobody but its person sees it.
function noPlace(): AppError {
  return new AppError("workspace.personal_off", "Personal workspaces are switched off here. Name a workspace: TOWER_WORKSPACE_ID.", {
    fields: ["workspaceId"],
  });
}
