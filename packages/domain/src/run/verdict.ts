import type { TimeMs } from "../clock.ts";
import type { EndCause, JobSighting } from "../scheduler/job-sighting.ts";
import { isTerminal } from "./run-status.ts";
import type { RunStatus, TerminalRunStatus } from "./run-status.ts";

/** What became of the exit file, in which the launcher leaves the exit code of Nextflow. */
export type ExitFile =
  | { readonly seen: "code"; readonly exitCode: number }
  /** We looked, and there is none. */
  | { readonly seen: "missing" }
  /** We could not look. Say nothing about it. */
  | { readonly seen: "nothing" };

/** All that is known about one run at one moment. */
export interface RunEvidence {
  readonly status: RunStatus;
  readonly cancelRequested: boolean;
  readonly sighting: JobSighting;
  readonly exitFile: ExitFile;
  /** When Nextflow last sent telemetry. */
  readonly lastContactAt: TimeMs | undefined;
  /** When the scheduler last answered about the job; before the first answer, when the job was submitted. */
  readonly lastAnswerAt: TimeMs;
  /** Since when the job is over: ended or absent. `undefined` at the first such sighting. */
  readonly overSince: TimeMs | undefined;
  readonly now: TimeMs;
}

/** Why a verdict was reached; the words for the user are made from it, and from the output of the run. */
export type VerdictCause =
  /** Nextflow ended and said so in the exit file; `forcedBy` is why the scheduler ended it, in its own words. */
  | { readonly kind: "exit-code"; readonly exitCode: number; readonly forcedBy?: string; readonly because?: EndCause }
  /** The scheduler ended the job, or saw it end; `reason` in its own words. */
  | { readonly kind: "scheduler"; readonly exitCode: number; readonly reason: string; readonly because?: EndCause }
  /** The scheduler forgot the job, and it left no exit code. */
  | { readonly kind: "vanished" }
  /** Neither Nextflow nor the scheduler was heard of for long. */
  | { readonly kind: "silence"; readonly reason: string };

export type RunVerdict =
  /** Nothing to decide now. `note` is shown with the run; `undefined` when there is nothing to tell. */
  | { readonly act: "wait"; readonly note?: string }
  /** The run is alive after all, though it was thought lost. */
  | { readonly act: "revive"; readonly status: "SUBMITTED" | "RUNNING"; readonly note?: string }
  | { readonly act: "settle"; readonly status: TerminalRunStatus | "UNKNOWN"; readonly cause: VerdictCause }
  /** The run has its end, and the job is over: what remains is to keep its logs. */
  | { readonly act: "finish" };

/** Telemetry may be on its way when the job is over: *complete* knows more than an exit code. */
export const reportGraceMs = 30_000;
/** A current Nextflow may be silent for three minutes while it retries, without being dead. */
export const silenceMs = 5 * 60_000;
/** A job that vanished without an exit code: file systems of clusters show a new file late. */
export const vanishedMs = 5 * 60_000;

/**
 * Decides what the evidence about one run means.
 *
 * INVARIANT: "no answer" never ends a run. Only *complete* telemetry, an exit code, or a scheduler that
 * says that the job is over does.
 */
export function decideVerdict(evidence: RunEvidence): RunVerdict {
  const isOver = evidence.sighting.seen === "ended" || evidence.sighting.seen === "absent";
  if (isTerminal(evidence.status)) return isOver ? { act: "finish" } : { act: "wait" };

  switch (evidence.sighting.seen) {
    case "queued":
      return alive(evidence, "SUBMITTED", waitingNote(evidence.sighting.reason));
    case "running":
      return alive(evidence, "RUNNING", silentNote(evidence));
    case "ended":
    case "absent":
      return decideOver(evidence);
    case "nothing":
      return decideUnanswered(evidence, evidence.sighting.reason);
  }
}

