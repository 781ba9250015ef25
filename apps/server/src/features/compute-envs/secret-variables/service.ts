import type { SecretVariablesUsageResponse, UpdateSecretVariablesRequest } from "@postern/contracts";
import type { Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, ComputeEnvId, TimeMs } from "@postern/domain";
import type { Vault } from "@postern/vault";
import type { Actor } from "../../../http/caller.ts";
import type { OpeningsOf } from "../../audit/read/list-openings.ts";
import { laterThan, refuseOutdated } from "../../../refuse-outdated.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { presentAt } from "../environment-errors.ts";
import type { ComputeEnvService } from "../service.ts";
import { holdEnvironmentRow, updateEnvironment } from "../store.ts";
import type { VariableOpener } from "./open-variables.ts";
import { readVariables, withKept } from "./read-variables.ts";
import type { WantedVariable } from "./read-variables.ts";
import { sealVariables } from "./seal-variables.ts";
import { variablesImage } from "./secret-variable.ts";
import type { OpenedVariable, SecretVariable } from "./secret-variable.ts";
import { listSecretVariables, putSecretVariables } from "./store.ts";
import type { NewEnvelope } from "./store.ts";

export interface SecretVariableServiceParts {
  readonly listOpenings: OpeningsOf;
  readonly database: Database;
  readonly clock: Clock;
  readonly vault: Pick<Vault, "seal">;
  readonly opener: Pick<VariableOpener, "withVariables">;
  readonly environments: Pick<ComputeEnvService, "announce" | "get" | "record">;
}

/** Variables of environments whose values come in once, are sealed, and are opened for launches only. */
export class SecretVariableService {
  readonly #parts: SecretVariableServiceParts;

  constructor(parts: SecretVariableServiceParts) {
    this.#parts = parts;
  }

  /** In their order, without values. @throws environment.not_found */
  async describe(actor: Actor, id: ComputeEnvId): Promise<{ readonly variables: readonly SecretVariable[]; readonly updatedAt: TimeMs }> {
    const { updatedAt } = await this.#parts.environments.get(actor, id);
    return { variables: await listSecretVariables(this.#parts.database.query, id), updatedAt };
  }

  /**
   * Those that are named remain, with the value that was sent or else the one that is kept; for launches that are submitted from then on. Kept
   * values are opened for it, which is on record like every other use.
   *
   * @throws environment.not_found · request.invalid · request.outdated. @throws credential.damaged when values are to be kept that do not open.
   */
  async replace(actor: Actor, id: ComputeEnvId, request: UpdateSecretVariablesRequest): Promise<void> {
    const { database, environments, vault } = this.#parts;
    const environment = await environments.get(actor, id);
    const wanted = readVariables(request.variables, { kept: await listSecretVariables(database.query, id), member: "variables" });
    const isKeeping = wanted.some(({ value }) => value === undefined);
    const use = { actor: actor.userId, environmentId: id, purpose: "edit" };
    const seal = (kept: readonly OpenedVariable[]) => sealVariables(vault, environment, withKept(wanted, kept));
    const envelope = isKeeping ? await this.#parts.opener.withVariables(use, seal) : seal([]);
    const changed = await database.transaction(async ({ query }) => {
      const held = presentAt(actor, await holdEnvironmentRow(query, database.engine, id), id);
      refuseOutdated(held.updatedAt, request.lastUpdated);
      // What is sealed now was put together out of what was sealed then.
      if (isKeeping && held.updatedAt !== environment.updatedAt) throw changedMeanwhile();
      await this.#store(query, actor, { environment: held, wanted, envelope });
      return held;
    });
    environments.announce(changed);
  }

  /**
   * Each time that they were opened, as the audit trail has it, newest first: launches, and edits that kept values.
   *
   * @throws environment.not_found · request.invalid for a cursor that no page gave.
   */
  async listUsage(
    actor: Actor,
    id: ComputeEnvId,
    page: { readonly max: number; readonly cursor: string | undefined },
  ): Promise<SecretVariablesUsageResponse> {
    await this.#parts.environments.get(actor, id);
    const { openings, nextCursor } = await this.#parts.listOpenings({ targetKind: "environment", targetId: id, ...page });
    return { usage: [...openings], nextCursor };
  }

  async #store(query: Query, actor: Actor, { environment, wanted, envelope }: Replaced): Promise<void> {
    const { clock, environments } = this.#parts;
    const { id } = environment;
    const before = await listSecretVariables(query, id);
    await putSecretVariables(query, { id, variables: wanted, envelope });
    await updateEnvironment(query, id, { updated_at: laterThan(environment.updatedAt, clock.now()) });
    const entered = wanted.flatMap(({ name, value }) => (value === undefined ? [] : [name]));
    await environments.record(query, actor, {
      ...{ action: "environment.change_secret_variables", environment },
      before: variablesImage(before),
      after: { ...variablesImage(wanted), entered },
    });
  }
}

interface Replaced {
  readonly environment: ComputeEnvironment;
  readonly wanted: readonly WantedVariable[];
  readonly envelope: NewEnvelope;
}

function changedMeanwhile(): AppError {
  return new AppError("request.outdated", "Somebody has changed it since you looked.", { fields: ["lastUpdated"] });
}
