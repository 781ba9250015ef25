import type { RunRow } from "@postern/database";
import type { TimeMs } from "@postern/domain";
import { toIso } from "../../http/iso-time.ts";
import { toRunStatus } from "./service.ts";

/** Nextflow speaks at least once a minute, and may repeat a call for three: only a longer silence means something. */
const silenceMs = 5 * 60_000;

/** Whether a person should look: the run may be dead and nobody knows. */
export function needsAttention(run: RunRow, now: TimeMs): boolean {
  return run.status === "UNKNOWN" || isSilent(run, now);
}

/** Plain sentences about the run: why it waits, why it failed, what is not known. */
export function messagesOf(run: RunRow, now: TimeMs): readonly string[] {
  const messages = [reasonOf(run), silenceOf(run, now), cancelOf(run), parentOf(run)];
  return messages.filter((message) => message !== undefined);
}

function reasonOf(run: RunRow): string | undefined {
  if (run.status_reason !== null) return run.status_reason;
  if (run.status === "UNKNOWN") return "It is not known whether the run is still at work.";
  const isCreatedOnly = run.status === "SUBMITTED" && run.last_contact_at !== null;
  return isCreatedOnly ? "Nextflow has started and has not begun its first process yet." : undefined;
}

function silenceOf(run: RunRow, now: TimeMs): string | undefined {
  if (run.last_contact_at === null || !(run.status === "UNKNOWN" || isSilent(run, now))) return undefined;
  return `No word from Nextflow since ${toIso(run.last_contact_at)}.`;
}

function cancelOf(run: RunRow): string | undefined {
  if (run.cancel_requested_at === null || isEnded(run)) return undefined;
  return `A stop was asked for at ${toIso(run.cancel_requested_at)}; the run has not ended yet.`;
}

function parentOf(run: RunRow): string | undefined {
  return run.parent_run_id === null ? undefined : `Started by a task of the run ${run.parent_run_id}.`;
}

function isSilent(run: RunRow, now: TimeMs): boolean {
  return toRunStatus(run) === "RUNNING" && run.last_contact_at !== null && now - run.last_contact_at >= silenceMs;
}

function isEnded(run: RunRow): boolean {
  return run.status !== "SUBMITTED" && run.status !== "RUNNING" && run.status !== "UNKNOWN";
}
