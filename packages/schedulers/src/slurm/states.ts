import type { EndCause, JobSighting } from "@postern/domain";

/** What Slurm said about one job: its state word, its reason, and how the job script ended. */
export interface SlurmJobState {
  /** As printed, such as `RUNNING`, `CANCELLED by 1000`. */
  readonly state: string;
  /** Slurm's word for why, such as `JobHeldUser`; `None` or empty when there is none. */
  readonly reason: string;
  /** `undefined` where the source does not tell. */
  readonly exit?: SlurmExit;
}

/** Both 0 for a script that ended well, and for many a job that was ended by Slurm. */
export interface SlurmExit {
  readonly code: number;
  readonly signal: number;
}

type Meaning =
  | { readonly phase: "queued" | "running" }
  /** `exitCode` stands for the job when its script left none, since an ended job that did not complete must not read as 0. */
  | { readonly phase: "ended"; readonly exitCode: number; readonly isForced?: true; readonly because?: EndCause };

const queued: Meaning = { phase: "queued" };
const running: Meaning = { phase: "running" };
const ended = (exitCode: number): Meaning => ({ phase: "ended", exitCode });
/** Slurm ended it, or lost its node. */
const forced = (exitCode: number, because?: EndCause): Meaning => ({
  ...({ phase: "ended", exitCode, isForced: true } as const),
  ...(because === undefined ? {} : { because }),
});
const terminated = 128 + 15;
const killed = 128 + 9;
const launchFailed = 1;

/** Job states and the flags that squeue prints in their place, from the manual of squeue 22.05 to 24.11. */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ["PENDING", queued],
  ["CONFIGURING", queued],
  ["REQUEUED", queued],
  ["REQUEUE_FED", queued],
  ["REQUEUE_HOLD", queued],
  ["RESV_DEL_HOLD", queued],
  ["SPECIAL_EXIT", queued],
  ["POWER_UP_NODE", queued],
  ["EXPEDITING", queued],

  ["RUNNING", running],
  // Processes of the job may still run; the final state follows.
  ["COMPLETING", running],
  ["STAGE_OUT", running],
  ["RESIZING", running],
  ["SIGNALING", running],
  ["STOPPED", running],
  ["SUSPENDED", running],
  ["UPDATE_DB", running],

  ["COMPLETED", ended(0)],
  ["FAILED", ended(launchFailed)],
  ["BOOT_FAIL", forced(launchFailed, "node")],
  ["LAUNCH_FAILED", forced(launchFailed)],
  ["RECONFIG_FAIL", forced(launchFailed)],
  ["CANCELLED", forced(terminated)],
  ["TIMEOUT", forced(terminated, "time")],
  ["DEADLINE", forced(terminated)],
  ["PREEMPTED", forced(terminated)],
  ["NODE_FAIL", forced(killed, "node")],
  ["OUT_OF_MEMORY", forced(killed, "memory")],
  // REVOKED is left out on purpose: this cluster of a federation gave the job up, which lives on another one.
]);

/**
 * What a state means to us. A state that is not in the table says nothing: taking it for an end would
 * fail a run that lives, taking it for life would keep a dead one; so we ask again and show the word.
 */
export function sightingOf(job: SlurmJobState): JobSighting {
  const meaning = meanings.get(stateWord(job.state));
  if (meaning === undefined) return { seen: "nothing", reason: unknownReason(job.state) };
  switch (meaning.phase) {
    case "queued":
      return { seen: "queued", reason: given(job.reason) ?? (stateWord(job.state) === "PENDING" ? "" : job.state) };
    case "running":
      return { seen: "running" };
    case "ended":
      return {
        ...{ seen: "ended", exitCode: exitCodeOf(job.exit) ?? meaning.exitCode, reason: endReason(job) },
        ...(meaning.isForced === true ? { isForced: true } : {}),
        ...(meaning.because === undefined ? {} : { because: meaning.because }),
      };
  }
}

function unknownReason(state: string): string {
  if (stateWord(state) === "REVOKED") return "The job is on another cluster of the federation (REVOKED).";
  return `Slurm reported the state ${state}, which Postern does not know.`;
}

/** Whether a job in this state may still do something. An unknown state counts as alive. */
export function isLive(state: string): boolean {
  return meanings.get(stateWord(state))?.phase !== "ended";
}

/** Reads `code:signal`, as scontrol and sacct print it. */
export function parseExitPair(text: string): SlurmExit | undefined {
  const groups = /^(?<code>\d+):(?<signal>\d+)$/.exec(text)?.groups;
  return groups === undefined ? undefined : { code: Number(groups["code"]), signal: Number(groups["signal"]) };
}

/** Reads the exit code of `squeue -O`: the status word of `wait`, or a pair in newer versions. */
export function parseExitField(text: string): SlurmExit | undefined {
  if (!/^\d+$/.test(text)) return parseExitPair(text);
  const status = Number(text);
  return { code: (status >> 8) & 0xff, signal: status & 0x7f };
}

/** `CANCELLED by 1000` and `CANCELLED+` are CANCELLED. */
function stateWord(state: string): string {
  return /^[A-Z_]+/.exec(state)?.[0] ?? state;
}

function exitCodeOf(exit: SlurmExit | undefined): number | undefined {
  if (exit === undefined) return undefined;
  // Slurm's own marks, such as 0:53 for a job that could not be launched and 0:125 for memory: no signals.
  if (exit.signal > 31) return undefined;
  if (exit.signal > 0) return 128 + exit.signal;
  return exit.code === 0 ? undefined : exit.code;
}

function endReason({ state, reason }: SlurmJobState): string {
  if (state === "COMPLETED") return "";
  const why = given(reason);
  return why === undefined ? state : `${state} (${why})`;
}

function given(reason: string): string | undefined {
  return ["", "None", "(null)"].includes(reason) ? undefined : reason;
}
