import type {
  TraceBeginRequest,
  TraceCompleteRequest,
  TraceCreateRequest,
  TraceCreateResponse,
  TraceHeartbeatRequest,
  TraceProgressRequest,
  TraceResponse,
} from "@postern/contracts";
import type { Database, RunRow, Transaction } from "@postern/database";
import { AppError, isTerminal, toRunId } from "@postern/domain";
import type { Clock, Logger, RunId, TimeMs } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import type { AccessService, WorkspaceNames } from "../access/service.ts";
import type { RunPatch, RunService } from "../runs/service.ts";
import { toRunStatus } from "../runs/service.ts";
import type { TokenService } from "../tokens/service.ts";
import type { UserService } from "../users/service.ts";
import { chooseHome } from "./choose-home.ts";
import { createRun } from "./create-run.ts";
import { lockReported } from "./lock-reported.ts";
import { RunEventThrottle } from "./run-event-throttle.ts";
import { afterBegin, afterComplete, afterSignOfLife, afterSnapshot } from "./run-patches.ts";
import { toTaskRows } from "./task-record.ts";
import { instantOf, readBegin, readComplete, readCreate, readSnapshot } from "./wire.ts";

export interface TelemetryParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly runs: RunService;
  readonly users: Pick<UserService, "getUser">;
  /** What the people behind tokens should know: Nextflow shows it to them. */
  readonly tokens: Pick<TokenService, "listWarnings">;
  /** Known only once the server listens. Without a slash at its end. */
  readonly publicUrl: () => string;
  readonly places: Pick<AccessService, "findWorkspace" | "findNames" | "findRights" | "holdHome">;
  readonly hasPersonalWorkspaces: boolean;
}

/** One call on a run: who reports, on which run. */
export interface ReportedRun {
  readonly caller: Caller;
  /** As it stands in the path. */
  readonly workflowId: string;
}

interface Change {
  readonly run: RunRow;
  readonly transaction: Transaction;
  readonly now: TimeMs;
}

/**
 * What Nextflow says about its runs.
 *
 * INVARIANT: an answer means that the call is stored, in one transaction. INVARIANT: every call may come late, twice and out of
 * order (a client repeats one whose answer was lost); tasks and counters only move on, and the newest report of the end counts.
 */
export class TelemetryService implements AsyncDisposable {
  readonly #parts: TelemetryParts;
  readonly #events: RunEventThrottle;

  constructor(parts: TelemetryParts) {
    this.#parts = parts;
    this.#events = new RunEventThrottle(parts.clock, (run) => parts.runs.announce(run));
  }

