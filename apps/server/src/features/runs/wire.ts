import type { Workflow } from "@postern/contracts";
import type { RunRow } from "@postern/database";
import { isTerminal, toUserId } from "@postern/domain";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import { needsAttention } from "./run-messages.ts";
import { toRunStatus } from "./service.ts";

type Members = Readonly<Record<string, unknown>>;

export interface WorkflowView {
  /** ms; decides whether a silence is long. */
  readonly now: number;
  /** Who launched it, by their user name here. */
  readonly ownerName: string | undefined;
  /** Lists leave out what may be hundreds of KB a run. */
  readonly isList: boolean;
}

/** A run in the words of the public API. */
export function toWorkflow(run: RunRow, view: WorkflowView): Workflow {
  const said = parseMembers(run.workflow);
  return {
    ...identityOf(run),
    ...(view.ownerName === undefined ? {} : { ownerName: view.ownerName }),
    ...stateOf(run, said, view.now),
    ...placesOf(said),
    ...objectsOf(said, view),
    resume: said["resume"] === true,
    launchDir: run.launch_dir,
    workDir: run.work_dir,
    commandLine: run.command_line,
    submit: toIso(run.created_at),
    dateCreated: toIso(run.created_at),
    lastUpdated: toIso(run.updated_at),
    deleted: run.deleted_at !== null,
  };
}

function identityOf(run: RunRow) {
  return {
    id: run.id,
    ownerId: toUserId(run.user_id),
    runName: run.run_name,
    sessionId: run.session_id,
    userName: run.user_name,
    projectName: run.project_name,
    repository: run.repository,
    revision: run.revision,
    commitId: run.commit_id,
    // A run that was not launched here has no launch that could be repeated.
    launchId: run.launch === null ? null : run.id,
  };
}

function stateOf(run: RunRow, said: Members, now: number) {
  const status = toRunStatus(run);
  const ended = isTerminal(status) ? (run.completed_at ?? run.updated_at) : null;
  return {
    status,
    success: isTerminal(status) ? status === "SUCCEEDED" : null,
    exitStatus: run.exit_status,
    // Nextflow leaves it empty when a task failed, and says nothing at all when it was killed.
    errorMessage: run.error_message ?? guessedError(run),
    errorReport: run.error_report,
    start: toIsoOrNull(run.started_at),
    complete: toIsoOrNull(ended),
    duration: ended === null ? null : (numberOf(said["duration"]) ?? Math.max(0, ended - (run.started_at ?? ended))),
    requiresAttention: needsAttention(run, now),
  };
}

function guessedError(run: RunRow): string | null {
  return run.status === "FAILED" || run.status === "UNKNOWN" ? run.status_reason : null;
}

function placesOf(said: Members) {
  return {
    projectDir: textOf(said["projectDir"]),
    scriptName: textOf(said["scriptName"]),
    scriptFile: textOf(said["scriptFile"]),
    scriptId: textOf(said["scriptId"]),
    homeDir: textOf(said["homeDir"]),
    profile: textOf(said["profile"]),
    container: textOf(said["container"]),
    containerEngine: textOf(said["containerEngine"]),
    operationId: textOf(said["operationId"]),
    logFile: textOf(said["logFile"]),
    outFile: textOf(said["outFile"]),
  };
}

function objectsOf(said: Members, { isList }: WorkflowView) {
  return {
    nextflow: membersOf(said["nextflow"]),
    manifest: membersOf(said["manifest"]),
    stats: isList ? null : membersOf(said["stats"]),
    params: isList ? null : membersOf(said["params"]),
    configText: isList ? null : textOf(said["configText"]),
    configFiles: isList ? null : textsOf(said["configFiles"]),
  };
}

function parseMembers(json: string | null): Members {
  return json === null ? {} : (membersOf(JSON.parse(json)) ?? {});
}

function membersOf(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function textsOf(value: unknown): string[] | null {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : null;
}

function numberOf(value: unknown): number | null {
  return Number.isSafeInteger(value) ? Number(value) : null;
}
