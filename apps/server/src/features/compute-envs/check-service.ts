import type { Database, Engine, Query } from "@postern/database";
import type { Clock, ComputeEnvId, TimeMs } from "@postern/domain";
import { homeOfRow } from "../../home.ts";
import type { Home } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import { available, errored, findFailedStep, isOfTrial, isSettled, waitingAgain, waitingButForTrial } from "./check/check-step.ts";
import type { CheckStep } from "./check/check-step.ts";
import { keepCheck, outcomeOf } from "./check-schedule/check-history.ts";
import type { EndedCheck } from "./check-schedule/check-history.ts";
import { nextCheckAt } from "./check-schedule/next-check.ts";
import type { CheckRhythm } from "./check-schedule/next-check.ts";
import { toEnvironment } from "./environment.ts";
import type { ComputeEnvironment } from "./environment.ts";
import { presentAt } from "./environment-errors.ts";
import type { ComputeEnvService } from "./service.ts";
import * as store from "./store.ts";

export interface CheckServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: ComputeEnvService;
  readonly rhythm: CheckRhythm;
  /** Asks for a step of the environment reconciler. */
  readonly wakeChecks: () => void;
}

interface Beginning {
  readonly environment: ComputeEnvironment;
  readonly steps: readonly CheckStep[];
  readonly reason?: "return";
}

interface Ending {
  readonly steps: readonly CheckStep[];
  /** Not given: the environment stays what it was. */
  readonly verdict?: typeof available | ReturnType<typeof errored>;
  /** Another one makes void what the check still reports. */
  readonly startedAt?: TimeMs;
}

/** A check by the moment it was asked for: a newer one makes the results of the older void. */
export interface CheckKey {
  readonly id: ComputeEnvId;
  readonly startedAt: TimeMs;
}

/**
 * Checks of environments as they are wanted and stored; `check/` does the looking. A check is no edit: `lastUpdated` stays, or nobody could save
 * what they typed while it runs.
 */
export class CheckService {
  readonly #parts: CheckServiceParts;

  constructor(parts: CheckServiceParts) {
    this.#parts = parts;
  }

  /**
   * Asks for a new check, on the way to the cluster that the caller has. An available environment stays so until the check says otherwise.
   *
   * @throws environment.not_found · use.limited
   */
  async restart(actor: Actor, id: ComputeEnvId): Promise<ComputeEnvironment> {
    const { database, environments } = this.#parts;
    await environments.requireUse(actor.userId, await environments.get(actor, id));
    const wanted = await database.transaction(async ({ query }) => {
      const held = presentAt(actor, await store.holdEnvironmentRow(query, database.engine, id), id);
      const environment = { ...held, checkUserId: actor.userId };
      const begun = await this.#beginIn(query, { environment, steps: waitingAgain(environment.checkSteps) });
      await environments.record(query, actor, { action: "environment.check", environment });
      return begun;
    });
    this.tell(wanted);
    return wanted;
  }

  /**
   * The same for the server, for the person who asked before. `undefined` when the environment has not failed any more: meanwhile somebody
   * disabled or deleted it, or asked for a check themselves.
   */
  async restartFor({ id }: Pick<ComputeEnvironment, "id">): Promise<ComputeEnvironment | undefined> {
    const { database } = this.#parts;
    const wanted = await database.transaction(async ({ query }) => {
      const row = await store.holdEnvironmentRow(query, database.engine, id);
      if (row?.status !== "ERRORED" || row.deleted_at !== null || row.check_finished_at === null) return undefined;
      const environment = toEnvironment(row);
      return this.#beginIn(query, { environment, steps: waitingButForTrial(environment.checkSteps), reason: "return" });
    });
    if (wanted !== undefined) this.tell(wanted);
    return wanted;
  }

  /**
   * Asks for a new check inside the transaction that changes the way to the cluster, as the person `checkUserId`; `tell` comes after the commit.
   * An available environment stays so until the check says otherwise, a disabled one until it is enabled.
   */
  beginIn(query: Query, environment: ComputeEnvironment): Promise<ComputeEnvironment> {
    return this.#beginIn(query, { environment, steps: waitingAgain(environment.checkSteps) });
  }

