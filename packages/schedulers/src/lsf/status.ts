import type { CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { sightingOf } from "./states.ts";

/** The reasons come last: they could hold anything. */
const format = "jobid stat exit_code exit_reason pend_reason delimiter='|'";

/** Without -a bjobs leaves out what ended. */
export function renderStatus(jobs: readonly SchedulerJobId[]): SchedulerCommand {
  return { words: ["bjobs", "-a", "-noheader", "-o", format, ...jobs], maxOutputBytes: 2 * 1024 * 1024 };
}

/** Has an entry for every job asked about. Never throws: a failed question is `nothing` for each. */
export function parseStatus(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings {
  const listed = readRows(result);
  return new Map(jobs.map((job) => [job, listed.get(job) ?? sightingOfUnlisted(result, job)]));
}

/**
 * Whole rows only: the exit code in one that was cut would be another. A number of another cluster, `12@cluster`, is a job that was forwarded,
 * and counts where there is none of our own.
 */
function readRows({ stdout }: CommandResult): ReadonlyMap<string, JobSighting> {
  const rows = [...stdout.matchAll(/^[ \t]*(\d+)(?:\[\d+\])?(@[\w.-]+)?\|([A-Z_]+)\|(\d+|-)\|([^|\n]*)\|(.*)\n/gm)];
  const [own, forwarded] = [rows.filter(([, , cluster]) => cluster === undefined), rows.filter(([, , cluster]) => cluster !== undefined)];
  return new Map(
    [...forwarded, ...own].map(([, id = "", , state = "", exit = "", exitReason = "", pendReason = ""]) => [
      id,
      sightingOf({
        state,
        exitCode: exit === "-" ? undefined : Number(exit),
        exitReason: given(exitReason),
        pendReason: given(pendReason),
      }),
    ]),
  );
}

/** Empty answers pass: absent is only what LSF says it does not find. */
function sightingOfUnlisted(result: CommandResult, job: string): JobSighting {
  return isNotFound(result, job) ? { seen: "absent" } : { seen: "nothing", reason: complaint(result) };
}

/** LSF answered, and does not know a job of this id or name. */
export function isNotFound({ stdout, stderr }: CommandResult, job: string): boolean {
  return `${stderr}\n${stdout}`.includes(`Job <${job}> is not found`);
}

function given(text: string): string {
  const trimmed = text.trim();
  return trimmed === "-" ? "" : trimmed;
}
