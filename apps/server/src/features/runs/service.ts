import type { Database, Query, RunLogRow, RunRow, TaskRow, Transaction } from "@postern/database";
import { AppError, isTerminal } from "@postern/domain";
import type { Clock, RunId, TimeMs, UserId } from "@postern/domain";
import { cleanText } from "../../clean-text.ts";
import { homeOf, homeOfRow, livesIn } from "../../home.ts";
import type { Home } from "../../home.ts";
import type { Actor, Caller } from "../../http/caller.ts";
import { audienceAt } from "../../live/live-events.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import type { AuditService } from "../audit/service.ts";
import { toRunRow } from "./new-run.ts";
import type { NewRun } from "./new-run.ts";
import { actEntry, arrivalEntry, endEntry } from "./run-entries.ts";
import { mayReport, refuseForeignEnd } from "./run-access.ts";
import {
  countActive,
  findActiveRow,
  findLogRow,
  findRunByCreate,
  findRunRow,
  insertRunRow,
  isRunNameTaken,
  listUnfinishedRows,
  lockRunRow,
  lockSession,
  lockUserRow,
  setReason,
  updateRunRow,
  upsertLog,
} from "./store.ts";
import type { CreateKey, RunLogKind, RunPatch, RunsOf } from "./store.ts";
import { toRunStatus } from "./to-run-status.ts";
import { listWaitedFor } from "./waited-for.ts";
import { abortUnfinishedTasks, mergeTaskRows } from "./task-store.ts";

export { toRunStatus } from "./to-run-status.ts";
export type { CreateKey, RunLogKind, RunPatch } from "./store.ts";

export interface RunServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly live: LiveEvents;
  readonly audit: AuditService;
}

/** What was found out about a run without Nextflow saying so. */
export interface Verdict {
  readonly status: "SUCCEEDED" | "FAILED" | "CANCELLED" | "UNKNOWN";
  /** One plain sentence for the person. */
  readonly reason: string;
  readonly exitStatus?: number;
  readonly at: TimeMs;
}

/** What a launch must not meet. Valid until the end of its transaction. */
export interface LaunchesOfUser {
  isNameTaken(runName: string): Promise<boolean>;
  /** An unfinished run of this session: the user's own anywhere, or anybody's in the same place. */
  findActive(sessionId: string): Promise<RunRow | undefined>;
}

export interface KeptLog {
  readonly bytes: Uint8Array;
  /** Of the whole file on the cluster; larger than `bytes` when only its end was kept. */
  readonly fileSizeBytes: number;
}

/** The life of runs: who may see one, how its state changes, what is kept of it. Owns the tables runs, tasks and run_logs. */
export class RunService {
  readonly #parts: RunServiceParts;

  constructor(parts: RunServiceParts) {
    this.#parts = parts;
  }

  /** Inside the transaction of the launch. Tell open pages with `announce` once it is committed. */
  async insertRun(query: Query, run: NewRun): Promise<RunRow> {
    const row = toRunRow(run);
    await insertRunRow(query, row);
    return row;
  }

  /** @throws run.not_found when there is none, it was deleted, or it lives in another place. */
  async getRun(actor: Actor, runId: RunId): Promise<RunRow> {
    const run = await this.findRun(runId);
    if (run !== undefined && run.deleted_at === null && livesIn(homeOf(actor), run)) return run;
    throw notFound(runId);
  }

  /** A run that the caller may cancel or delete. @throws run.not_found · auth.permission_missing for a run of somebody else. */
  async getToEnd(actor: Actor, runId: RunId, verb: "cancel" | "delete"): Promise<RunRow> {
    const run = await this.getRun(actor, runId);
    refuseForeignEnd(actor, run, verb);
    return run;
  }

