import type { Database, HeadJobRow, RunRow } from "@postern/database";
import { AppError, isAppError, isTerminal, toComputeEnvId, toUserId } from "@postern/domain";
import type { Clock, Logger, RunId, UserId } from "@postern/domain";
import type { JobRequest, Scheduler } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import type { ChannelProvider } from "../../../channels/channel-provider.ts";
import { given } from "../../../given.ts";
import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import type { AccessService } from "../../access/service.ts";
import type { ComputeEnvService } from "../../compute-envs/service.ts";
import { toRunStatus } from "../../runs/service.ts";
import { renderBundle } from "../bundle/bundle-files.ts";
import { bundlePaths } from "../bundle/bundle-paths.ts";
import { scriptsOf } from "../bundle/launch-plan.ts";
import type { LaunchPlan, LaunchRecord } from "../bundle/launch-plan.ts";
import { renderNextflowWords } from "../bundle/nextflow-words.ts";
import { renderPreparation } from "../../../clusters/module-system.ts";
import { shellQuote } from "../../../clusters/shell-quote.ts";
import { findHeadJob, moveHeadJob } from "../head-job-store.ts";
import type { BroughtRegistries, BroughtVariables, ReadyClusters, RunTokens, Runs, UsedCredentials } from "../ports.ts";
import { refuseOutOfBounds } from "../overrides/judge-launch.ts";
import { makePlan } from "./make-plan.ts";
import type { PreparedLaunch } from "./make-plan.ts";
import { refuseHopeless } from "./preflight.ts";
import { isPassing, isProofOfNoJob } from "./submit-outcome.ts";
import type { SubmitOutcome } from "./submit-outcome.ts";

/** A scheduler under load can take long to take a job, and an answer given up on is an unclear one. */
const submitTimeoutMs = 120_000;

export interface SubmitterParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly channels: ChannelProvider;
  readonly places: Pick<AccessService, "findRights">;
  readonly environments: Pick<ComputeEnvService, "findEnvironment" | "markUsed" | "requireLaunch">;
  readonly credentials: UsedCredentials;
  readonly ready: ReadyClusters;
  readonly registries: BroughtRegistries;
  readonly variables: BroughtVariables;
  readonly runs: Runs;
  readonly tokens: RunTokens;
  /** Address under which Nextflow reaches this server, without a slash at the end. Known once the server listens. */
  readonly publicUrl: () => string;
  /** PEM of the authority that the server made for its own certificate; undefined when it has another one, or none. */
  readonly authorityPem: string | undefined;
}

/** What is known before a run exists. */
export interface LaunchTarget {
  readonly runId: RunId;
  readonly record: LaunchRecord;
  readonly environment: ComputeEnvironment;
  readonly userId: UserId;
}

/** A launch that was looked at through the channel and may work. */
export interface InspectedLaunch {
  readonly plan: LaunchPlan;
  readonly userName: string;
}

interface Submission {
  readonly row: HeadJobRow;
  readonly run: RunRow;
  readonly environment: ComputeEnvironment;
}

/**
 * Brings a head job from *prepared* to *submitted*, from wherever it stands: after a crash too.
 *
 * INVARIANT: the words of a submit are sent only by who moved the row to `unclear`, and the row leaves `unclear` backwards
 * only on proof that no job exists. So there is one submission for each run.
 */
export class HeadJobSubmitter {
  readonly #parts: SubmitterParts;
  readonly #underway = new Map<RunId, Promise<SubmitOutcome>>();

  constructor(parts: SubmitterParts) {
    this.#parts = parts;
  }

  /**
   * Looks whether a launch may work, before there is a run. Leaves nothing behind but a work directory
   * of the account's own, as `refuseHopeless` says.
   *
   * @throws as `refuseHopeless` and the channel do, and launch.not_ready unless it is wanted `anyway`.
   */
  async inspect(target: LaunchTarget, { anyway }: { readonly anyway: boolean }): Promise<InspectedLaunch> {
    const { environment, record, userId } = target;
    await using channel = await this.#parts.channels.open(environment.id, userId);
    const { plan } = await this.#prepare(target, channel);
    await refuseHopeless(channel, plan);
    if (!anyway) {
      const directories = [plan.launchDir, plan.workDir];
      const namesNextflow = given(record.nextflowVersion) !== undefined;
      const preRun = renderPreparation(plan.nodes, scriptsOf(plan).preRun);
      await this.#parts.ready.requireReady({ environment, userId, channel, directories, preRun, namesNextflow });
    }
    return { plan, userName: channel.peer.userName };
  }

