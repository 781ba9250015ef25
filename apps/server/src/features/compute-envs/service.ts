import type { ComputeEnvStatus, UpdateUseLimitRequest } from "@postern/contracts";
import { isUniqueViolation } from "@postern/database";
import type { Query } from "@postern/database";
import { AppError, toCredentialId } from "@postern/domain";
import type { ComputeEnvId, CredentialId, UserId } from "@postern/domain";
import { given } from "../../given.ts";
import { homeOf } from "../../home.ts";
import type { Home } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import { audienceAt } from "../../live/live-events.ts";
import { laterThan } from "../../refuse-outdated.ts";
import type { AuditEntry } from "../audit/service.ts";
import { forgetHostKeys } from "./host-keys/store.ts";
import type { DescribedLimit } from "../use-limits/service.ts";
import { asLimitedThing, environmentImage, homeOfEnvironment, toEnvironment } from "./environment.ts";
import type { ComputeEnvironment } from "./environment.ts";
import { environmentAt, presentAt, refuseEdited, refuseInUse, refuseUnavailable } from "./environment-errors.ts";
import { nameTaken, refuseBadName } from "./environment-name.ts";
import { isOnServer, refuseLocalLaunch, refuseNoCredential, requireServerMachine } from "./local-environments.ts";
import { refuseTwoOpeners } from "./hold-opener.ts";
import { insertEnvironment } from "./insert-environment.ts";
import type { EnvironmentAct } from "./insert-environment.ts";
import { jumpHostsImage } from "./jump-hosts/jump-host.ts";
import { deleteJumpHosts, listJumpHosts } from "./jump-hosts/store.ts";
import { registriesImage } from "./registries/chosen-registry.ts";
import { deleteRegistries, listRegistries } from "./registries/store.ts";
import { wipeSecretVariables } from "./secret-variables/store.ts";
import { newEnvironmentRows } from "./new-environment.ts";
import type { NewEnvironment, NewEnvironmentRows } from "./new-environment.ts";
import type { ComputeEnvParts } from "./service-parts.ts";
import * as store from "./store.ts";

export type { ComputeEnvParts } from "./service-parts.ts";

/** Clusters as people see them. Each lives in one place: a workspace, whose members it serves, or with one person. */
export class ComputeEnvService {
  readonly #parts: ComputeEnvParts;

  constructor(parts: ComputeEnvParts) {
    this.#parts = parts;
  }