  /**
   * Nextflow starts. A known id is taken up, no id makes a run of its own.
   *
   * @throws run.not_found, auth.forbidden, and what `chooseHome` refuses. All of them end the run before its first process.
   */
  async create(caller: Caller, body: TraceCreateRequest, workspaceId?: string): Promise<TraceCreateResponse> {
    const report = readCreate(body);
    const runId = report.workflowId === undefined ? undefined : knownForm(report.workflowId);
    const { clock, database, places, runs, users } = this.#parts;
    const { user_name: userName } = await users.getUser(caller.userId);
    const chosen = await chooseHome(caller, workspaceId, this.#parts);
    const warning = await this.#warningFor(caller);
    const made = await database.transaction(({ query }) =>
      createRun({ caller, report, runId, userName, chosen, now: clock.now(), runs, places, query }),
    );
    this.#events.announce(made.run);
    const names = await this.#namesOf(made.run);
    return {
      ...this.#answer(made.run.id, watchPath(made.run.id, { userName, names })),
      ...messageOf([made.message, warning]),
      metadata: { userId: caller.userId, userName, ...workspaceFacts(made.run, names) },
    };
  }

  /** The script was read and the first tasks are near. */
  begin(reported: ReportedRun, body: TraceBeginRequest): Promise<TraceResponse> {
    return this.#write(reported, ({ run, now }) => Promise.resolve(afterBegin(run, readBegin(body), now)));
  }

  progress(reported: ReportedRun, body: TraceProgressRequest): Promise<TraceResponse> {
    return this.#write(reported, async ({ run, transaction, now }) => {
      const { runs } = this.#parts;
      await runs.mergeTasks(transaction, toTaskRows(body.tasks, { runId: run.id, instant: instantOf(body.instant, now) }));
      // A call that was overtaken by the end must not leave a task running for ever.
      if (isTerminal(toRunStatus(run))) await runs.abortUnfinishedTasks(transaction.query, toRunId(run.id));
      return { ...afterSignOfLife(run), ...afterSnapshot(run, readSnapshot(body, now)) };
    });
  }

  heartbeat(reported: ReportedRun, body: TraceHeartbeatRequest): Promise<TraceResponse> {
    return this.#write(reported, ({ run, now }) =>
      Promise.resolve({ ...afterSignOfLife(run), ...afterSnapshot(run, readSnapshot(body, now)) }),
    );
  }

  /** Nextflow ends, and says how. */
  complete(reported: ReportedRun, body: TraceCompleteRequest): Promise<TraceResponse> {
    return this.#write(reported, async ({ run, transaction, now }) => {
      await this.#parts.runs.abortUnfinishedTasks(transaction.query, toRunId(run.id));
      return { ...afterSnapshot(run, readSnapshot(body, now)), ...afterComplete(run, readComplete(body, now), now) };
    });
  }

  /**
   * A call arrived whose body cannot be read. Its content is lost, but it shows that Nextflow lives,
   * and a refusal would end a healthy run because of a slip of its reporter.
   */
  async noteUnreadable(reported: ReportedRun): Promise<TraceResponse> {
    const answer = await this.#write(reported, ({ run }) => Promise.resolve(afterSignOfLife(run)));
    this.#parts.log.warn({ runId: reported.workflowId }, "a telemetry call was not readable and is lost");
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#events[Symbol.asyncDispose]();
  }

  // The token of a run ends with the run, whose person has nothing to do about it.
  async #warningFor(caller: Caller): Promise<string | undefined> {
    return caller.kind === "token" ? (await this.#parts.tokens.listWarnings([caller.tokenId])).get(caller.tokenId) : undefined;
  }

  async #write({ caller, workflowId }: ReportedRun, change: (change: Change) => Promise<RunPatch>): Promise<TraceResponse> {
    const runId = knownForm(workflowId);
    const { clock, database, runs, users } = this.#parts;
    const { user_name: userName } = await users.getUser(caller.userId);
    const { written, reported } = await database.transaction(async (transaction) => {
      const run = await lockReported(transaction.query, { caller, runId }, this.#parts);
      // Its user deleted it while it was at work: it may go on in peace, and nothing of it is kept.
      if (run.deleted_at !== null) return { reported: run, written: undefined };
      const now = clock.now();
      const patch = { ...(await change({ run, transaction, now })), last_contact_at: now, updated_at: now };
      await runs.updateRun(transaction.query, runId, patch);
      const patched = { ...run, ...patch };
      if (isTerminal(toRunStatus(patched)) && !isTerminal(toRunStatus(run))) await runs.recordEnd(transaction.query, patched);
      return { reported: run, written: patched };
    });
    if (written !== undefined) this.#events.announce(written);
    return this.#answer(runId, watchPath(runId, { userName, names: await this.#namesOf(reported) }));
  }

  async #namesOf({ workspace_id }: RunRow): Promise<WorkspaceNames | undefined> {
    return workspace_id === null ? undefined : this.#parts.places.findNames(workspace_id);
  }

  #answer(runId: string, path: string): TraceResponse {
    return { workflowId: runId, watchUrl: `${this.#parts.publicUrl()}${path}`, status: "OK" };
  }
}

/** The page of a run. A workspace that is gone has no page; its person's address is as good as any. */
function watchPath(runId: string, { userName, names }: { readonly userName: string; readonly names: WorkspaceNames | undefined }): string {
  if (names === undefined) return `/user/${userName}/watch/${runId}`;
  return `/orgs/${names.orgName}/workspaces/${names.workspaceName}/watch/${runId}`;
}

function workspaceFacts({ workspace_id }: RunRow, names: WorkspaceNames | undefined) {
  if (workspace_id === null || names === undefined) return {};
  const { orgName, workspaceName } = names;
  return { workspaceId: workspace_id, workspaceName, workspaceFullName: `${orgName}/${workspaceName}`, orgName };
}

/** What Nextflow prints on the console of the person who started it; nothing where there is nothing to say. */
function messageOf(sentences: readonly (string | undefined)[]): { message?: string } {
  const said = sentences.filter((sentence) => sentence !== undefined);
  return said.length === 0 ? {} : { message: said.join(" ") };
}

// Clients whose create failed go on under /trace/null and the like: no reason to ask the storage.
function knownForm(workflowId: string): RunId {
  if (/^[A-Za-z0-9]{1,16}$/.test(workflowId)) return toRunId(workflowId);
  throw new AppError("run.not_found", "There is no run with this id.");
}
