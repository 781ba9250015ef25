import type { ProcessSums } from "./load-store.ts";

/** Counters as Nextflow sends them: any member may be missing. */
export type Snapshot = Readonly<Record<string, unknown>>;

export interface Counters {
  readonly pending: number;
  readonly submitted: number;
  readonly running: number;
  readonly succeeded: number;
  readonly cached: number;
  readonly failed: number;
  readonly aborted: number;
  readonly ignored: number;
  readonly retries: number;
}

type Sums = Omit<ProcessSums, "runId" | "process" | keyof Counters>;

const counterNames = ["pending", "submitted", "running", "succeeded", "cached", "failed", "aborted", "ignored", "retries"] as const;
const sumNames = [
  ...["cpus", "cpuTime", "cpuLoad", "memoryRss", "memoryReq", "readBytes", "writeBytes", "volCtxSwitch", "invCtxSwitch"],
] as const as readonly (keyof Sums)[];

export function countersOf(source: Snapshot | ProcessSums): Counters {
  return pick(counterNames, source);
}

export function sumsOnly(source: Snapshot | ProcessSums): Sums {
  return pick(sumNames, source);
}

export function addSums(parts: readonly ProcessSums[]): Snapshot {
  const total = (name: string): number => parts.reduce((sum, part) => sum + wholeOf((part as unknown as Snapshot)[name]), 0);
  return Object.fromEntries([...counterNames, ...sumNames].map((name) => [name, total(name)]));
}

/** A run that ended without saying so leaves counters of work under way; that work ended with it. */
export function settledCounters(counters: Counters, hasEnded: boolean): Counters {
  if (!hasEnded) return counters;
  const aborted = counters.aborted + counters.running + counters.submitted;
  return { ...counters, pending: 0, submitted: 0, running: 0, aborted };
}

/** What is in use now, and was at most. */
export function liveLoadOf(snapshot: Snapshot, hasEnded: boolean) {
  const now = (name: string): number => (hasEnded ? 0 : wholeOf(snapshot[name]));
  return {
    loadTasks: now("running"),
    loadCpus: now("loadCpus"),
    loadMemory: now("loadMemory"),
    peakTasks: wholeOf(snapshot["peakRunning"]),
    peakCpus: wholeOf(snapshot["peakCpus"]),
    peakMemory: wholeOf(snapshot["peakMemory"]),
  };
}

/** Percent; 0 while nothing was measured, because clients print it without asking. */
export function efficienciesOf({ cpuLoad, cpuTime, memoryRss, memoryReq }: Sums) {
  return { cpuEfficiency: percent(cpuLoad, cpuTime), memoryEfficiency: percent(memoryRss, memoryReq) };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}

function pick<Name extends string>(names: readonly Name[], source: object): Record<Name, number> {
  const values = source as Snapshot;
  return Object.fromEntries(names.map((name) => [name, wholeOf(values[name])])) as Record<Name, number>;
}

function wholeOf(value: unknown): number {
  if (typeof value !== "number" || Number.isNaN(value)) return 0;
  return Math.round(Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value)));
}
