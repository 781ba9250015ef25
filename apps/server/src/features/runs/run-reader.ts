import type {
  ComputeEnv,
  DescribeWorkflowResponse,
  ListWorkflowsResponse,
  ProgressData,
  Task,
  WorkflowLaunch,
  WorkflowLogResponse,
} from "@postern/contracts";
import type { Database, RunRow } from "@postern/database";
import { AppError, isTerminal, toComputeEnvId, toRunId } from "@postern/domain";
import type { Clock, ComputeEnvId, RunId } from "@postern/domain";
import { homeOf } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import { namesOf } from "../../http/place.ts";
import { toConsoleLog } from "./console-log.ts";
import { toLaunch } from "./launch-wire.ts";
import { toMetrics } from "./metrics-wire.ts";
import type { ProcessMetrics } from "./metrics-wire.ts";
import { listExecutors, sumTasks } from "./load-store.ts";
import { toProgress } from "./progress.ts";
import { listOwnerNames, listRunRows } from "./run-list-store.ts";
import { messagesOf } from "./run-messages.ts";
import { toRunStatus } from "./service.ts";
import type { KeptLog, RunLogKind, RunService } from "./service.ts";
import { findTaskRow, listTaskRows } from "./task-list-store.ts";
import type { TaskListRequest } from "./task-list-store.ts";
import { toTask } from "./task-wire.ts";
import { toWorkflow } from "./wire.ts";

/** Files of a run that is still at work, read where it works. */
export interface LiveLogSource {
  /** The end of the file, or `undefined` when there is none yet or the cluster cannot be reached: then the kept copy is shown. */
  tail(run: RunRow, kind: RunLogKind): Promise<KeptLog | undefined>;
}

export interface RunReaderParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly runs: RunService;
  readonly liveLogs: LiveLogSource;
  /** `undefined` when it is gone or the caller may not see it. */
  readonly describeComputeEnv: (actor: Actor, id: ComputeEnvId) => Promise<ComputeEnv | undefined>;
  /** What is known of the scheduler job that runs Nextflow. */
  readonly describeJob: (run: Pick<RunRow, "id" | "launch">) => Promise<NonNullable<DescribeWorkflowResponse["jobInfo"]> | undefined>;
}

export interface RunListQuery {
  readonly search: string;
  readonly max: number;
  readonly offset: number;
}

export interface RunFile {
  readonly bytes: Uint8Array;
  readonly fileName: string;
}

const fileKinds = { txt: "console", log: "nextflow" } as const satisfies Record<string, RunLogKind>;

/** Shows runs to people and clients. Changes nothing. Every method throws run.not_found as `RunService.getRun` does. */
export class RunReader {
  readonly #parts: RunReaderParts;

  constructor(parts: RunReaderParts) {
    this.#parts = parts;
  }

  /** Newest first. */
  async list(actor: Actor, query: RunListQuery): Promise<ListWorkflowsResponse> {
    const { database } = this.#parts;
    const { rows, total } = await listRunRows(database.query, { home: homeOf(actor), ...query });
    const progress = await this.#progressOf(rows);
    const owners = await this.#ownersOf(rows);
    const now = this.#parts.clock.now();
    const workflows = rows.map((run) => ({
      workflow: toWorkflow(run, { now, isList: true, ownerName: owners.get(run.user_id) }),
      progress: progress.get(run.id) ?? null,
      ...placeOf(actor),
      labels: [],
    }));
    return { workflows, totalSize: total, hasMore: query.offset + rows.length < total };
  }