  async #beginIn(query: Query, { environment, steps, reason }: Beginning): Promise<ComputeEnvironment> {
    const isUsable = environment.status === "AVAILABLE" || environment.status === "DISABLED";
    const now = this.#parts.clock.now();
    const patch = {
      ...(isUsable ? {} : { status: "CREATING", status_reason: null }),
      check_steps: JSON.stringify(steps),
      check_started_at: now,
      check_user_id: environment.checkUserId,
      check_reason: reason ?? "asked",
      check_finished_at: null,
    } as const;
    await store.updateEnvironment(query, environment.id, patch);
    const status = isUsable ? environment.status : "CREATING";
    return { ...environment, status, checkSteps: steps, checkStartedAt: now, checkFinishedAt: null, checkReason: reason ?? "asked" };
  }

  /** After the commit: open pages look again, and the check begins. */
  tell(environment: ComputeEnvironment): void {
    this.#parts.environments.announce(environment);
    this.#parts.wakeChecks();
  }

  /** Checks that are wanted or were cut short, and failed environments that may be worth another one. */
  async listCandidates(): Promise<readonly ComputeEnvironment[]> {
    return (await store.listCheckCandidates(this.#parts.database.query)).map(toEnvironment);
  }

  /** Keeps how far a check got. `false`: a newer check or a deletion has made it void. */
  async saveSteps(environment: ComputeEnvironment, key: CheckKey, steps: readonly CheckStep[]): Promise<boolean> {
    const isKept = await store.updateDuringCheck(this.#parts.database.query, key, { check_steps: JSON.stringify(steps) });
    if (isKept) this.#parts.environments.announce(environment);
    return isKept;
  }

  /** AVAILABLE when no step failed, else ERRORED with the reason of the first one that did. */
  async finish(key: CheckKey, steps: readonly CheckStep[]): Promise<void> {
    const failed = findFailedStep(steps);
    const verdict = failed === undefined || (await this.#isOneAccountOnly(key.id)) ? available : errored(failed);
    await this.#end(key, { steps, verdict });
  }

  /**
   * Ends the check that runs, if one does, with what it has found out so far: its next step, or the wait for its job, finds that nobody wants it
   * any more. Without its trial job an environment may be available; when less is known, a new one is not, and one that was checked before
   * stays what it was.
   *
   * @throws environment.not_found · use.limited
   */
  async stop(actor: Actor, id: ComputeEnvId): Promise<void> {
    const { environments } = this.#parts;
    const environment = await environments.get(actor, id);
    await environments.requireUse(actor.userId, environment);
    const { checkFinishedAt, checkStartedAt, checkSteps, status } = environment;
    if (checkFinishedAt !== null || checkStartedAt === null) return;
    const steps = checkSteps.map((step) => (isSettled(step) ? step : { ...step, status: "skipped" as const, summary: "Stopped." }));
    const isCut = checkSteps.some((step) => !isSettled(step) && !isOfTrial(step.key));
    const failed = findFailedStep(steps) ?? (isCut ? stopped : undefined);
    const isOpen = isCut && status !== "CREATING";
    // Another start: what the running check reports is about an older one.
    const startedAt = Math.max(this.#parts.clock.now(), checkStartedAt + 1);
    await this.#end(
      { id, startedAt: checkStartedAt },
      { steps, startedAt, ...(isOpen ? {} : { verdict: failed === undefined ? available : errored(failed) }) },
    );
  }

  async #end(key: CheckKey, { steps, verdict, startedAt = key.startedAt }: Ending): Promise<void> {
    const { clock, database, rhythm } = this.#parts;
    const isKept = await database.transaction(async ({ query }) => {
      const home = await holdHomeOf(query, database.engine, key.id);
      const row = await store.findEnvironmentRow(query, key.id);
      const at = Math.max(clock.now(), startedAt);
      const ended = { check_started_at: startedAt, check_finished_at: at, ...afterCheck(steps, rhythm, at) };
      // Whoever disabled it while it was checked has the last word.
      const isDisabled = row?.status === "DISABLED";
      const patch = isDisabled ? standingAfter(verdict) : verdict;
      const kept = home !== undefined && (await store.updateDuringCheck(query, key, { ...patch, ...ended }));
      if (kept && verdict?.status === "AVAILABLE" && !isDisabled) await makeFirstPrimary(query, home, key.id);
      if (kept) await keepCheck(query, endedCheck({ key, steps, startedAt, at, reason: row?.check_reason }));
      return kept;
    });
    const environment = isKept ? await this.#parts.environments.findEnvironment(key.id) : undefined;
    if (environment !== undefined) this.#parts.environments.announce(environment);
  }

  /**
   * Whether a failure tells of one account and not of the cluster: everybody brings an agent of their own, and this one is not that of the
   * environment's maker. It works for others, so it stays available, and the steps say what is missing for whoever asked.
   */
  async #isOneAccountOnly(id: ComputeEnvId): Promise<boolean> {
    const { environments } = this.#parts;
    const environment = await environments.findEnvironment(id);
    const status = environment?.status === "DISABLED" ? environment.standing?.status : environment?.status;
    if (environment === undefined || status !== "AVAILABLE" || environment.checkUserId === environment.userId) return false;
    return !(await environments.hasOneAccount(environment));
  }
}

interface KeptCheck {
  readonly key: CheckKey;
  readonly steps: readonly CheckStep[];
  /** Another one than that of the key when somebody stopped it. */
  readonly startedAt: TimeMs;
  readonly at: TimeMs;
  readonly reason: string | null | undefined;
}

function endedCheck({ key, steps, startedAt, at, reason }: KeptCheck): EndedCheck {
  const isStopped = startedAt !== key.startedAt;
  const outcome = isStopped ? ({ outcome: "stopped" } as const) : outcomeOf(steps);
  return { id: key.id, reason: reason === "return" ? "return" : "asked", ...outcome, startedAt: key.startedAt, endedAt: at };
}

function afterCheck(steps: readonly CheckStep[], rhythm: CheckRhythm, now: TimeMs): store.EnvironmentPatch {
  const failures = findFailedStep(steps) === undefined ? 0 : 1;
  return { check_steps: JSON.stringify(steps), next_check_at: nextCheckAt(rhythm, { now, failures }), check_failures: failures };
}

function standingAfter(verdict: Ending["verdict"]) {
  return verdict === undefined ? {} : { standing: verdict.status, standing_reason: verdict.status_reason };
}

const stopped = { summary: "The check was stopped before its end.", cure: "Check again." };

// Before its own row is touched: two checks that end at once would else wait for each other.
async function holdHomeOf(query: Query, engine: Engine, id: ComputeEnvId): Promise<Home | undefined> {
  const row = await store.findEnvironmentRow(query, id);
  if (row === undefined) return undefined;
  const home = homeOfRow(row);
  await store.holdAllOf(query, engine, home);
  return home;
}

// The first usable environment is what "no environment named" will mean, so that a first launch needs no choice.
async function makeFirstPrimary(query: Query, home: Home, id: ComputeEnvId): Promise<void> {
  if ((await store.findPrimaryEnvironment(query, home)) === undefined) await store.updateEnvironment(query, id, { is_primary: 1 });
}
