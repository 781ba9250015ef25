import type { Database } from "@postern/database";
import { AppError, isAppError } from "@postern/domain";
import type { ComputeEnvId, UserId } from "@postern/domain";
import { Secret } from "@postern/vault";
import type { Vault } from "@postern/vault";
import type { AuditService } from "../../audit/service.ts";
import { homeOfEnvironment, toEnvironment } from "../environment.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { findEnvironmentRow } from "../store.ts";
import { parseSealed, sealContextOfVariables } from "./secret-variable.ts";
import type { OpenedVariable } from "./secret-variable.ts";
import { holdSealed, listSecretVariables } from "./store.ts";

export interface VariableOpenerParts {
  readonly database: Database;
  readonly audit: Pick<AuditService, "record">;
  readonly vault: Pick<Vault, "open">;
}

/** Who needs the values, and what for. Whether they may is decided before. */
export interface VariableUse {
  readonly actor: UserId;
  readonly environmentId: ComputeEnvId;
  /** One word, such as `launch`. */
  readonly purpose: string;
  readonly runId?: string;
}

/**
 * The one way to the values of secret variables.
 *
 * INVARIANT: nothing is opened before the entry `secret.open` has been committed.
 */
export class VariableOpener {
  readonly #parts: VariableOpenerParts;

  constructor(parts: VariableOpenerParts) {
    this.#parts = parts;
  }

  async hasAny(id: ComputeEnvId): Promise<boolean> {
    return (await listSecretVariables(this.#parts.database.query, id)).length > 0;
  }

  /**
   * For `act` and not for longer: the values are wiped when it ends, however it does.
   *
   * @throws environment.not_found. @throws credential.damaged with the name of the environment.
   * @throws audit.broken · storage.unavailable when it cannot be recorded. @throws vault.sealed · vault.key_term_unknown
   */
  async withVariables<Result>(use: VariableUse, act: (variables: readonly OpenedVariable[]) => Result | Promise<Result>): Promise<Result> {
    const { environment, bytes } = await this.#record(use);
    const variables = this.#read(environment, bytes);
    try {
      return await act(variables);
    } finally {
      for (const { value } of variables) value.destroy();
    }
  }

  #record({ actor, environmentId, purpose, runId }: VariableUse) {
    const { audit, database } = this.#parts;
    return database.transaction(async ({ query }) => {
      const bytes = await holdSealed(query, database.engine, environmentId);
      const row = await findEnvironmentRow(query, environmentId);
      if (row === undefined || row.deleted_at !== null) {
        throw new AppError("environment.not_found", `Compute environment ${environmentId} not found.`);
      }
      const environment = toEnvironment(row);
      await audit.record(query, {
        ...{ actor, action: "secret.open", targetKind: "environment", targetId: environmentId, targetName: environment.name },
        ...{ workspaceId: environment.workspaceId, detail: { purpose, runId: runId ?? null, environmentId } },
      });
      return { environment, bytes };
    });
  }

  #read(environment: ComputeEnvironment, bytes: Uint8Array | undefined): readonly OpenedVariable[] {
    using whole = this.#open(environment, bytes);
    const variables = whole.useText(parseSealed);
    if (variables === undefined) throw damaged(environment);
    return variables.map(({ value, ...shown }) => ({ ...shown, value: Secret.fromUtf8(value) }));
  }

  #open(environment: ComputeEnvironment, bytes: Uint8Array | undefined): Secret {
    if (bytes === undefined || bytes.byteLength === 0) throw damaged(environment);
    try {
      return this.#parts.vault.open(bytes, sealContextOfVariables({ id: environment.id, home: homeOfEnvironment(environment) }));
    } catch (error) {
      throw isAppError(error, "vault.envelope_invalid") ? damaged(environment, error) : error;
    }
  }
}

function damaged({ name }: ComputeEnvironment, cause?: unknown): AppError {
  return new AppError("credential.damaged", `The secret variables of the compute environment ${name} cannot be opened: enter them again.`, {
    cause,
  });
}
