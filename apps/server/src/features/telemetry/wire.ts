import type { TraceBeginRequest, TraceCompleteRequest, TraceCreateRequest, TraceHeartbeatRequest } from "@postern/contracts";
import type { TimeMs } from "@postern/domain";
import { cleanJson, cleanText } from "../../clean-text.ts";
import { exitCodeOf, filledTextOf, objectOf, textOf, textsOf, timeOf, wholeOf } from "./foreign-values.ts";
import type { ForeignObject } from "./foreign-values.ts";

export interface CreateReport {
  readonly workflowId: string | undefined;
  readonly sessionId: string;
  readonly runName: string;
  readonly projectName: string;
  readonly repository: string | null;
  readonly instant: number | null;
}

/** What a `workflow` object says of who runs what where; absent members say nothing. */
export interface RunFacts {
  readonly run_name?: string;
  readonly session_id?: string;
  readonly project_name?: string;
  readonly user_name?: string;
  readonly work_dir?: string;
  readonly launch_dir?: string;
  readonly command_line?: string;
  readonly repository?: string;
  readonly revision?: string;
  readonly commit_id?: string;
}

export interface BeginReport {
  readonly workflow: ForeignObject;
  readonly facts: RunFacts;
  readonly processNames: readonly string[];
  readonly startedAt: TimeMs | null;
}

export interface Snapshot {
  readonly progress: ForeignObject;
  readonly instant: number;
}

export interface CompleteReport {
  readonly workflow: ForeignObject;
  readonly facts: RunFacts;
  readonly metrics: readonly unknown[];
  readonly instant: number;
  readonly success: boolean;
  readonly exitStatus: number | null;
  readonly errorMessage: string | null;
  readonly errorReport: string | null;
  readonly startedAt: TimeMs | null;
  readonly completedAt: TimeMs | null;
}

export function readCreate(body: TraceCreateRequest): CreateReport {
  const clean = (text: string | null | undefined): string => cleanText(text ?? "");
  return {
    workflowId: filledTextOf(body.workflowId),
    sessionId: clean(body.sessionId),
    runName: clean(body.runName),
    projectName: clean(body.projectName),
    repository: filledTextOf(clean(body.repository)) ?? null,
    instant: wholeOf(body.instant),
  };
}

export function readBegin(body: TraceBeginRequest): BeginReport {
  const workflow = cleanObject(body.workflow);
  return {
    workflow,
    facts: factsOf(workflow),
    processNames: textsOf(cleanJson(body.processNames)),
    startedAt: timeOf(workflow["start"]),
  };
}

/** The counters of a call; `undefined` when it has none. Clients before 21.01 send no instant: then the order of arrival counts. */
export function readSnapshot(body: TraceHeartbeatRequest, now: TimeMs): Snapshot | undefined {
  const progress = objectOf(cleanJson(body.progress));
  return progress === undefined ? undefined : { progress, instant: instantOf(body.instant, now) };
}

export function readComplete(body: TraceCompleteRequest, now: TimeMs): CompleteReport {
  const workflow = cleanObject(body.workflow);
  const metrics = cleanJson(body.metrics);
  return {
    workflow,
    facts: factsOf(workflow),
    metrics: Array.isArray(metrics) ? metrics : [],
    instant: instantOf(body.instant, now),
    success: workflow["success"] === true,
    exitStatus: exitCodeOf(workflow["exitStatus"]),
    errorMessage: textOf(workflow["errorMessage"]),
    errorReport: textOf(workflow["errorReport"]),
    startedAt: timeOf(workflow["start"]),
    completedAt: timeOf(workflow["complete"]),
  };
}

export function instantOf(value: unknown, now: TimeMs): number {
  return wholeOf(value) ?? now;
}

function cleanObject(value: ForeignObject): ForeignObject {
  return objectOf(cleanJson(value)) ?? {};
}

const factMembers = {
  run_name: "runName",
  session_id: "sessionId",
  project_name: "projectName",
  user_name: "userName",
  work_dir: "workDir",
  launch_dir: "launchDir",
  command_line: "commandLine",
  repository: "repository",
  revision: "revision",
  commit_id: "commitId",
} as const satisfies Record<keyof RunFacts, string>;

function factsOf(workflow: ForeignObject): RunFacts {
  const entries = Object.entries(factMembers).map(([column, member]) => [column, filledTextOf(workflow[member])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
