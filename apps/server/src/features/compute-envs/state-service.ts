import type { Database } from "@postern/database";
import type { Clock, ComputeEnvId } from "@postern/domain";
import type { Actor } from "../../http/caller.ts";
import { laterThan } from "../../refuse-outdated.ts";
import type { CheckService } from "./check-service.ts";
import { verdictOf } from "./check/check-step.ts";
import type { ComputeEnvironment } from "./environment.ts";
import { presentAt } from "./environment-errors.ts";
import type { ComputeEnvService } from "./service.ts";
import * as store from "./store.ts";

export interface StateServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "announce" | "record">;
  readonly checks: Pick<CheckService, "beginIn" | "tell">;
}

/** Environments that are taken out of use for a while, and back. */
export class EnvironmentStateService {
  readonly #parts: StateServiceParts;

  constructor(parts: StateServiceParts) {
    this.#parts = parts;
  }

  /** Nothing new is launched on it, and it is not the primary one any more. What runs there goes on. May be repeated. @throws environment.not_found */
  async disable(actor: Actor, id: ComputeEnvId): Promise<void> {
    const { clock, database, environments } = this.#parts;
    const disabled = await database.transaction(async ({ query }) => {
      const environment = presentAt(actor, await store.holdEnvironmentRow(query, database.engine, id), id);
      if (environment.status === "DISABLED") return undefined;
      const patch = {
        status: "DISABLED",
        status_reason: null,
        is_primary: 0,
        standing: environment.status,
        standing_reason: environment.statusReason,
        updated_at: laterThan(environment.updatedAt, clock.now()),
      } as const;
      await store.updateEnvironment(query, id, patch);
      await environments.record(query, actor, { action: "environment.disable", environment });
      return { ...environment, status: "DISABLED" as const };
    });
    if (disabled !== undefined) environments.announce(disabled);
  }

  /** It is what it would be but for that: what it was before, or what a check said since. It is checked again. May be repeated. @throws environment.not_found */
  async enable(actor: Actor, id: ComputeEnvId): Promise<void> {
    const { checks, clock, database, environments } = this.#parts;
    const enabled = await database.transaction(async ({ query }) => {
      const environment = presentAt(actor, await store.holdEnvironmentRow(query, database.engine, id), id);
      if (environment.status !== "DISABLED") return undefined;
      const verdict = standingOf(environment);
      await store.updateEnvironment(query, id, {
        ...verdict,
        standing: null,
        standing_reason: null,
        updated_at: laterThan(environment.updatedAt, clock.now()),
      });
      await environments.record(query, actor, { action: "environment.enable", environment });
      return checks.beginIn(query, { ...environment, status: verdict.status, checkUserId: actor.userId });
    });
    if (enabled !== undefined) checks.tell(enabled);
  }
}

/**
 * What a check said of one account alone was left out when it ended, so it is not read again here. Those that were disabled before this was kept
 * are as their last check says; one that was under way meanwhile, or was stopped, has said nothing.
 */
function standingOf({ checkFinishedAt, checkSteps, standing }: ComputeEnvironment) {
  if (standing !== undefined) return { status: standing.status, status_reason: standing.reason };
  const verdict = checkFinishedAt === null ? undefined : verdictOf(checkSteps);
  return verdict ?? ({ status: "CREATING", status_reason: null } as const);
}