  async list(actor: Actor, status?: ComputeEnvStatus): Promise<readonly ComputeEnvironment[]> {
    const rows = await store.listEnvironments(this.#parts.database.query, homeOf(actor));
    const all = rows.map(toEnvironment);
    return status === undefined ? all : all.filter((environment) => environment.status === status);
  }

  /** Also a deleted one: clients wait until it says DELETED. @throws environment.not_found also for one of another place. */
  async describe(actor: Actor, id: ComputeEnvId): Promise<ComputeEnvironment> {
    return environmentAt(actor, await store.findEnvironmentRow(this.#parts.database.query, id), id);
  }

  /** @throws environment.not_found also for a deleted one. */
  async get(actor: Actor, id: ComputeEnvId): Promise<ComputeEnvironment> {
    return presentAt(actor, await store.findEnvironmentRow(this.#parts.database.query, id), id);
  }

  /** For the server's own work: also deleted ones, and no question of who asks. */
  async findEnvironment(id: ComputeEnvId): Promise<ComputeEnvironment | undefined> {
    const row = await store.findEnvironmentRow(this.#parts.database.query, id);
    return row === undefined ? undefined : toEnvironment(row);
  }

  /** @throws environment.name_invalid · environment.name_taken */
  async checkName(actor: Actor, name: string): Promise<void> {
    refuseBadName(name);
    if (await store.isNameTaken(this.#parts.database.query, homeOf(actor), name)) throw nameTaken(name);
  }

  /** Stores it as CREATING and asks for its check. @throws whatever is wrong with the request, naming the member. */
  async create(actor: Actor, request: NewEnvironment): Promise<ComputeEnvId> {
    refuseBadName(request.name);
    const managedIdentityId = given(request.managedIdentityId);
    const credentialId = managedIdentityId === undefined ? this.#readCredentialId(actor, request) : null;
    refuseTwoOpeners(request.credentialsId, managedIdentityId);
    const rows = newEnvironmentRows(actor, { request, credentialId, managedIdentityId, now: this.#parts.clock.now() });
    await this.#insert(actor, rows);
    const created = toEnvironment(rows.row);
    this.announce(created);
    this.#parts.wakeChecks();
    return created.id;
  }

  /**
   * Takes it away; history keeps its name. With `isForced` also under unfinished runs: they go on, and nobody looks after them
   * any more, so of one that does not report its end itself nobody knows how it ended.
   *
   * @throws environment.in_use while runs on it are unfinished.
   */
  async remove(actor: Actor, id: ComputeEnvId, { isForced = false } = {}): Promise<void> {
    const { clock, database, runs, useLimits } = this.#parts;
    const removed = await database.transaction(async ({ query }) => {
      // Held, so that no run is launched on it after the look at its runs.
      const environment = await this.#hold(query, actor, id);
      if (!isForced) refuseInUse(environment, await runs.listUnfinishedOf(query, { computeEnvId: id }));
      const now = clock.now();
      await store.updateEnvironment(query, id, {
        ...{ status: "DELETED", is_primary: 0, deleted_at: now, updated_at: now },
        check_finished_at: environment.checkFinishedAt ?? now,
      });
      await useLimits.forgetTarget(query, { kind: "environment", id });
      const hosts = jumpHostsImage(await listJumpHosts(query, id));
      const before = { ...environmentImage(environment), ...hosts, ...registriesImage(await listRegistries(query, id)) };
      await deleteJumpHosts(query, [id]);
      await deleteRegistries(query, [id]);
      await wipeSecretVariables(query, [id]);
      await this.record(query, actor, { action: "environment.delete", environment, before });
      return environment;
    });
    this.announce({ ...removed, status: "DELETED" });
  }

  /**
   * For a workspace or an account that goes: inside its transaction, all environments there are marked deleted. Ask first whether
   * runs are unfinished. What comes back is to be recorded as the last thing of the transaction. May be repeated.
   */
  async removeAll(query: Query, home: Home, actor: UserId | null): Promise<readonly AuditEntry[]> {
    const removed = await store.removeEnvironments(query, home, this.#parts.clock.now());
    for (const { id } of removed) await this.#parts.useLimits.forgetTarget(query, { kind: "environment", id });
    const ids = removed.map(({ id }) => id);
    await deleteJumpHosts(query, ids);
    await deleteRegistries(query, ids);
    await wipeSecretVariables(query, ids);
    await forgetHostKeys(query, home);
    return removed.map(({ id, name, workspace_id }) => ({
      ...{ actor, action: "environment.delete", targetKind: "environment", targetId: id, targetName: name, workspaceId: workspace_id },
      detail: { name },
    }));
  }

  /** @throws environment.not_available when it could not run anything. */
  async makePrimary(actor: Actor, id: ComputeEnvId): Promise<void> {
    const { clock, database } = this.#parts;
    const made = await database.transaction(async ({ query }) => {
      await store.holdAllOf(query, database.engine, homeOf(actor));
      const environment = await this.#hold(query, actor, id);
      refuseUnavailable(environment);
      await store.clearPrimary(query, homeOf(actor));
      await store.updateEnvironment(query, id, { is_primary: 1, updated_at: laterThan(environment.updatedAt, clock.now()) });
      await this.record(query, actor, { action: "environment.make_primary", environment });
      return environment;
    });
    this.announce(made);
  }

  /** Who may use it, for those who may see it. @throws environment.not_found */
  async describeUseLimit(actor: Actor, id: ComputeEnvId): Promise<DescribedLimit> {
    return this.#parts.useLimits.describe(asLimitedThing(await this.get(actor, id)));
  }

  /** @throws environment.not_found and what `UseLimitService.replace` throws. */
  async limitUse(actor: Actor, id: ComputeEnvId, wanted: UpdateUseLimitRequest): Promise<void> {
    const limited = await this.#parts.database.transaction(async ({ query }) => {
      const environment = await this.#hold(query, actor, id);
      const { patch, before, after } = await this.#parts.useLimits.replace(query, asLimitedThing(environment), wanted);
      await store.updateEnvironment(query, id, patch);
      await this.record(query, actor, { action: "environment.limit_use", environment, before, after });
      return environment;
    });
    this.announce(limited);
  }

  /**
   * The environment of a launch: the one named, else the primary one.
   *
   * @throws environment.not_available with its reason. @throws environment.none_primary. @throws environment.not_found.
   * @throws use.limited. @throws auth.forbidden for the machine of the server.
   */
  async getForLaunch(actor: Actor, id: ComputeEnvId | undefined): Promise<ComputeEnvironment> {
    const environment = id === undefined ? await this.#getPrimary(actor) : await this.get(actor, id);
    refuseLocalLaunch(actor, environment);
    await this.requireLaunch(actor.userId, environment);
    refuseUnavailable(environment);
    return environment;
  }

  /**
   * Inside the transaction of a launch: it is what it was when the launch was looked at, and stays so until the end.
   *
   * @throws environment.not_found · environment.not_available · request.outdated
   */
  async holdForLaunch(query: Query, actor: Actor, seen: ComputeEnvironment): Promise<void> {
    const held = presentAt(actor, await store.keepEnvironmentRow(query, this.#parts.database.engine, seen.id), seen.id);
    refuseUnavailable(held);
    refuseEdited(seen, held);
  }

  /** Whether somebody may use it and all that opens it now, asked again when the server acts for them later. @throws use.limited · auth.forbidden */
  async requireUse(userId: UserId, environment: ComputeEnvironment): Promise<void> {
    await this.#parts.useLimits.requireUse(userId, asLimitedThing(environment));
    const { credentials, database } = this.#parts;
    await requireServerMachine(database.query, userId, environment);
    if (environment.credentialId !== null) await credentials.requireUse(userId, environment.credentialId);
    for (const { credentialId } of await listJumpHosts(database.query, environment.id)) await credentials.requireUse(userId, credentialId);
  }

  /** The same, and a key of the person where each needs one. @throws as `requireAll`, and identity.key_missing */
  async requireLaunch(userId: UserId, environment: ComputeEnvironment): Promise<void> {
    await this.requireAll(userId, environment);
    if (environment.managedIdentityId !== undefined) await this.#parts.managed.getSignIn(environment.managedIdentityId, userId);
  }

  /** The same as `requireUse` with all that a launch on it brings along. @throws use.limited, naming what the person may not use. */
  async requireAll(userId: UserId, environment: ComputeEnvironment): Promise<void> {
    await this.requireUse(userId, environment);
    const { credentials, database } = this.#parts;
    for (const { credentialId } of await listRegistries(database.query, environment.id)) await credentials.requireUse(userId, credentialId);
  }

  /** Whether all who use it act under one account: of a shared agent, of a key for SSH, of this server. */
  async hasOneAccount(environment: ComputeEnvironment): Promise<boolean> {
    const { credentialId } = environment;
    if (credentialId === null) return isOnServer(environment);
    const { credentials } = this.#parts;
    if ((await credentials.findAgentConnection(credentialId))?.shared === true) return true;
    return (await credentials.findSshSignIn(credentialId)) !== undefined;
  }

  async markUsed(id: ComputeEnvId): Promise<void> {
    await store.updateEnvironment(this.#parts.database.query, id, { last_used_at: this.#parts.clock.now() });
  }

  /** What keeps a credential from being deleted. */
  async listUses(
    query: Query,
    id: CredentialId,
  ): Promise<readonly { readonly type: "computeEnv"; readonly id: string; readonly name: string }[]> {
    const rows = await store.listByCredential(query, id);
    return rows.map((row) => ({ type: "computeEnv", id: row.id, name: row.name }));
  }

  /** Tells the open pages of those who may see it to look again. After the commit, never before. */
  announce({ id, userId, workspaceId, status }: Pick<ComputeEnvironment, "id" | "userId" | "workspaceId" | "status">): void {
    const audience = audienceAt(homeOfEnvironment({ userId, workspaceId }), "compute_environment:read");
    this.#parts.live.publish(audience, { type: "compute-env", computeEnvId: id, workspaceId, status });
  }

  async #getPrimary(actor: Actor): Promise<ComputeEnvironment> {
    const row = await store.findPrimaryEnvironment(this.#parts.database.query, homeOf(actor));
    if (row !== undefined) return toEnvironment(row);
    throw new AppError("environment.none_primary", "No compute environment was named, and none is primary.", {
      fields: ["launch.computeEnvId"],
    });
  }

  #readCredentialId(actor: Actor, { platform, credentialsId: id }: NewEnvironment): CredentialId | null {
    if (id !== null && id !== undefined && id !== "") return toCredentialId(id);
    refuseNoCredential(actor, { platform, hasLocalEnvironments: this.#parts.hasLocalEnvironments });
    return null;
  }

  async #hold(query: Query, actor: Actor, id: ComputeEnvId): Promise<ComputeEnvironment> {
    return presentAt(actor, await store.holdEnvironmentRow(query, this.#parts.database.engine, id), id);
  }

  async #insert(actor: Actor, rows: NewEnvironmentRows): Promise<void> {
    try {
      await this.#parts.database.transaction(async ({ query }) => {
        const act = await insertEnvironment(query, actor, { ...this.#parts, rows });
        await this.record(query, actor, act);
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw nameTaken(rows.row.name, error);
    }
  }

  /** Somebody has done something to it: the last thing of that transaction. */
  async record(query: Query, actor: Actor, act: EnvironmentAct): Promise<void> {
    const { action, environment, ...images } = act;
    const { id, name } = environment;
    const { organizationId, workspaceId } = actor.place;
    await this.#parts.audit.record(query, {
      ...{ actor: actor.userId, action, targetKind: "environment", targetId: id, targetName: name, organizationId, workspaceId },
      detail: { name },
      ...images,
    });
  }
}
