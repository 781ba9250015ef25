import type { EndCause, JobSighting } from "@postern/domain";

type Phase = "queued" | "held" | "running" | "stuck";

/** Grid Engine writes a state as letters put together. From the manual of qstat 8.1.9, and of Univa 8.6 where it has more. */
const phases: ReadonlyMap<string, Phase> = new Map(
  (
    [
      ["queued", "qw w P N Rq Rqw Rw"],
      ["held", "hqw hRwq hRqw hw hPqw"],
      // Suspended and deleted ones still have processes; their end shows when they leave the queue.
      ["running", "r t Rr Rt hr ht s ts S tS T tT Rs Rts RS RtS RT RtT"],
      ["running", "dr dt dRr dRt ds dS dT dRs dRS dRT dts dtS dtT z"],
      // Never starts again by itself. An administrator could clear the error, though.
      ["stuck", "Eqw Ehqw EhRqw ERqw Ew E"],
      ["queued", "dqw dhqw dEqw"],
    ] as const
  ).flatMap(([phase, states]) => states.split(" ").map((state) => [state, phase] as const)),
);

const launchFailed = 1;
const terminated = 128 + 15;

/** What a state of `qstat` means. One that is not in the table says nothing. */
export function sightingOf(state: string): JobSighting {
  switch (phases.get(state)) {
    case "queued":
      return { seen: "queued", reason: "" };
    case "held":
      return { seen: "queued", reason: `it is held (${state})` };
    case "running":
      return { seen: "running" };
    case "stuck":
      return stuck(`Grid Engine could not start the job (${state})`);
    case undefined:
      return { seen: "nothing", reason: `Grid Engine reported the state ${state}, which Postern does not know.` };
  }
}

/** A job in error stays in the queue for ever. */
export function stuck(reason: string): JobSighting {
  return { seen: "ended", exitCode: launchFailed, reason, remains: true };
}

/** How `qacct` says that a job ended: `failed` is Grid Engine's own code with its words, `exit_status` that of the script. */
export interface GridEngineEnd {
  readonly failed: number;
  readonly failedWords: string;
  readonly exitStatus: number;
  /** The limits that it asked for. */
  readonly limits: readonly string[];
  readonly wallSeconds: number;
  /** Its host told what it used; it uses something always. Of a job that was deleted by force, since its host did not answer, nobody knows. */
  readonly isReported: boolean;
}

/** Of one that the engine enforced. Its number is the same for all of them. */
const limitReached = 37;
/** Its host lost it: what should have told of its end was gone when the host came back. */
const lostCodes = new Set([19, 21]);

// Such a record is written when a job is taken from a host; it goes on under the same number.
const movedCodes = new Set([24, 25]);

export function isEnd({ failed }: GridEngineEnd): boolean {
  return !movedCodes.has(failed);
}

export function sightingOfEnd(end: GridEngineEnd): JobSighting {
  const { failed, failedWords, exitStatus, isReported } = end;
  // The record says 0 and 0, as of one that went well.
  if (failed === 0 && exitStatus === 0 && !isReported) {
    return { seen: "ended", exitCode: terminated, reason: "deleted by force", isForced: true, because: "node" };
  }
  if (failed !== 0) {
    const reason = `failed ${String(failed)}${failedWords === "" ? "" : `: ${failedWords}`}`;
    const because = causeOf(end);
    const ended = { seen: "ended", exitCode: exitStatus === 0 ? launchFailed : exitStatus, reason, isForced: true } as const;
    return because === undefined ? ended : { ...ended, because };
  }
  return { seen: "ended", exitCode: exitStatus, reason: exitStatus === 0 ? "" : `exit_status ${String(exitStatus)}` };
}

/** Without limits of its own it was one of the queue, and the record does not tell which. */
function causeOf({ failed, limits, wallSeconds }: GridEngineEnd): EndCause | undefined {
  if (lostCodes.has(failed)) return "node";
  if (failed !== limitReached) return undefined;
  const longest = limits.map((limit) => /^h_rt=(\d+)$/.exec(limit)?.[1]).find((seconds) => seconds !== undefined);
  const isTimeUp = longest !== undefined && wallSeconds >= Number(longest);
  if (limits.some((limit) => limit.startsWith("h_vmem=")) && !isTimeUp) return "memory";
  return limits.some((limit) => /^h_(?:rt|cpu)=/.test(limit)) ? "time" : undefined;
}
