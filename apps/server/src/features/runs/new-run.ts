import type { RunRow } from "@postern/database";
import type { ComputeEnvId, RunId, TimeMs, UserId } from "@postern/domain";

/** A run before it exists. Its status will be SUBMITTED. */
export interface NewRun {
  readonly id: RunId;
  readonly userId: UserId;
  readonly workspaceId: number | null;
  /** Null for a run that was started outside Postern. */
  readonly computeEnvId: ComputeEnvId | null;
  readonly runName: string;
  readonly sessionId: string;
  readonly projectName: string;
  readonly repository?: string | null;
  readonly revision?: string | null;
  readonly commitId?: string | null;
  /** Who runs it on the cluster, as far as that is known yet. */
  readonly userName: string;
  readonly workDir: string;
  readonly launchDir?: string | null;
  readonly commandLine?: string;
  /** The launch request as it was; kept as JSON so that it can be filled in again. */
  readonly launch?: object | null;
  readonly parentRunId?: RunId | null;
  readonly createInstant?: number | null;
  /** When Nextflow first spoke of it; a launched run was not heard of yet. */
  readonly contactAt?: TimeMs;
  readonly at: TimeMs;
}

/** The row that a new run begins with. */
export function toRunRow(run: NewRun): RunRow {
  return {
    ...identityOf(run),
    status: "SUBMITTED",
    status_reason: null,
    launch: run.launch === undefined || run.launch === null ? null : JSON.stringify(run.launch),
    workflow: null,
    process_names: null,
    progress: null,
    progress_instant: null,
    metrics: null,
    report_instant: null,
    success: null,
    exit_status: null,
    error_message: null,
    error_report: null,
    cancel_requested_at: null,
    created_at: run.at,
    started_at: null,
    completed_at: null,
    last_contact_at: run.contactAt ?? null,
    updated_at: run.at,
    deleted_at: null,
  };
}

function identityOf(run: NewRun) {
  return {
    id: run.id,
    user_id: run.userId,
    workspace_id: run.workspaceId,
    compute_env_id: run.computeEnvId,
    parent_run_id: run.parentRunId ?? null,
    create_instant: run.createInstant ?? null,
    run_name: run.runName,
    session_id: run.sessionId,
    project_name: run.projectName,
    repository: run.repository ?? null,
    revision: run.revision ?? null,
    commit_id: run.commitId ?? null,
    user_name: run.userName,
    work_dir: run.workDir,
    launch_dir: run.launchDir ?? null,
    command_line: run.commandLine ?? "",
  };
}