  isUnderway(runId: RunId): boolean {
    return this.#underway.has(runId);
  }

  /** Takes the job as far as it goes. Called while an attempt is under way, it joins that one. Throws only what is our fault. */
  submit(runId: RunId): Promise<SubmitOutcome> {
    const underway = this.#underway.get(runId);
    if (underway !== undefined) return underway;
    const attempt = this.#attempt(runId).finally(() => this.#underway.delete(runId));
    this.#underway.set(runId, attempt);
    return attempt;
  }

  /** Gives a run up whose job does not exist and never will. */
  async refuse(runId: RunId, error: AppError): Promise<SubmitOutcome> {
    const { clock, database, runs, tokens } = this.#parts;
    const at = clock.now();
    const run = await runs.findRun(runId);
    const isCancelled = run !== undefined && run.cancel_requested_at !== null;
    // The run first: a crash between the two finds an ended run with a job that was never sent, and closes it.
    const verdict = isCancelled ? ({ status: "CANCELLED", reason: "Cancelled before it was submitted." } as const) : undefined;
    await runs.settle(runId, { ...(verdict ?? { status: "FAILED", reason: error.message }), at });
    await moveHeadJob(database.query, runId, {
      from: ["prepared", "written", "unclear"],
      to: { submit_state: "refused", updated_at: at },
    });
    await tokens.endRunTokens(runId, at);
    this.#parts.registries.noteOver();
    return { state: "refused", error };
  }