  /** For the server's own work: also deleted runs, and no question of who asks. */
  findRun(runId: RunId): Promise<RunRow | undefined> {
    return findRunRow(this.#parts.database.query, runId);
  }

  /** The run that an identical *create* call of Nextflow made before. */
  findByCreate(query: Query, key: CreateKey): Promise<RunRow | undefined> {
    return findRunByCreate(query, key);
  }

  /** Reads a run that the transaction will change; until its end no other transaction changes it. */
  lockRun(query: Query, runId: RunId): Promise<RunRow | undefined> {
    return lockRunRow(query, this.#parts.database.engine, runId);
  }

  /**
   * `lockRun` for whoever reports on it. Deleted runs are given too: their Nextflow may still be at work.
   *
   * @throws run.not_found when there is none, it is another user's, or it lives out of the bounds of the token.
   * @throws auth.forbidden for the token of another run.
   */
  async lockReported(query: Query, caller: Caller, runId: RunId): Promise<RunRow> {
    const run = await this.lockRun(query, runId);
    if (run === undefined || run.user_id !== caller.userId) throw notFound(runId);
    if (mayReport(caller, run)) return run;
    if (caller.kind !== "run") throw notFound(runId);
    throw new AppError("auth.forbidden", "The token of a run may only write the telemetry of that run.");
  }

  /** After `lockRun` in the same transaction. */
  async updateRun(query: Query, runId: RunId, patch: RunPatch): Promise<void> {
    await updateRunRow(query, runId, patch);
  }

  /** Each task at most once in a call. A report that is older or less far than the stored one changes nothing. */
  async mergeTasks(transaction: Transaction, rows: readonly TaskRow[]): Promise<void> {
    await mergeTaskRows(transaction, rows);
  }

  /** For a run that ended. A later report of a task's own end still wins. */
  async abortUnfinishedTasks(query: Query, runId: RunId): Promise<void> {
    await abortUnfinishedTasks(query, runId);
  }

  /** SUBMITTED, RUNNING and UNKNOWN, oldest first. */
  listUnfinished(): Promise<RunRow[]> {
    return listUnfinishedRows(this.#parts.database.query);
  }

  /**
   * What keeps an environment, a workspace or a person from being removed, oldest first; of lost runs nobody waits for the end. A launch holds the row of its person and that of its
   * workspace: lock the one that shall go before you ask, and no run comes after the answer.
   */
  listUnfinishedOf(query: Query, whose: RunsOf): Promise<readonly Pick<RunRow, "id" | "run_name" | "workspace_id">[]> {
    return listWaitedFor(query, whose, this.#parts.clock.now());
  }

  /** Those that the limit of an organization counts. */
  countActive(query: Query, organizationId: number): Promise<number> {
    return countActive(query, organizationId);
  }

  isNameTaken(userId: UserId, runName: string): Promise<boolean> {
    return isRunNameTaken(this.#parts.database.query, userId, runName);
  }

  /**
   * Inside the transaction of a launch: until its end no other launch of this user takes a name, and none of the place a session,
   * so of two at once the second sees the first.
   */
  async lockLaunches(query: Query, userId: UserId, home: Home): Promise<LaunchesOfUser> {
    const { engine } = this.#parts.database;
    await lockUserRow(query, engine, userId);
    return {
      isNameTaken: (runName) => isRunNameTaken(query, userId, runName),
      findActive: async (sessionId) => {
        await lockSession(query, engine, { home, sessionId });
        return findActiveRow(query, { userId, home, sessionId });
      },
    };
  }

  /** A person asked to stop it. The first request counts; asking again changes nothing. */
  async requestCancel(query: Query, runId: RunId, at: TimeMs): Promise<void> {
    await query
      .updateTable("runs")
      .set({ cancel_requested_at: at, updated_at: at })
      .where("id", "=", runId)
      .where("cancel_requested_at", "is", null)
      .execute();
  }

  /** Why an unfinished run waits, or null when it no longer does. Pages hear of it only when it is news. */
  async noteReason(runId: RunId, reason: string | null): Promise<void> {
    const text = reason === null ? null : cleanText(reason);
    const isNews = await setReason(this.#parts.database.query, runId, { reason: text, at: this.#parts.clock.now() });
    if (!isNews) return;
    const run = await this.findRun(runId);
    if (run !== undefined) this.announce(run);
  }

  /**
   * Ends a run by evidence other than its own report, or says that its state is not known.
   * A run that has ended is never changed; UNKNOWN may be left again.
   *
   * @returns whether the run changed.
   */
  async settle(runId: RunId, found: Verdict): Promise<boolean> {
    // Words of a scheduler or the end of a log file may hold anything, and PostgreSQL refuses a NUL: the run would never end.
    const verdict = { ...found, reason: cleanText(found.reason) };
    const settled = await this.#parts.database.transaction(async ({ query }) => {
      const run = await this.lockRun(query, runId);
      if (run === undefined || isTerminal(toRunStatus(run)) || isSame(run, verdict)) return undefined;
      await this.updateRun(query, runId, patchOf(verdict));
      const ended = { ...run, status: verdict.status };
      if (verdict.status === "UNKNOWN") return ended;
      await abortUnfinishedTasks(query, runId);
      await this.recordEnd(query, ended);
      return ended;
    });
    if (settled !== undefined) this.announce(settled);
    return settled !== undefined;
  }

  /** Keeps the newest copy of a file of the run, so that it can be read when the cluster cannot. */
  async keepLog(runId: RunId, kind: RunLogKind, log: KeptLog): Promise<void> {
    await upsertLog(this.#parts.database.query, {
      run_id: runId,
      kind,
      bytes: log.bytes,
      file_size_bytes: log.fileSizeBytes,
      captured_at: this.#parts.clock.now(),
    });
    const run = await this.findRun(runId);
    if (run === undefined) return;
    this.#parts.live.publish(audienceAt(homeOfRow(run), "workflow:read"), { type: "run-log", runId, workspaceId: run.workspace_id });
  }

  findLog(runId: RunId, kind: RunLogKind): Promise<RunLogRow | undefined> {
    return findLogRow(this.#parts.database.query, runId, kind);
  }

  /**
   * Hides an ended run. Its rows stay, and its late telemetry is still answered.
   *
   * @throws run.active while it is under way. @throws run.not_found · auth.permission_missing as `getToEnd` does.
   */
  async deleteRun(actor: Actor, runId: RunId): Promise<void> {
    await this.getToEnd(actor, runId, "delete");
    const deleted = await this.#parts.database.transaction(async ({ query }) => {
      const run = await this.lockRun(query, runId);
      if (run === undefined || run.deleted_at !== null) return undefined;
      if (!isTerminal(toRunStatus(run))) throw new AppError("run.active", "The run is active. Cancel the run first.");
      const at = this.#parts.clock.now();
      await this.updateRun(query, runId, { deleted_at: at, updated_at: at });
      await this.recordAct(query, actor, { action: "run.delete", run });
      return run;
    });
    if (deleted !== undefined) this.announce(deleted);
  }

  /** What was done to a run, or with one, in the transaction of another feature. */
  async recordAct(query: Query, actor: Actor, act: { readonly action: string; readonly run: RunRow }): Promise<void> {
    await this.#parts.audit.record(query, actEntry(actor, act));
  }

  async recordArrival(query: Query, userId: UserId, run: RunRow): Promise<void> {
    await this.#parts.audit.record(query, arrivalEntry(userId, run));
  }

  async recordEnd(query: Query, run: RunRow): Promise<void> {
    await this.#parts.audit.record(query, endEntry(run));
  }

  /** Tells the open pages of those who may see it to look again. After the commit, never before. */
  announce(run: Pick<RunRow, "id" | "user_id" | "workspace_id" | "status">): void {
    this.#parts.live.publish(audienceAt(homeOfRow(run), "workflow:read"), {
      type: "run",
      runId: run.id,
      workspaceId: run.workspace_id,
      status: toRunStatus(run),
    });
  }
}

/** The same for one that is not there and one that lives elsewhere. */
function notFound(runId: RunId): AppError {
  return new AppError("run.not_found", `The run ${runId} was not found.`);
}

function isSame(run: RunRow, verdict: Verdict): boolean {
  return run.status === verdict.status && run.status_reason === verdict.reason;
}

function patchOf(verdict: Verdict): RunPatch {
  const state = { status: verdict.status, status_reason: verdict.reason, updated_at: verdict.at };
  const exit = verdict.exitStatus === undefined ? {} : { exit_status: verdict.exitStatus };
  return verdict.status === "UNKNOWN" ? { ...state, ...exit } : { ...state, ...exit, completed_at: verdict.at };
}
