import type { JobSighting } from "@postern/domain";

/** One job of `showq` or `checkjob`. */
export interface MoabJob {
  readonly id: string;
  /** Under which the resource manager below, or the grid above, knows it. */
  readonly otherIds: readonly string[];
  readonly name: string;
  readonly state: string;
  /** `active`, `eligible`, `blocked` or `completed`; empty where no list was asked. */
  readonly list: string;
  readonly completionCode: string | undefined;
}

type Phase = "queued" | "held" | "running" | "ended";

/** From Moab's guide for administrators, 9.1. */
const phases: ReadonlyMap<string, Phase> = new Map([
  ["Idle", "queued"],
  ["Migrated", "queued"],
  ["Staging", "queued"],
  ["NotQueued", "held"],
  ["Hold", "held"],
  ["UserHold", "held"],
  ["SystemHold", "held"],
  ["BatchHold", "held"],
  ["Deferred", "held"],
  ["Blocked", "held"],
  ["Starting", "running"],
  ["Running", "running"],
  ["Suspended", "running"],
  ["Canceling", "running"],
  ["Completed", "ended"],
  ["Removed", "ended"],
  // Taken from its node; without a restart, which we forbid, it comes to nothing.
  ["Vacated", "ended"],
]);

const launchFailed = 1;
const terminated = 128 + 15;

/** What a job's state means. One that is not in the table says nothing. */
export function sightingOf({ state, list, completionCode }: MoabJob): JobSighting {
  switch (phases.get(state)) {
    case "queued":
      // The same word stands for a job that may start and for one that something blocks: the list tells.
      return { seen: "queued", reason: list === "blocked" ? `it is blocked (${state})` : "" };
    case "held":
      return { seen: "queued", reason: `it is held (${state})` };
    case "running":
      return { seen: "running" };
    case "ended":
      return sightingOfEnd(state, completionCode);
    case undefined:
      return { seen: "nothing", reason: `Moab reported the state ${state}, which Postern does not know.` };
  }
}

function sightingOfEnd(state: string, code: string | undefined): JobSighting {
  if (code === undefined || !/^-?\d+$/.test(code)) {
    return { seen: "ended", exitCode: state === "Completed" && code === undefined ? launchFailed : terminated, reason: code ?? state };
  }
  const value = Number(code);
  if (value === 0)
    return state === "Completed" ? { seen: "ended", exitCode: 0, reason: "" } : { seen: "ended", exitCode: terminated, reason: state };
  if (value < 0) return { seen: "ended", exitCode: launchFailed, reason: `${state}, completion code ${code}` };
  return { seen: "ended", exitCode: value > 256 ? 128 + (value - 256) : value, reason: `${state}, completion code ${code}` };
}
