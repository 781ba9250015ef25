import type { EndCause, JobSighting } from "@postern/domain";

import type { PbsDialect } from "./dialect.ts";
import type { PbsJob } from "./job-records.ts";
import { phases } from "./phases.ts";

/** Negative exit codes are PBS's own; these are worth words. The same number means one thing to PBS Pro and another one to Torque. */
const ownCodes: Readonly<Record<PbsDialect, ReadonlyMap<number, readonly [string, EndCause?]>>> = {
  pbs: new Map([
    [-29, ["its wall time was used up", "time"]],
    [-28, ["its CPU time was used up", "time"]],
    [-27, ["it used more memory than it asked for", "memory"]],
    [-26, ["it used more virtual memory than it asked for", "memory"]],
    [-25, ["it used more processors than it asked for"]],
    [-24, ["it used more processors than it asked for"]],
    [-10, ["its account or group is not valid on the host"]],
  ]),
  torque: new Map([
    [-12, ["its CPU time was used up", "time"]],
    [-11, ["its wall time was used up", "time"]],
    [-10, ["it used more memory than it asked for", "memory"]],
    [-9, ["its output files could not be opened"]],
  ]),
};

const launchFailed = 1;
const terminated = 128 + 15;

/** What PBS's record of a job means. A state that is not in the table says nothing. */
export function sightingOf(job: PbsJob): JobSighting {
  switch (phases.get(job.state)) {
    case "queued":
      return { seen: "queued", reason: job.comment };
    case "held":
      return { seen: "queued", reason: heldReason(job) };
    case "running":
      return { seen: "running" };
    case "ended":
      return sightingOfEnd(job);
    case undefined:
      return { seen: "nothing", reason: unknownReason(job) };
  }
}

function unknownReason({ state }: PbsJob): string {
  if (state === "M") return "PBS has moved the job to another server, and the history of this one does not tell what became of it there.";
  return `PBS reported the state ${state}, which Postern does not know.`;
}

function heldReason({ state, holdTypes, comment }: PbsJob): string {
  if (comment !== "") return comment;
  if (state === "W") return "it waits for its time";
  return holdTypes === "" || holdTypes === "n" ? "it is held" : `it is held (${holdTypes})`;
}

function sightingOfEnd({ dialect, exitStatus, comment }: PbsJob): JobSighting {
  // A job that was deleted before it ran has no exit code.
  if (exitStatus === undefined)
    return { seen: "ended", exitCode: terminated, reason: comment === "" ? "it ended without an exit code" : comment };
  if (exitStatus === 0) return { seen: "ended", exitCode: 0, reason: "" };
  const [words, because] = ownCodes[dialect].get(exitStatus) ?? [comment];
  const reason = `Exit_status ${String(exitStatus)}${words === "" ? "" : `: ${words}`}`;
  if (exitStatus < 0) {
    return { seen: "ended", exitCode: launchFailed, reason, isForced: true, ...(because === undefined ? {} : { because }) };
  }
  // 256 and the number of the signal; a shell that saw one says 128 and the number.
  return { seen: "ended", exitCode: exitStatus > 256 ? 128 + (exitStatus - 256) : exitStatus, reason };
}
