import type { CommandResult } from "@postern/domain";

import type { SchedulerCommand } from "../scheduler.ts";
import { xmlElements, xmlText } from "../xml.ts";

/** One job of `qstat -xml`. */
export interface ListedJob {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

/**
 * All jobs of the account that asks; there is no question about some of them that also tells their states.
 * XML, because the plain table cuts names to ten letters, and has a column more in Univa's.
 */
export const jobListCommand: SchedulerCommand = { words: ["qstat", "-xml"], maxOutputBytes: 2 * 1024 * 1024 };

/** The jobs listed, whether or not the list is whole. Of an array, its tasks that wait and those that run are rows of one number. */
export function readJobList({ stdout }: CommandResult): readonly ListedJob[] {
  return xmlElements(stdout, "job_list").flatMap((row) => {
    const id = xmlText(row, "JB_job_number");
    const state = xmlText(row, "state");
    if (id === undefined || !/^\d+$/.test(id) || state === undefined) return [];
    return [{ id, state, name: xmlText(row, "JB_name") ?? "" }];
  });
}

/** Whether what is not listed is not there. Both lists, of running and of waiting jobs, stand in one element of the same name. */
export function isWholeList({ exitCode, stdout, isCut }: CommandResult): boolean {
  return exitCode === 0 && isCut !== true && /<job_info[\s>]/.test(stdout) && /<\/job_info>\s*<\/job_info>/.test(stdout);
}
