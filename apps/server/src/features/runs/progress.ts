import type { ProcessLoad, ProgressData, WorkflowLoad } from "@postern/contracts";
import type { RunRow } from "@postern/database";
import { isTerminal } from "@postern/domain";
import type { ProcessSums } from "./load-store.ts";
import { toRunStatus } from "./service.ts";
import { addSums, countersOf, efficienciesOf, liveLoadOf, settledCounters, sumsOnly } from "./progress-numbers.ts";
import type { Snapshot } from "./progress-numbers.ts";

/** Price of one core for one hour, in no currency: it makes runs comparable. */
const pricePerCpuHour = 0.1;
const hourMs = 3_600_000;
/** Nextflow cuts the process of a task here, and its name in the counters not. */
const maxNameLength = 255;

export interface ProgressSources {
  readonly run: Pick<RunRow, "status" | "progress" | "process_names">;
  /** Of this run only. */
  readonly sums: readonly ProcessSums[];
  readonly executors: readonly string[];
}

/**
 * How far a run is. Counters and present load are those of Nextflow's own last snapshot, which heals lost calls; where there is
 * none, the rows are counted. Everything that was used comes from the rows of ended tasks.
 */
export function toProgress({ run, sums, executors }: ProgressSources): ProgressData {
  const snapshot = parseObject(run.progress);
  const hasEnded = isTerminal(toRunStatus(run));
  const total = addSums(sums);
  const counters = snapshot === undefined ? countersOf(total) : countersOf(snapshot);
  const used = sumsOnly(total);
  const workflowProgress: WorkflowLoad = {
    ...settledCounters(counters, hasEnded),
    ...used,
    ...liveLoadOf(snapshot ?? {}, hasEnded),
    ...efficienciesOf(used),
    cost: (used.cpuTime / hourMs) * pricePerCpuHour,
    executors: [...executors],
  };
  const processesProgress = processesOf(run, snapshot, sums).map((process) => toProcessLoad(process, hasEnded));
  return { workflowProgress, processesProgress, totalProcesses: processesProgress.length };
}

interface ProcessSources {
  readonly name: string;
  readonly detail: Snapshot | undefined;
  readonly sums: ProcessSums | undefined;
}

function toProcessLoad({ name, detail, sums }: ProcessSources, hasEnded: boolean): ProcessLoad {
  const used = sumsOnly(sums ?? {});
  return {
    process: name,
    ...settledCounters(countersOf(detail ?? sums ?? {}), hasEnded),
    ...used,
    ...liveLoadOf(detail ?? {}, hasEnded),
    ...efficienciesOf(used),
  };
}

/** All processes: in the order of the script, then those that only the counters or the tasks name. */
function processesOf(run: ProgressSources["run"], snapshot: Snapshot | undefined, sums: readonly ProcessSums[]): readonly ProcessSources[] {
  const details = new Map(detailsOf(snapshot).map((detail) => [shortName(detail["name"]), detail]));
  const rows = new Map(sums.filter((row) => row.process !== null).map((row) => [shortName(row.process), row]));
  const names = new Set([...namesOf(run.process_names).map(shortName), ...details.keys(), ...rows.keys()]);
  return [...names].map((name) => ({ name, detail: details.get(name), sums: rows.get(name) }));
}

function detailsOf(snapshot: Snapshot | undefined): readonly Snapshot[] {
  const processes = snapshot?.["processes"];
  return Array.isArray(processes) ? processes.filter((item): item is Snapshot => typeof item === "object" && item !== null) : [];
}

function namesOf(json: string | null): readonly string[] {
  const names: unknown = json === null ? [] : JSON.parse(json);
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

function shortName(name: unknown): string {
  return (typeof name === "string" ? name : "").slice(0, maxNameLength);
}

function parseObject(json: string | null): Snapshot | undefined {
  const value: unknown = json === null ? undefined : JSON.parse(json);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Snapshot) : undefined;
}
