import type { EndCause, JobSighting } from "@postern/domain";

/** One row of `bjobs`. */
export interface LsfJob {
  readonly state: string;
  readonly exitCode: number | undefined;
  /** Why it ended, such as `TERM_RUNLIMIT: job killed after reaching LSF run time limit`. */
  readonly exitReason: string;
  readonly pendReason: string;
}

type Phase = "queued" | "held" | "running" | "done" | "failed" | "lost";

/** From the manual of bjobs of LSF 10.1. */
const phases: ReadonlyMap<string, Phase> = new Map([
  ["PEND", "queued"],
  ["PROV", "queued"],
  ["WAIT", "queued"],
  ["FWD_PEND", "queued"],
  ["PSUSP", "held"],
  ["RUN", "running"],
  ["USUSP", "running"],
  ["SSUSP", "running"],
  ["DONE", "done"],
  ["EXIT", "failed"],
  // Killed while its host could not be reached: for LSF it is over.
  ["ZOMBI", "failed"],
  // Its host cannot be reached. It may run, or be gone.
  ["UNKWN", "lost"],
]);

/** Of LSF's own reasons those about which something can be done. */
const causes: ReadonlyMap<string, EndCause> = new Map([
  ["TERM_MEMLIMIT", "memory"],
  ["TERM_SWAP", "memory"],
  ["TERM_RUNLIMIT", "time"],
  ["TERM_CPULIMIT", "time"],
]);

const launchFailed = 1;

/** What a row means. A state that is not in the table says nothing. */
export function sightingOf(job: LsfJob): JobSighting {
  switch (phases.get(job.state)) {
    case "queued":
      return { seen: "queued", reason: job.pendReason };
    case "held":
      return { seen: "queued", reason: job.pendReason || "it is suspended while it waits (PSUSP)" };
    case "running":
      return { seen: "running" };
    case "done":
      return { seen: "ended", exitCode: 0, reason: "" };
    case "failed":
      return failure(job);
    case "lost":
      return { seen: "nothing", reason: "LSF cannot reach the host of the job (UNKWN)." };
    case undefined:
      return { seen: "nothing", reason: `LSF reported the state ${job.state}, which Postern does not know.` };
  }
}

function failure({ state, exitCode, exitReason }: LsfJob): JobSighting {
  const code = exitCode === undefined || exitCode === 0 ? launchFailed : exitCode;
  const end = { seen: "ended", exitCode: code, reason: exitReason || state } as const;
  if (!exitReason.startsWith("TERM_")) return end;
  const because = causes.get(/^\w+/.exec(exitReason)?.[0] ?? "");
  return { ...end, isForced: true, ...(because === undefined ? {} : { because }) };
}
