import { randomInt, randomUUID } from "node:crypto";
import { WorkflowLaunchRequest } from "@postern/contracts";
import type { Database, Query } from "@postern/database";
import { AppError, isTerminal, refuseBeyond, toComputeEnvId, toUserId } from "@postern/domain";
import type { Clock, ComputeEnvId, Limits, Logger, RunId, TimeMs, UserId } from "@postern/domain";
import { homeOf } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import type { WorkspacePlace } from "../../http/place.ts";
import { newRunId } from "../../new-id.ts";
import { withinTime } from "../../time-limit.ts";
import type { AccessService } from "../access/service.ts";
import { given } from "../../given.ts";
import type { ComputeEnvironment } from "../compute-envs/environment.ts";
import type { ComputeEnvService } from "../compute-envs/service.ts";
import { toRunStatus } from "../runs/service.ts";
import type { LaunchesOfUser } from "../runs/service.ts";
import { bundlePaths } from "./bundle/bundle-paths.ts";
import type { LaunchRecord } from "./bundle/launch-plan.ts";
import { renderNextflowWords } from "./bundle/nextflow-words.ts";
import { shellQuote } from "../../clusters/shell-quote.ts";
import { insertHeadJob } from "./head-job-store.ts";
import type { Runs } from "./ports.ts";
import { refuseOutOfBounds } from "./overrides/judge-launch.ts";
import { withOverrides } from "./overrides/overrides.ts";
import { readOverrides } from "./overrides/read-overrides.ts";
import { checkLaunchRequest } from "./read-launch-request.ts";
import { chooseRunName } from "./run-name.ts";
import type { HeadJobSubmitter, InspectedLaunch, LaunchTarget } from "./submit/head-job-submitter.ts";
import { headJobName } from "./submit/make-plan.ts";

/** How long a person waits at the launch form. What takes longer goes on without them. */
const defaultPatienceMs = 20_000;

export interface LaunchParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly places: Pick<AccessService, "holdHome" | "holdOrganization">;
  readonly limits: Limits;
  readonly environments: Pick<ComputeEnvService, "getForLaunch" | "holdForLaunch">;
  readonly runs: Runs;
  readonly submitter: HeadJobSubmitter;
  /**
   * Asks for a look at the cluster of one job, for a person waits for its answer. Only a cancel does: a launch that was submitted is seen
   * at the next interval like every other, so that no number of launches asks a scheduler more often.
   */
  readonly lookAt: (job: { readonly computeEnvId: ComputeEnvId; readonly userId: UserId }) => Promise<void>;
  readonly patienceMs?: number;
}

/** Launching and cancelling, as their users ask for them. */
export class LaunchService {
  readonly #parts: LaunchParts;
  readonly #patienceMs: number;

  constructor(parts: LaunchParts) {
    this.#parts = parts;
    this.#patienceMs = parts.patienceMs ?? defaultPatienceMs;
  }

  /**
   * Stores a run and submits its head job. What is plainly wrong comes back as an error; when that was found before the
   * run was stored, nothing is left of it. What takes longer than a person waits goes on in the background.
   *
   * @throws request.invalid · environment.not_available · environment.none_primary · run.name_taken · run.active
   * @throws request.outdated when the environment was edited while the launch was looked at.
   * @throws launch.out_of_bounds when it says what the rules of the environment do not let a launch say.
   * @throws organization.limit_reached when so many runs are under way that one more is not wanted there.
   * @throws launch.not_ready when the cluster itself says that no run can work there now, unless it is wanted `anyway`.
   * @throws launch.pipeline_not_found · agent.offline · scheduler.rejected and others of the way to the cluster.
   */
  async launch(actor: Actor, request: WorkflowLaunchRequest, { anyway = false } = {}): Promise<RunId> {
    checkLaunchRequest(request);
    const until = this.#parts.clock.now() + this.#patienceMs;
    const environment = await this.#parts.environments.getForLaunch(actor, environmentIdOf(request));
    const record = await this.#toRecord(actor, request, environment);
    // Said before the cluster is asked, as far as it can be: the submitter looks again, when it knows what paths mean there.
    await refuseOutOfBounds({ record, environment });
    const target = { runId: newRunId(), record, environment, userId: actor.userId };
    const inspected = await this.#withPatience(until, this.#parts.submitter.inspect(target, { anyway }));
    await this.#insert(actor, target, { inspected, askedName: given(request.runName) });
    await this.#submit(target.runId, until);
    return target.runId;
  }

