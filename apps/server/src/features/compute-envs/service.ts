import type { ComputeEnvStatus, CreateComputeEnvRequest } from "@postern/contracts";
import { isUniqueViolation } from "@postern/database";
import type { ComputeEnvRow, Database, Query, RunRow } from "@postern/database";
import { AppError, toCredentialId } from "@postern/domain";
import type { Clock, ComputeEnvId, CredentialId, UserId } from "@postern/domain";
import type { Home } from "../../home.ts";
import type { Caller } from "../../http/caller.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { newComputeEnvId } from "../../new-id.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import { waitingSteps } from "./check/check-step.ts";
import { toEnvironment } from "./environment.ts";
import type { ComputeEnvironment } from "./environment.ts";
import { nameTaken, refuseBadName } from "./environment-name.ts";
import { readConfig, toPlatform } from "./read-config.ts";
import * as store from "./store.ts";

export interface ComputeEnvParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly live: LiveEvents;
  readonly credentials: {
    /** @throws credential.not_found also for a credential of somebody else. */
    get(caller: Caller, id: CredentialId): Promise<{ readonly provider: string }>;
  };
  readonly runs: { listUnfinished(): Promise<readonly Pick<RunRow, "compute_env_id" | "run_name">[]> };
  /** Whether administrators may run pipelines on the server's own machine. */
  readonly hasLocalEnvironments: boolean;
  /** Asks for a step of the environment reconciler. */
  readonly wakeChecks: () => void;
}

/** Clusters as users see them. Personal workspaces only: an environment belongs to its user. */
export class ComputeEnvService {
  readonly #parts: ComputeEnvParts;

  constructor(parts: ComputeEnvParts) {
    this.#parts = parts;
  }