  async describe(actor: Actor, runId: RunId): Promise<DescribeWorkflowResponse> {
    const { clock, runs, describeJob } = this.#parts;
    const run = await runs.getRun(actor, runId);
    const now = clock.now();
    const environment = await this.#environmentOf(actor, run);
    return {
      workflow: toWorkflow(run, { now, isList: false, ownerName: (await this.#ownersOf([run])).get(run.user_id) }),
      progress: await this.#progress(run),
      platform: environment === undefined ? null : { id: environment.id, name: environment.name },
      jobInfo: (await describeJob(run)) ?? null,
      messages: [...messagesOf(run, now)],
      labels: [],
      ...placeOf(actor),
      optimized: null,
    };
  }

  async progress(actor: Actor, runId: RunId): Promise<ProgressData> {
    return this.#progress(await this.#parts.runs.getRun(actor, runId));
  }

  async listTasks(actor: Actor, runId: RunId, request: TaskListRequest): Promise<{ tasks: { task: Task }[]; total: number }> {
    await this.#parts.runs.getRun(actor, runId);
    const { rows, total } = await listTaskRows(this.#parts.database.query, runId, request);
    return { tasks: rows.map((row) => ({ task: toTask(row) })), total };
  }

  /** @throws task.not_found */
  async getTask(actor: Actor, runId: RunId, taskId: number): Promise<Task> {
    await this.#parts.runs.getRun(actor, runId);
    const row = await findTaskRow(this.#parts.database.query, runId, taskId);
    if (row === undefined) throw new AppError("task.not_found", `Task ${String(taskId)} was not found in the run ${runId}.`);
    return toTask(row);
  }

  /** As Nextflow reported them at its end; empty before. */
  async metrics(actor: Actor, runId: RunId): Promise<ProcessMetrics[]> {
    return toMetrics((await this.#parts.runs.getRun(actor, runId)).metrics);
  }

  async launch(actor: Actor, runId: RunId): Promise<WorkflowLaunch | null> {
    const run = await this.#parts.runs.getRun(actor, runId);
    return toLaunch(run, run.launch === null ? undefined : await this.#environmentOf(actor, run));
  }

  async log(actor: Actor, runId: RunId): Promise<WorkflowLogResponse["log"]> {
    const run = await this.#parts.runs.getRun(actor, runId);
    const console = await this.#newestLog(run, "console");
    const hasNextflowLog = (await this.#parts.runs.findLog(runId, "nextflow")) !== undefined;
    return toConsoleLog(run, console, [
      ...(console === undefined ? [] : [downloadOf(runId, "txt", "Console output")]),
      ...(hasNextflowLog ? [downloadOf(runId, "log", "Log of Nextflow")] : []),
    ]);
  }

  /** @throws file.not_found for any other name than `nf-<id>.txt` and `nf-<id>.log`, and when there is no such file. */
  async download(actor: Actor, runId: RunId, fileName: string): Promise<RunFile> {
    const run = await this.#parts.runs.getRun(actor, runId);
    const kind = kindOf(runId, fileName);
    const log = kind === undefined ? undefined : await this.#newestLog(run, kind);
    if (log === undefined) throw new AppError("file.not_found", `The run ${runId} has no file of this name.`, { fields: ["fileName"] });
    return { bytes: log.bytes, fileName };
  }

  // A live run is read where it works, and so is one that ended so lately that nothing of it is kept yet.
  async #newestLog(run: RunRow, kind: RunLogKind): Promise<KeptLog | undefined> {
    const { liveLogs, runs } = this.#parts;
    const kept = await runs.findLog(toRunId(run.id), kind);
    const isSettled = isTerminal(toRunStatus(run)) && kept !== undefined;
    const live = run.launch === null || isSettled ? undefined : await liveLogs.tail(run, kind);
    if (live !== undefined || kept === undefined) return live;
    return { bytes: kept.bytes, fileSizeBytes: kept.file_size_bytes };
  }

  async #environmentOf(actor: Actor, run: RunRow): Promise<ComputeEnv | undefined> {
    if (run.compute_env_id === null) return undefined;
    return this.#parts.describeComputeEnv(actor, toComputeEnvId(run.compute_env_id));
  }

  async #progress(run: RunRow): Promise<ProgressData> {
    return (await this.#progressOf([run])).get(run.id) ?? toProgress({ run, sums: [], executors: [] });
  }

  async #progressOf(rows: readonly RunRow[]): Promise<ReadonlyMap<string, ProgressData>> {
    const { query } = this.#parts.database;
    const ids = rows.map((run) => run.id);
    const sums = Map.groupBy(await sumTasks(query, ids), (row) => row.runId);
    const executors = Map.groupBy(await listExecutors(query, ids), (row) => row.run_id);
    const entries = rows.map((run) => {
      const names = (executors.get(run.id) ?? []).flatMap(({ executor }) => executor ?? []);
      return [run.id, toProgress({ run, sums: sums.get(run.id) ?? [], executors: names })] as const;
    });
    return new Map(entries);
  }

  #ownersOf(rows: readonly RunRow[]): Promise<ReadonlyMap<number, string>> {
    return listOwnerNames(
      this.#parts.database.query,
      rows.map((run) => run.user_id),
    );
  }
}

/** A run lives where it was asked for, or it was not found. */
function placeOf({ place }: Actor) {
  return { orgId: place.organizationId, workspaceId: place.workspaceId, ...namesOf(place) };
}

function kindOf(runId: RunId, fileName: string): RunLogKind | undefined {
  if (fileName === `nf-${runId}.txt`) return fileKinds.txt;
  return fileName === `nf-${runId}.log` ? fileKinds.log : undefined;
}

function downloadOf(runId: RunId, ending: keyof typeof fileKinds, displayText: string) {
  const name = `nf-${runId}.${ending}`;
  return { saveName: name, fileName: name, displayText };
}
