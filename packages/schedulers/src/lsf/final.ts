import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { sightingOf } from "./states.ts";
import { parseStatus, renderStatus } from "./status.ts";

/** How many of LSF's event files are read, the newest first: all of them can be a day's work for the master. */
const eventFiles = "3";

/** bjobs remembers for about an hour; then the history. */
export function renderFinal(job: SchedulerJobId): readonly SchedulerCommand[] {
  return [renderStatus([job]), { words: ["bhist", "-n", eventFiles, "-l", job] }];
}

/** `absent` when no source knows the job; `nothing` when one of them failed and the other does not know it. Never throws. */
export function parseFinal(results: readonly CommandResult[], job: SchedulerJobId): JobSighting {
  const [queue, history] = results;
  const fromQueue = queue === undefined ? undefined : parseStatus(queue, [job]).get(job);
  if (fromQueue === undefined) return { seen: "nothing", reason: "bjobs was not asked." };
  if (fromQueue.seen !== "absent") return fromQueue;
  return history === undefined ? { seen: "nothing", reason: "bhist was not asked." } : readHistory(history, job);
}

function readHistory(result: CommandResult, job: SchedulerJobId): JobSighting {
  if (/No matching job found/i.test(`${result.stderr}\n${result.stdout}`)) return { seen: "absent" };
  if (result.exitCode !== 0) return { seen: "nothing", reason: complaint(result) };
  // Lines are folded after 80 letters, wherever that is, and go on after 21 blanks: one more is a blank of the text.
  const text = result.stdout.replaceAll(/\n {5,21}/g, "");
  const record = text.split(/^(?=Job <)/m).find((part) => part.startsWith(`Job <${job}>`));
  const end = record === undefined ? undefined : readEnd(record);
  return end ?? { seen: "nothing", reason: "bhist did not show the end of the job in a form we know." };
}

function readEnd(record: string): JobSighting | undefined {
  if (/: *Done successfully/.test(record)) return sightingOf({ state: "DONE", exitCode: 0, exitReason: "", pendReason: "" });
  const exited = /: *Exited(?: *with *exit *code *(?<code>\d+)\.| *by *(?:LSF *)?signal *(?<signal>\d+)\.|[;.])/.exec(record);
  if (exited === null && !/: *Completed *<exit>/.test(record)) return undefined;
  const exitReason = /Completed *<exit>; *(?<why>TERM_\w+(?:: *[^.\n;]*)?)/.exec(record)?.groups?.["why"] ?? "";
  return sightingOf({ state: "EXIT", exitCode: exitCodeOf(exited?.groups ?? {}), exitReason, pendReason: "" });
}

function exitCodeOf({ code, signal }: Readonly<Partial<Record<string, string>>>): number | undefined {
  if (signal !== undefined) return 128 + Number(signal);
  return code === undefined ? undefined : Number(code);
}
