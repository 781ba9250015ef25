import type { Task } from "@postern/contracts";
import { isTerminal } from "@postern/domain";
import type { RunStatus } from "@postern/domain";
import { formatBytes } from "../../format/bytes.ts";

/** Nextflow writes 2^31 - 1 while a task has no exit status. */
const noExitYet = 2_147_483_647;

/** The exit status of a task; nothing while there is none. */
export function exitOf(task: Pick<Task, "exit" | "exitStatus">): number | undefined {
  const exit = task.exit ?? task.exitStatus;
  return exit === null || exit === noExitYet ? undefined : exit;
}

/** Percent of one core, or of the memory of the node, with one digit. */
export const percentWords = (percent: number | null): string =>
  percent === null ? "–" : `${percent.toLocaleString(undefined, { maximumFractionDigits: 1 })} %`;

/** `NFCORE_RNASEQ:RNASEQ:FASTQC (sample_1)` without the workflows around the process; tags keep their colons. */
export const shortTaskName = (name: string): string => name.replace(/^(?:[^:\s(]+:)+/, "");

/** Percent of one core as cores, to stand beside the number asked for. */
export const coresWords = (percent: number | null): string | null =>
  percent === null ? null : (percent / 100).toLocaleString(undefined, { maximumFractionDigits: 1 });

/** The most memory that a task held; nothing for one that ended before Nextflow measured it, of which Nextflow says 0. */
export const peakMemoryWords = (peakRss: number | null): string | null => (peakRss === null || peakRss === 0 ? null : formatBytes(peakRss));

export interface AskedAndUsed {
  readonly asked: string | null;
  readonly used: string | null;
  /** Whether what was used is the most at any moment, not a sum. */
  readonly isPeak?: boolean;
}

/** What a task asked for against what it used, of which either may not be known: `asked 100 MB, used at most 3 MB`. */
export function askedAndUsed({ asked, used, isPeak = false }: AskedAndUsed): string | null {
  const parts = [...(asked === null ? [] : [`asked ${asked}`]), ...(used === null ? [] : [`used ${isPeak ? "at most " : ""}${used}`])];
  return parts.length === 0 ? null : parts.join(", ");
}

/** Why a list of tasks is empty. */
export function noTaskWords(search: string, status: RunStatus): string {
  if (search !== "") return `No task has “${search}” in its name.`;
  return isTerminal(status) ? "No task was started." : "No task yet.";
}