  /**
   * Asks for the end of a run. The reconciler sees to it, again and again, until the job is gone.
   * Asking again, also after it was cancelled, is fine.
   *
   * @throws run.not_found. @throws auth.permission_missing for a run of somebody else. @throws run.ended when it ended otherwise. @throws run.foreign when Postern did not start it.
   */
  async cancel(actor: Actor, runId: RunId): Promise<void> {
    const { clock, database, runs, lookAt } = this.#parts;
    const run = await runs.getToEnd(actor, runId, "cancel");
    const status = toRunStatus(run);
    // Asked before: the reconciler repeats it by itself until the job has ended.
    if (status === "CANCELLED" || (run.cancel_requested_at !== null && !isTerminal(status))) return;
    if (isTerminal(status)) throw new AppError("run.ended", `The run ${run.run_name} has ended already: ${status}.`);
    if (run.compute_env_id === null) {
      throw new AppError("run.foreign", `The run ${run.run_name} was started outside Postern. Stop it where it was started.`);
    }
    await database.transaction(async ({ query }) => {
      await runs.requestCancel(query, runId, clock.now());
      await runs.recordAct(query, actor, { action: "run.cancel", run });
    });
    await runs.noteReason(runId, "Cancelling: the cluster is asked to end the job.");
    await lookAt({ computeEnvId: toComputeEnvId(run.compute_env_id), userId: toUserId(run.user_id) });
  }

  async #toRecord(actor: Actor, request: WorkflowLaunchRequest, environment: ComputeEnvironment): Promise<LaunchRecord> {
    const { runs } = this.#parts;
    const isTaken = (name: string) => runs.isNameTaken(actor.userId, name);
    const asked = given(request.runName);
    // Said before the cluster is asked; what counts is the look inside the transaction that stores the run.
    if (asked !== undefined && (await isTaken(asked))) throw nameTaken(asked);
    const session = request.resume === true ? given(request.sessionId) : undefined;
    const overrides = readOverrides(environment, request);
    const { overrides: _readAbove, ...asIs } = request;
    const entries = Object.entries(asIs).filter(([name, value]) => isNamed(name) && value !== null && value !== undefined);
    return {
      ...(Object.fromEntries(entries) as Omit<WorkflowLaunchRequest, "overrides">),
      ...versionOf(request, environment),
      computeEnvId: environment.id,
      runName: asked ?? (await chooseRunName(isTaken, (below) => randomInt(below))),
      sessionId: session ?? randomUUID(),
      workDir: given(request.workDir) ?? environment.config.workDir,
      credentialId: environment.credentialId,
      nodeSetup: environment.nodeSetup,
      ...withOverrides(environment, overrides),
      ...(Object.keys(overrides).length === 0 ? {} : { overrides }),
    };
  }

  /** `undefined` when it takes too long: then the launch goes on without. */
  async #withPatience(until: TimeMs, looking: Promise<InspectedLaunch>): Promise<InspectedLaunch | undefined> {
    const timely = await withinTime(this.#parts.clock, until - this.#parts.clock.now(), looking);
    return timely.isTimely ? timely.value : undefined;
  }

  async #insert(
    actor: Actor,
    { runId, record, environment, userId }: LaunchTarget,
    { inspected, askedName }: { readonly inspected: InspectedLaunch | undefined; readonly askedName: string | undefined },
  ): Promise<void> {
    const { clock, database, environments, places, runs } = this.#parts;
    const at = clock.now();
    const home = homeOf(actor);
    await database.transaction(async ({ query }) => {
      if (actor.place.kind === "workspace") await this.#refuseOneMore(query, actor.place);
      // The person first: whoever holds a place already may not wait for another launch of the same person.
      await refuseTaken(await runs.lockLaunches(query, userId, home), record, askedName);
      await places.holdHome(query, home);
      await environments.holdForLaunch(query, actor, environment);
      const run = await runs.insertRun(query, {
        id: runId,
        userId,
        workspaceId: environment.workspaceId,
        computeEnvId: environment.id,
        runName: record.runName,
        sessionId: record.sessionId,
        projectName: projectNameOf(record.pipeline),
        repository: record.pipeline.startsWith("https://") ? record.pipeline : null,
        revision: given(record.revision) ?? null,
        commitId: given(record.commitId) ?? null,
        launch: record,
        at,
        ...placesOf(runId, record, inspected),
      });
      await insertHeadJob(query, { runId, computeEnvId: environment.id, userId, jobName: headJobName(runId), at });
      await runs.recordAct(query, actor, { action: "run.launch", run });
    });
    runs.announce({ id: runId, user_id: userId, workspace_id: environment.workspaceId, status: "SUBMITTED" });
  }

  // Held before anything else, as by everybody who counts or changes what an organization has.
  async #refuseOneMore(query: Query, { organizationId }: WorkspacePlace): Promise<void> {
    const { limits, places, runs } = this.#parts;
    if (limits.activeRuns === null) return;
    await places.holdOrganization(query, organizationId);
    refuseBeyond(limits, "activeRuns", await runs.countActive(query, organizationId));
  }

  async #submit(runId: RunId, until: TimeMs): Promise<void> {
    const { clock, log, submitter } = this.#parts;
    const work = submitter.submit(runId);
    const timely = await withinTime(clock, until - clock.now(), work);
    if (!timely.isTimely) {
      work.catch((error: unknown) => log.error({ runId, error }, "a submission in the background failed"));
      return;
    }
    const outcome = timely.value;
    if (outcome.state === "refused") throw outcome.error;
    if (outcome.state !== "postponed") return;
    // Somebody waits for the answer, so nothing is tried again behind their back.
    const message = `The launch stopped before its job was submitted: ${outcome.error.message}`;
    const failure = new AppError("launch.failed", message, { cause: outcome.error });
    await submitter.refuse(runId, failure);
    throw failure;
  }
}

