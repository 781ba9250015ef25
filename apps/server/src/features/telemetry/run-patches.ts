import type { RunRow } from "@postern/database";
import { statusAfterBegin, statusAfterReport, statusAfterSignOfLife } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import { toRunStatus } from "../runs/service.ts";
import type { RunPatch } from "../runs/service.ts";
import { objectOf } from "./foreign-values.ts";
import type { ForeignObject } from "./foreign-values.ts";
import type { BeginReport, CompleteReport, Snapshot } from "./wire.ts";

/** Longest first line of an error report that stands as the reason of a failure. */
const maxReasonLength = 300;

/** Nextflow lives: what was only a guess about it is dropped. */
export function afterSignOfLife(run: RunRow): RunPatch {
  const status = statusAfterSignOfLife(toRunStatus(run));
  return status === run.status ? {} : { status, status_reason: null };
}

/** A cumulative snapshot replaces an older one; this heals calls that were lost. */
export function afterSnapshot(run: RunRow, snapshot: Snapshot | undefined): RunPatch {
  if (snapshot === undefined) return {};
  if (run.progress_instant !== null && snapshot.instant < run.progress_instant) return {};
  return { progress: JSON.stringify(snapshot.progress), progress_instant: snapshot.instant };
}

export function afterBegin(run: RunRow, report: BeginReport, now: TimeMs): RunPatch {
  const isReported = run.report_instant !== null;
  const processes = { process_names: JSON.stringify(report.processNames) };
  // It came after the end: only what the end did not say is taken from it.
  if (isReported) return { ...processes, workflow: mergeWorkflow(report.workflow, run.workflow) };

  const status = statusAfterBegin({ status: toRunStatus(run), isReported });
  const begun = {
    ...report.facts,
    ...processes,
    workflow: JSON.stringify(report.workflow),
    started_at: run.started_at ?? report.startedAt ?? now,
  };
  if (status !== "RUNNING") return begun;
  return { ...begun, status, status_reason: null, completed_at: null, exit_status: null };
}

/** Nothing changes when a newer report was taken already: on SIGTERM Nextflow 26.04 sends two, and a retry may cross them. */
export function afterComplete(run: RunRow, report: CompleteReport, now: TimeMs): RunPatch {
  if (run.report_instant !== null && report.instant < run.report_instant) return {};
  // A report of failure does not speak against a stop that somebody saw or asked for.
  const cancelRequested = run.cancel_requested_at !== null || run.status === "CANCELLED";
  const status = statusAfterReport({ success: report.success, cancelRequested });
  return {
    ...report.facts,
    status,
    status_reason: reasonOf(run, report, status),
    workflow: mergeWorkflow(parse(run.workflow), JSON.stringify(report.workflow)),
    metrics: JSON.stringify(report.metrics),
    report_instant: report.instant,
    success: report.success ? 1 : 0,
    exit_status: report.exitStatus ?? (report.success ? 0 : run.exit_status),
    error_message: report.errorMessage,
    error_report: report.errorReport,
    started_at: report.startedAt ?? run.started_at,
    completed_at: report.completedAt ?? now,
  };
}

function reasonOf(run: RunRow, report: CompleteReport, status: string): string | null {
  if (status === "SUCCEEDED") return null;
  // Until now the reason said that the cluster is asked; the end that somebody saw keeps its own words.
  if (status === "CANCELLED") return run.status === "CANCELLED" ? run.status_reason : "Cancelled.";
  // A failed task leaves the message empty and its text in the report.
  const text = report.errorMessage ?? report.errorReport ?? "";
  const line = text.split("\n").find((candidate) => candidate.trim() !== "");
  return line === undefined ? null : line.trim().slice(0, maxReasonLength).toWellFormed();
}

/** What `newer` says wins; what it leaves open stays. */
function mergeWorkflow(older: ForeignObject, newer: string | null): string {
  const said = Object.entries(parse(newer)).filter(([, value]) => value !== null);
  return JSON.stringify({ ...older, ...Object.fromEntries(said) });
}

function parse(json: string | null): ForeignObject {
  return json === null ? {} : (objectOf(JSON.parse(json)) ?? {});
}
