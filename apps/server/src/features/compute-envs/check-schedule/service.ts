import type { Database, Query } from "@postern/database";
import type { Clock, ComputeEnvId, TimeMs } from "@postern/domain";
import type { Actor } from "../../../http/caller.ts";
import type { AuditService } from "../../audit/service.ts";
import type { CheckStep } from "../check/check-step.ts";
import { errored } from "../check/check-step.ts";
import { homeOfEnvironment, toEnvironment } from "../environment.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { presentAt } from "../environment-errors.ts";
import type { ComputeEnvService } from "../service.ts";
import * as environmentStore from "../store.ts";
import type { EnvironmentPatch } from "../store.ts";
import { keepCheck, listChecks, outcomeOf } from "./check-history.ts";
import type { StoredCheck } from "./check-history.ts";
import { judgeLook } from "./judge-look.ts";
import type { LookVerdict } from "./judge-look.ts";
import { firstCheckAt, nextCheckAt } from "./next-check.ts";
import type { CheckRhythm } from "./next-check.ts";
import { listDue, listUntimed } from "./schedule-store.ts";

export interface CheckScheduleParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Pick<AuditService, "record">;
  readonly environments: Pick<ComputeEnvService, "announce" | "get" | "hasOneAccount" | "record">;
  readonly rhythm: CheckRhythm;
}

/** A look that has been taken: what was looked at, as whom, and when. */
export interface TakenLook {
  /** As it was before; `checkUserId` is whoever it was looked at for. */
  readonly environment: ComputeEnvironment;
  readonly startedAt: TimeMs;
  readonly steps: readonly CheckStep[];
}

export interface CheckSchedule {
  readonly environment: ComputeEnvironment;
  /** 0: the server checks none by itself. */
  readonly everyMs: number;
  readonly checks: readonly StoredCheck[];
}

const untimedAtOnce = 500;

/**
 * Checks that nobody asks for. They change only what they know: an environment is taken for not available when two looks in a row, with some
 * minutes between them, found something that somebody has to mend; a cluster that is not reached, or does not answer, changes nothing.
 */
export class CheckScheduleService {
  readonly #parts: CheckScheduleParts;

  constructor(parts: CheckScheduleParts) {
    this.#parts = parts;
  }

  /** @throws environment.not_found */
  async describe(actor: Actor, id: ComputeEnvId): Promise<CheckSchedule> {
    const { database, environments, rhythm } = this.#parts;
    const environment = await environments.get(actor, id);
    return { environment, everyMs: rhythm.everyMs, checks: await listChecks(database.query, id) };
  }

  /** Puts it on the schedule, or takes it off. May be repeated. @throws environment.not_found */
  async setOn(actor: Actor, id: ComputeEnvId, isOn: boolean): Promise<void> {
    const { clock, database, environments, rhythm } = this.#parts;
    const changed = await database.transaction(async ({ query }) => {
      const environment = presentAt(actor, await environmentStore.holdEnvironmentRow(query, database.engine, id), id);
      if (environment.isCheckScheduled === isOn) return undefined;
      const next = isOn ? nextCheckAt(rhythm, { now: clock.now(), failures: 0 }) : null;
      await environmentStore.updateEnvironment(query, id, { is_check_scheduled: isOn ? 1 : 0, next_check_at: next });
      const images = { before: { isCheckScheduled: !isOn }, after: { isCheckScheduled: isOn } };
      await environments.record(query, actor, { action: "environment.schedule_checks", environment, ...images });
      return environment;
    });
    if (changed !== undefined) environments.announce(changed);
  }

  /** Gives a time to those that have none: after an upgrade, and after an interval of 0. */
  async spread(): Promise<void> {
    const { clock, database, rhythm } = this.#parts;
    for (const { id } of (await listUntimed(database.query, untimedAtOnce)).map(toEnvironment)) {
      await environmentStore.updateEnvironment(database.query, id, { next_check_at: firstCheckAt(rhythm, clock.now()) });
    }
  }