// SAFETY: a body may hold members that its schema does not name, and nobody has looked at these. A record has some of its own.
function isNamed(member: string): boolean {
  return Object.hasOwn(WorkflowLaunchRequest.properties, member);
}

/** What the launch names, else what the environment is to use: the run keeps it, whatever is chosen later. */
function versionOf(
  request: WorkflowLaunchRequest,
  { nextflowVersion: own }: ComputeEnvironment,
): Pick<LaunchRecord, "nextflowVersion" | "ownNextflowVersion"> {
  const version = given(request.nextflowVersion) ?? own;
  return { ...(version === undefined ? {} : { nextflowVersion: version }), ...(own === undefined ? {} : { ownNextflowVersion: own }) };
}

async function refuseTaken(launches: LaunchesOfUser, record: LaunchRecord, askedName: string | undefined): Promise<void> {
  if (askedName !== undefined && (await launches.isNameTaken(askedName))) throw nameTaken(askedName);
  if (record.resume !== true) return;
  // Two runs of one session would fight for the lock of its cache, and both fail.
  const active = await launches.findActive(record.sessionId);
  if (active === undefined) return;
  throw new AppError("run.active", `The run ${active.run_name} of this session is still active.`, { fields: ["launch.sessionId"] });
}

function nameTaken(name: string): AppError {
  return new AppError("run.name_taken", `A run named ${name} already exists.`, { fields: ["launch.runName"] });
}

function environmentIdOf(request: WorkflowLaunchRequest) {
  const id = given(request.computeEnvId);
  return id === undefined ? undefined : toComputeEnvId(id);
}

/** What pages show until Nextflow tells its own name for it: `team/pipeline`, or the last part of a path. */
function projectNameOf(pipeline: string): string {
  const parts = pipeline
    .replace(/\.git$/, "")
    .split("/")
    .filter((part) => part !== "");
  return pipeline.startsWith("https://") ? parts.slice(-2).join("/") : (parts.at(-1) ?? pipeline);
}

function placesOf(runId: RunId, record: LaunchRecord, inspected: InspectedLaunch | undefined) {
  if (inspected === undefined) return { userName: "", workDir: record.workDir, launchDir: null };
  const { plan, userName } = inspected;
  const words = renderNextflowWords(plan, bundlePaths(plan.launchDir, runId));
  return { userName, workDir: plan.workDir, launchDir: plan.launchDir, commandLine: words.map(shellQuote).join(" ") };
}