function alive(evidence: RunEvidence, status: "SUBMITTED" | "RUNNING", note: string | undefined): RunVerdict {
  const noted = note === undefined ? {} : { note };
  if (evidence.status !== "UNKNOWN") return { act: "wait", ...noted };
  // A job that is queued again has had contact before: to its user it runs.
  const revived = evidence.lastContactAt === undefined ? status : "RUNNING";
  return { act: "revive", status: revived, ...noted };
}

function waitingNote(reason: string): string {
  return reason === "" || reason === "None" ? "Waiting in the queue." : `Waiting in the queue: ${reason}.`;
}

function silentNote({ lastContactAt, now }: RunEvidence): string | undefined {
  if (lastContactAt === undefined || now - lastContactAt < silenceMs) return undefined;
  const minutes = Math.floor((now - lastContactAt) / 60_000);
  return `The job is running, but Nextflow has not reported for ${String(minutes)} minutes.`;
}

function decideOver(evidence: RunEvidence): RunVerdict {
  const overForMs = evidence.overSince === undefined ? 0 : evidence.now - evidence.overSince;
  if (overForMs < reportGraceMs && mayStillReport(evidence))
    return { act: "wait", note: "The job has ended; waiting for its final report." };

  const { exitFile, sighting } = evidence;
  if (exitFile.seen === "code") return settle(evidence, { kind: "exit-code", exitCode: exitFile.exitCode, ...forcedBy(sighting) });
  if (sighting.seen === "ended") {
    return settle(evidence, { kind: "scheduler", exitCode: sighting.exitCode, reason: sighting.reason, ...becauseOf(sighting) });
  }
  if (overForMs < vanishedMs && !(evidence.cancelRequested && exitFile.seen === "missing")) {
    return { act: "wait", note: "The scheduler no longer knows the job; waiting for its exit code." };
  }
  if (exitFile.seen === "nothing") return unknown(evidence, "The exit code of the job cannot be read.");
  return settle(evidence, { kind: "vanished" });
}

function forcedBy(sighting: JobSighting): { readonly forcedBy?: string; readonly because?: EndCause } {
  return sighting.seen === "ended" && sighting.isForced === true ? { forcedBy: sighting.reason, ...becauseOf(sighting) } : {};
}

function becauseOf({ because }: Extract<JobSighting, { seen: "ended" }>): { readonly because?: EndCause } {
  return because === undefined ? {} : { because };
}

// A Nextflow that never reported, and did not end well, has nothing on its way: its user need not wait. But of a job that is in no queue any
// more the scheduler may say a moment later what ended it: accounting is written behind.
function mayStillReport({ exitFile, lastContactAt, sighting }: RunEvidence): boolean {
  if (sighting.seen === "absent") return true;
  const exitCode = exitFile.seen === "code" ? exitFile.exitCode : sighting.seen === "ended" ? sighting.exitCode : 0;
  return lastContactAt !== undefined || exitCode === 0;
}

function decideUnanswered(evidence: RunEvidence, reason: string): RunVerdict {
  // The launcher writes the exit code when Nextflow is gone, so no scheduler is needed to believe it.
  if (evidence.exitFile.seen === "code" && isSilent(evidence)) {
    return settle(evidence, { kind: "exit-code", exitCode: evidence.exitFile.exitCode });
  }
  if (isSilent(evidence)) return unknown(evidence, reason);
  return { act: "wait" };
}

function isSilent({ lastAnswerAt, lastContactAt, now }: RunEvidence): boolean {
  return now - Math.max(lastAnswerAt, lastContactAt ?? 0) >= silenceMs;
}

function unknown(evidence: RunEvidence, reason: string): RunVerdict {
  if (evidence.status === "UNKNOWN") return { act: "wait" };
  return { act: "settle", status: "UNKNOWN", cause: { kind: "silence", reason } };
}

function settle(evidence: RunEvidence, cause: Exclude<VerdictCause, { kind: "silence" }>): RunVerdict {
  if (cause.kind !== "vanished" && cause.exitCode === 0) return { act: "settle", status: "SUCCEEDED", cause };
  return { act: "settle", status: evidence.cancelRequested ? "CANCELLED" : "FAILED", cause };
}
