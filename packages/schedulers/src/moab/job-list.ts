import type { CommandResult } from "@postern/domain";

import type { SchedulerCommand } from "../scheduler.ts";
import { xmlAttributes } from "../xml.ts";
import type { MoabJob } from "./states.ts";
import { isJobId } from "./submit.ts";

/** There is no question about some jobs; and what one about a user's does not list may be there under another name of the account. */
export const jobListCommand = { words: ["showq", "--xml"], maxOutputBytes: 2 * 1024 * 1024 } as const satisfies SchedulerCommand;

/** The jobs listed, whether or not the list is whole. */
export function readJobList({ stdout }: CommandResult): readonly MoabJob[] {
  return stdout.split(/(?=<queue[\s>])/).flatMap((part) => {
    const list = xmlAttributes(part, "queue")[0]?.get("option") ?? "";
    return xmlAttributes(part, "job").flatMap((job) => {
      const id = job.get("JobID") ?? "";
      const state = job.get("State");
      if (!isJobId(id) || state === undefined) return [];
      const otherIds = ["DRMJID", "GJID", "SJID"].flatMap((key) => job.get(key) ?? []).filter((other) => other !== id && isJobId(other));
      return [{ id, otherIds, state, list, name: job.get("JobName") ?? "", completionCode: job.get("CompletionCode") }];
    });
  });
}

/** Whether what is not listed is not there. */
export function isWholeList({ exitCode, stdout, isCut }: CommandResult): boolean {
  if (exitCode !== 0 || isCut === true) return false;
  // Piece by piece: one expression for all of it would try every piece with every other one.
  const [begin, end] = [stdout.indexOf("<Data>"), stdout.lastIndexOf("</Data>")];
  return begin !== -1 && begin < end && /<queue[\s>]/.test(stdout.slice(begin, end));
}

/** A job that went to the resource manager below, or came from a grid, may be listed under its other id. */
export function isJob({ id, otherIds }: MoabJob, wanted: string): boolean {
  return id === wanted || otherIds.includes(wanted);
}
