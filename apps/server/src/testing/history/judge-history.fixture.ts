import { isTerminal } from "@postern/domain";
import type { RunStatus } from "@postern/domain";

/** What really happened in one schedule, as the model and the stored run tell it. */
export interface History {
  /** Every status that was seen, in order, without repeats. */
  readonly statuses: readonly RunStatus[];
  /** Submissions that reached the scheduler, or may reach it yet. */
  readonly submissions: number;
  /** Jobs whose Nextflow began. */
  readonly begun: number;
  /** Of these, those that began after the run had been given up. */
  readonly begunAfterEnd: number;
  /** Jobs that wait or run when all is over. */
  readonly alive: number;
  readonly isClosed: boolean;
  readonly wasCancelAsked: boolean;
  readonly endedWell: boolean;
  /** What it printed is kept on the server, or was not there any more. */
  readonly isConsoleKept: boolean;
  /** The exit code that Nextflow left for us to see, if it did. */
  readonly exitCode: number | undefined;
}

const after: Readonly<Record<string, readonly string[]>> = {
  SUBMITTED: ["RUNNING", "SUCCEEDED", "FAILED", "CANCELLED", "UNKNOWN"],
  RUNNING: ["SUCCEEDED", "FAILED", "CANCELLED", "UNKNOWN"],
  // A job that is back in the queue after all was only not heard of.
  UNKNOWN: ["SUBMITTED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"],
};

/** Everything that breaks *one submission, one terminal state, valid order*, in words; empty for a good history. */
export function judgeHistory(history: History): readonly string[] {
  const { alive, begun, begunAfterEnd, isClosed, isConsoleKept, submissions } = history;
  const bad: string[] = [];
  if (submissions > 1) bad.push(`submitted ${String(submissions)} times`);
  if (begun > 1) bad.push(`Nextflow began ${String(begun)} times`);
  if (begunAfterEnd > 0) bad.push("Nextflow began after the run had its end");
  if (!isClosed) bad.push("never closed");
  if (isClosed && begun > 0 && !isConsoleKept) bad.push("closed without its console");
  if (alive > 0) bad.push("closed over a job that is alive");
  return [...bad, ...judgeOrder(history.statuses), ...judgeTruth(history)];
}

function judgeOrder(statuses: readonly RunStatus[]): readonly string[] {
  const ends = statuses.filter(isTerminal).length;
  const bad = ends === 1 ? [] : [`has ${String(ends)} terminal states: ${statuses.join(" ")}`];
  if (statuses[0] !== "SUBMITTED") bad.push(`begins as ${String(statuses[0])}`);
  for (const [index, status] of statuses.entries()) {
    const next = statuses[index + 1];
    if (next !== undefined && after[status]?.includes(next) !== true) bad.push(`${status} became ${next}`);
  }
  return bad;
}

/** The end that was told is the one that was. */
function judgeTruth({ endedWell, exitCode, statuses, wasCancelAsked }: History): readonly string[] {
  const end = statuses.at(-1);
  if (end === "CANCELLED" && !wasCancelAsked) return ["cancelled, though nobody asked"];
  if (end === "SUCCEEDED" && !endedWell) return ["succeeded, though no Nextflow ended well"];
  if ((end === "FAILED" || end === "CANCELLED") && exitCode === 0) return [`${end}, though Nextflow ended well`];
  return [];
}