  async listDue(limit: number): Promise<readonly ComputeEnvironment[]> {
    return (await listDue(this.#parts.database.query, this.#parts.clock.now(), limit)).map(toEnvironment);
  }

  /** Whether what a look will find is still about this: nobody has edited it since, asked for a check, disabled or deleted it. */
  async isWanted(seen: ComputeEnvironment): Promise<boolean> {
    const row = await environmentStore.findEnvironmentRow(this.#parts.database.query, seen.id);
    return row !== undefined && isSame(seen, toEnvironment(row));
  }

  async putOff({ id }: ComputeEnvironment, byMs: number): Promise<void> {
    const { clock, database } = this.#parts;
    await environmentStore.updateEnvironment(database.query, id, { next_check_at: clock.now() + byMs });
  }

  /** Keeps what a look found. One that is not wanted any more changes nothing. */
  async finish(look: TakenLook): Promise<void> {
    const { database, environments } = this.#parts;
    const hasOneAccount = await environments.hasOneAccount(look.environment);
    const kept = await database.transaction(async ({ query }) => {
      await environmentStore.holdAllOf(query, database.engine, homeOfEnvironment(look.environment));
      const row = await environmentStore.holdEnvironmentRow(query, database.engine, look.environment.id);
      const held = row === undefined ? undefined : toEnvironment(row);
      if (held === undefined || !isSame(look.environment, held)) return undefined;
      return this.#keep(query, look, { held, hasOneAccount });
    });
    if (kept !== undefined) environments.announce(kept);
  }

  async #keep(query: Query, look: TakenLook, { held, hasOneAccount }: Held): Promise<ComputeEnvironment> {
    const { clock, rhythm } = this.#parts;
    const endedAt = Math.max(clock.now(), look.startedAt);
    const verdict = judgeLook(look.steps);
    const isConfirmed = hasFailedBefore(await listChecks(query, held.id));
    const state = stateAfter(verdict, { look, held, hasOneAccount, isConfirmed });
    const failures = verdict.kind === "failed" || verdict.kind === "unreached" ? held.checkFailures + 1 : 0;
    const patch: EnvironmentPatch = {
      ...state,
      // A cluster that was not reached showed nothing: what was seen before stays to be seen.
      ...(verdict.kind === "unreached" ? {} : seenBy(look, endedAt)),
      next_check_at: nextCheckAt(rhythm, { now: endedAt, failures }),
      check_failures: failures,
    };
    const home = homeOfEnvironment(held);
    const isFirst = state.status === "AVAILABLE" && (await environmentStore.findPrimaryEnvironment(query, home)) === undefined;
    await environmentStore.updateEnvironment(query, held.id, isFirst ? { ...patch, is_primary: 1 } : patch);
    await keepCheck(query, { id: held.id, reason: "schedule", ...outcomeOf(look.steps), startedAt: look.startedAt, endedAt });
    if (state.status !== undefined && state.status !== held.status) await this.#record(query, held, state.status);
    return { ...held, status: state.status ?? held.status };
  }

  async #record(query: Query, { id, name, status, workspaceId }: ComputeEnvironment, after: string): Promise<void> {
    await this.#parts.audit.record(query, {
      ...{ actor: null, action: "environment.check", targetKind: "environment", targetId: id, targetName: name, workspaceId },
      ...{ before: { status }, after: { status: after }, detail: { name } },
    });
  }
}

interface Held {
  readonly held: ComputeEnvironment;
  readonly hasOneAccount: boolean;
}

interface Circumstances extends Held {
  readonly look: TakenLook;
  /** The last check before was on schedule and found it failed, too. What kept a launch back may be of that launch alone, or pass. */
  readonly isConfirmed: boolean;
}

/** What kept a launch back does not count: it may be of that launch alone, or pass. */
function hasFailedBefore(checks: readonly StoredCheck[]): boolean {
  const last = checks.find(({ reason }) => reason !== "launch");
  return last?.reason === "schedule" && last.outcome === "failed";
}

type State = { readonly status?: "AVAILABLE" | "ERRORED"; readonly status_reason?: string | null };

function stateAfter(verdict: LookVerdict, { look, held, hasOneAccount, isConfirmed }: Circumstances): State {
  if (verdict.kind === "well") return held.status === "AVAILABLE" ? {} : { status: "AVAILABLE", status_reason: null };
  if (verdict.kind !== "failed") return {};
  // An agent that somebody brought for themselves says nothing of those of the others.
  const isOfOne = !hasOneAccount && look.environment.checkUserId !== held.userId;
  return held.status === "ERRORED" || (isConfirmed && !isOfOne) ? errored(verdict.step) : {};
}

function seenBy({ startedAt, steps }: TakenLook, endedAt: TimeMs): EnvironmentPatch {
  return { check_steps: JSON.stringify(steps), check_started_at: startedAt, check_finished_at: endedAt, check_reason: "schedule" };
}

function isSame(seen: ComputeEnvironment, now: ComputeEnvironment): boolean {
  const isStill = now.deletedAt === null && now.isCheckScheduled && now.status === seen.status && now.checkFinishedAt !== null;
  return isStill && now.checkStartedAt === seen.checkStartedAt;
}
