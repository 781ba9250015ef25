import type { Task } from "@postern/contracts";

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