  async #attempt(runId: RunId): Promise<SubmitOutcome> {
    const submission = await this.#load(runId);
    if (submission === undefined) return { state: "settled" };
    if ("refused" in submission) return this.refuse(runId, submission.refused);
    let sending: Sending;
    try {
      sending = await this.#bringFiles(runId, submission);
    } catch (error) {
      if (isPassing(error)) return { state: "postponed", error };
      if (isAppError(error)) return this.refuse(runId, error);
      throw error;
    }
    await using channel = sending.channel;
    return await this.#send(runId, { ...sending, channel });
  }

  /** What there is to do; `undefined` when nothing, or why it can never be done. */
  async #load(runId: RunId): Promise<Submission | { readonly refused: AppError } | undefined> {
    const { database, environments, runs } = this.#parts;
    const row = await findHeadJob(database.query, runId);
    if (row === undefined || (row.submit_state !== "prepared" && row.submit_state !== "written")) return undefined;
    const run = await runs.findRun(runId);
    if (run === undefined) return undefined;
    const environment = await environments.findEnvironment(toComputeEnvId(row.compute_env_id));
    const problem = obstacle(run, environment) ?? (await this.#findLostRight(run, environment));
    if (problem !== undefined || environment === undefined) return { refused: problem ?? gone() };
    return { row, run, environment };
  }

  /**
   * What kept somebody from launching it now. A launch can wait for its cluster, or be resumed by a server that was away: nothing is
   * submitted for a person who may no longer do so. A job that is on the cluster already is none of this.
   */
  async #findLostRight(run: RunRow, environment: ComputeEnvironment | undefined): Promise<AppError | undefined> {
    if (environment === undefined) return undefined;
    const { environments, places } = this.#parts;
    try {
      await environments.requireLaunch(toUserId(run.user_id), environment);
    } catch (error) {
      if (isAppError(error)) return error;
      throw error;
    }
    if (run.workspace_id === null) return undefined;
    const rights = await places.findRights(run.user_id, run.workspace_id);
    if (rights?.permissions.has("workflow:execute") === true) return undefined;
    return new AppError("auth.permission_missing", "Whoever launched the run may not launch in its workspace any more.");
  }

  /** The open channel is the caller's to close. */
  async #bringFiles(runId: RunId, { row, run, environment }: Submission): Promise<Sending> {
    const userId = toUserId(row.user_id);
    const channel = await this.#parts.channels.open(environment.id, userId);
    try {
      const record = JSON.parse(run.launch ?? "{}") as LaunchRecord;
      const { plan, job, scheduler } = await this.#prepare({ runId, record, environment, userId }, channel);
      await refuseHopeless(channel, plan);
      if (row.submit_state === "prepared") await this.#write(channel, run, plan);
      return { channel, environment, scheduler, job };
    } catch (error) {
      await channel[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #prepare({ runId, record, environment }: LaunchTarget, channel: CommandChannel): Promise<PreparedLaunch> {
    await refuseOutOfBounds({ record, environment, channel });
    const { authorityPem, publicUrl, registries } = this.#parts;
    const hasRegistries = await registries.hasAny(environment.id);
    const endpoint = `${publicUrl()}/api`;
    return makePlan({ runId, record, environment, channel, endpoint, authorityPem, hasRegistries });
  }

  async #write(channel: CommandChannel, run: RunRow, plan: LaunchPlan): Promise<void> {
    const { clock, database, registries, runs, tokens, variables } = this.#parts;
    const { runId, record } = plan;
    const paths = bundlePaths(plan.launchDir, runId);
    const environmentId = toComputeEnvId(record.computeEnvId);
    const target = { runId, userId: toUserId(run.user_id), environmentId, folder: paths.registries };
    if (plan.hasRegistries) await registries.bring(channel, target);
    const lent = await variables.bring(channel, target);
    // Of an attempt that a crash cut short: its text is lost, so it is of no use to anybody honest.
    await tokens.endRunTokens(runId, clock.now());
    const token = await database.transaction(async ({ query }) => {
      await runs.updateRun(query, runId, {
        user_name: channel.peer.userName,
        work_dir: plan.workDir,
        launch_dir: plan.launchDir,
        command_line: renderNextflowWords(plan, paths).map(shellQuote).join(" "),
        launch: JSON.stringify({ ...record, launchDir: plan.launchDir }),
      });
      return tokens.mintRunToken(query, { userId: toUserId(run.user_id), runId, runName: run.run_name });
    });
    for (const { path, text, mode } of renderBundle({ ...plan, lent }, paths, token)) {
      await channel.writeFile(path, new TextEncoder().encode(text), { mode: mode ?? 0o600 });
    }
    const to = { submit_state: "written", updated_at: clock.now() } as const;
    await moveHeadJob(database.query, runId, { from: ["prepared"], to });
  }

  async #send(runId: RunId, { channel, environment, scheduler, job }: Sending): Promise<SubmitOutcome> {
    const { clock, database, log } = this.#parts;
    const at = clock.now();
    // Rendered before the row says "unclear": an option that is refused here was never sent.
    const command = renderSafely(scheduler, job);
    if (isAppError(command)) return this.refuse(runId, command);
    // From here on a crash, a lost answer, anything, leaves the row saying that a job may exist.
    const unclear = { submit_state: "unclear", submit_tried_at: at, updated_at: at } as const;
    if (!(await moveHeadJob(database.query, runId, { from: ["written"], to: unclear }))) return { state: "settled" };
    try {
      const jobId = scheduler.parseSubmit(await channel.run({ ...command, timeoutMs: submitTimeoutMs }));
      const to = { submit_state: "submitted", job_id: jobId, updated_at: clock.now() } as const;
      await moveHeadJob(database.query, runId, { from: ["unclear"], to });
    } catch (error) {
      return this.#readFailure(runId, error);
    }
    log.info({ runId }, "head job submitted");
    await this.#markUsed(environment);
    return { state: "submitted" };
  }

  async #readFailure(runId: RunId, error: unknown): Promise<SubmitOutcome> {
    const { clock, database, log } = this.#parts;
    if (!isProofOfNoJob(error)) {
      log.warn({ runId, error }, "the answer to a submit was lost; the job will be looked for by its name");
      return { state: "unclear" };
    }
    if (!isPassing(error)) return this.refuse(runId, error);
    const to = { submit_state: "written", updated_at: clock.now() } as const;
    await moveHeadJob(database.query, runId, { from: ["unclear"], to });
    return { state: "postponed", error };
  }

  async #markUsed(environment: ComputeEnvironment): Promise<void> {
    await this.#parts.environments.markUsed(environment.id);
    if (environment.credentialId !== null) await this.#parts.credentials.markUsed(environment.credentialId);
  }
}

interface Sending {
  readonly channel: CommandChannel;
  readonly environment: ComputeEnvironment;
  readonly scheduler: Scheduler;
  readonly job: JobRequest;
}

function obstacle(run: RunRow, environment: ComputeEnvironment | undefined): AppError | undefined {
  if (isTerminal(toRunStatus(run))) return new AppError("run.ended", "The run has ended before it was submitted.");
  if (run.cancel_requested_at !== null) return new AppError("run.ended", "The run was cancelled before it was submitted.");
  return environment === undefined || environment.deletedAt !== null ? gone() : undefined;
}

function gone(): AppError {
  return new AppError("environment.not_found", "The compute environment was deleted before the run was submitted.");
}

function renderSafely(scheduler: Scheduler, job: JobRequest) {
  try {
    return scheduler.renderSubmit(job);
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
}