  async list(caller: Caller, status?: ComputeEnvStatus): Promise<readonly ComputeEnvironment[]> {
    const rows = await store.listPersonalEnvironments(this.#parts.database.query, caller.userId);
    const all = rows.map(toEnvironment);
    return status === undefined ? all : all.filter((environment) => environment.status === status);
  }

  /** Also a deleted one: clients wait until it says DELETED. @throws environment.not_found */
  async describe(caller: Caller, id: ComputeEnvId): Promise<ComputeEnvironment> {
    const environment = await this.findEnvironment(id);
    if (environment?.userId === caller.userId) return environment;
    throw new AppError("environment.not_found", `Compute environment ${id} not found.`);
  }

  /** @throws environment.not_found also for a deleted one. */
  async get(caller: Caller, id: ComputeEnvId): Promise<ComputeEnvironment> {
    const environment = await this.describe(caller, id);
    if (environment.deletedAt === null) return environment;
    throw new AppError("environment.not_found", `Compute environment ${id} not found: it was deleted.`);
  }

  /** For the server's own work: also deleted ones, and no question of who asks. */
  async findEnvironment(id: ComputeEnvId): Promise<ComputeEnvironment | undefined> {
    const row = await store.findEnvironmentRow(this.#parts.database.query, id);
    return row === undefined ? undefined : toEnvironment(row);
  }

  /** @throws environment.name_invalid · environment.name_taken */
  async checkName(caller: Caller, name: string): Promise<void> {
    refuseBadName(name);
    if (await store.isPersonalNameTaken(this.#parts.database.query, caller.userId, name)) throw nameTaken(name);
  }

  /** Stores it as CREATING and asks for its check. @throws whatever is wrong with the request, naming the member. */
  async create(caller: Caller, request: CreateComputeEnvRequest["computeEnv"]): Promise<ComputeEnvId> {
    refuseBadName(request.name);
    const platform = toPlatform(request.platform);
    const config = readConfig(platform, request.config);
    const credentialId = await this.#readCredential(caller, platform, request.credentialsId);
    const now = this.#parts.clock.now();
    const row: ComputeEnvRow = {
      id: newComputeEnvId(),
      user_id: caller.userId,
      workspace_id: null,
      name: request.name,
      description: request.description ?? null,
      platform,
      credential_id: credentialId,
      config: JSON.stringify(config),
      status: "CREATING",
      status_reason: null,
      is_primary: 0,
      is_use_limited: 0,
      check_steps: JSON.stringify(waitingSteps()),
      check_started_at: now,
      check_finished_at: null,
      created_at: now,
      updated_at: now,
      last_used_at: null,
      deleted_at: null,
    };
    await this.#insert(caller, row);
    const created = toEnvironment(row);
    this.announce(created);
    this.#parts.wakeChecks();
    return created.id;
  }

  /** Takes it away; history keeps its name. @throws environment.in_use while runs on it are unfinished. */
  async remove(caller: Caller, id: ComputeEnvId): Promise<void> {
    const environment = await this.get(caller, id);
    const unfinished = (await this.#parts.runs.listUnfinished()).filter((run) => run.compute_env_id === id);
    if (unfinished.length > 0) {
      const names = unfinished.slice(0, 5).map((run) => run.run_name);
      throw new AppError("environment.in_use", `${environment.name} is in use by unfinished runs: ${names.join(", ")}.`);
    }
    await this.#parts.database.transaction(async ({ query }) => {
      const now = this.#parts.clock.now();
      await store.updateEnvironment(query, id, {
        status: "DELETED",
        is_primary: 0,
        deleted_at: now,
        updated_at: now,
        check_finished_at: environment.checkFinishedAt ?? now,
      });
      await this.#record(query, caller, { action: "environment.delete", id, name: environment.name });
    });
    this.announce({ ...environment, status: "DELETED" });
  }

  /**
   * For a workspace or an account that goes: inside its transaction, all environments there are marked deleted. Ask first whether
   * runs are unfinished. What comes back is to be recorded as the last thing of the transaction. May be repeated.
   */
  async removeAll(query: Query, home: Home, actor: UserId | null): Promise<readonly AuditEntry[]> {
    const removed = await store.removeEnvironments(query, home, this.#parts.clock.now());
    return removed.map(({ id, name }) => ({
      ...{ actor, action: "environment.delete", targetKind: "environment", targetId: id },
      detail: { name },
    }));
  }

  /** @throws environment.not_available when it could not run anything. */
  async makePrimary(caller: Caller, id: ComputeEnvId): Promise<void> {
    const environment = await this.get(caller, id);
    refuseUnavailable(environment);
    await this.#parts.database.transaction(async ({ query }) => {
      await store.clearPrimary(query, environment.userId);
      await store.updateEnvironment(query, id, { is_primary: 1, updated_at: this.#parts.clock.now() });
      await this.#record(query, caller, { action: "environment.make_primary", id, name: environment.name });
    });
    this.announce(environment);
  }

  /**
   * The environment of a launch: the one named, else the primary one.
   *
   * @throws environment.not_available with its reason. @throws environment.none_primary. @throws environment.not_found.
   */
  async getForLaunch(caller: Caller, id: ComputeEnvId | undefined): Promise<ComputeEnvironment> {
    const environment = id === undefined ? await this.#getPrimary(caller.userId) : await this.get(caller, id);
    refuseUnavailable(environment);
    return environment;
  }

  async markUsed(id: ComputeEnvId): Promise<void> {
    await store.updateEnvironment(this.#parts.database.query, id, { last_used_at: this.#parts.clock.now() });
  }

  /** What keeps a credential from being deleted. */
  async listUses(id: CredentialId): Promise<readonly { readonly type: "computeEnv"; readonly id: string; readonly name: string }[]> {
    const rows = await store.listByCredential(this.#parts.database.query, id);
    return rows.map((row) => ({ type: "computeEnv", id: row.id, name: row.name }));
  }

  /** Tells the open pages of its user to look again. After the commit, never before. */
  announce({ id, userId, workspaceId, status }: Pick<ComputeEnvironment, "id" | "userId" | "workspaceId" | "status">): void {
    this.#parts.live.publish({ userId }, { type: "compute-env", computeEnvId: id, workspaceId, status });
  }

  async #getPrimary(userId: UserId): Promise<ComputeEnvironment> {
    const row = await store.findPrimaryEnvironment(this.#parts.database.query, userId);
    if (row !== undefined) return toEnvironment(row);
    throw new AppError("environment.none_primary", "No compute environment was named, and none is primary.", {
      fields: ["launch.computeEnvId"],
    });
  }

  async #readCredential(caller: Caller, platform: string, id: string | null | undefined): Promise<CredentialId | null> {
    const fields = ["computeEnv.credentialsId"];
    if (id === null || id === undefined || id === "") {
      this.#refuseLocal(caller, platform);
      return null;
    }
    const { provider } = await this.#parts.credentials.get(caller, toCredentialId(id));
    if (provider === "tw-agent") return toCredentialId(id);
    throw new AppError("request.invalid", `A credential of the provider ${provider} does not open a cluster.`, { fields });
  }

  // Without a credential, pipelines run under the account of the server: that is for those who run the server.
  #refuseLocal(caller: Caller, platform: string): void {
    const fields = ["computeEnv.credentialsId"];
    if (platform !== "local-platform" || !this.#parts.hasLocalEnvironments) {
      throw new AppError("request.invalid", "computeEnv.credentialsId is missing: choose an agent credential.", { fields });
    }
    if (caller.kind === "run" || !caller.isAdministrator) {
      throw new AppError("auth.forbidden", "Only an administrator may run pipelines on the machine of the server.", { fields });
    }
  }

  async #insert(caller: Caller, row: ComputeEnvRow): Promise<void> {
    try {
      await this.#parts.database.transaction(async ({ query }) => {
        await store.insertEnvironment(query, row);
        await this.#record(query, caller, { action: "environment.create", id: row.id, name: row.name });
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw nameTaken(row.name, error);
    }
  }

  async #record(query: Database["query"], caller: Caller, act: { action: string; id: string; name: string }): Promise<void> {
    const { action, id, name } = act;
    await this.#parts.audit.record(query, { actor: caller.userId, action, targetKind: "environment", targetId: id, detail: { name } });
  }
}

function refuseUnavailable({ name, status, statusReason }: ComputeEnvironment): void {
  if (status === "AVAILABLE") return;
  const why = status === "CREATING" ? "it is still being checked" : (statusReason ?? `it is ${status}`);
  throw new AppError("environment.not_available", `Compute environment ${name} is not available: ${why}`.replace(/\.?$/, "."));
}
