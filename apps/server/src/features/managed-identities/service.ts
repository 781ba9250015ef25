import type { CreateManagedIdentityRequest, UpdateManagedIdentityRequest } from "@postern/contracts";
import type { Query, RunRow } from "@postern/database";
import { AppError, entityNameProblem, nameKey } from "@postern/domain";
import type { Clock, ManagedIdentityId } from "@postern/domain";
import { given } from "../../given.ts";
import type { OrganizationActor } from "../../http/caller.ts";
import { newManagedIdentityId } from "../../new-id.ts";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import { changeOrganization } from "../access/service.ts";
import type { AccessService, Changed, ChangeParts } from "../access/service.ts";
import { countKeys, listKeysOf } from "./key-store.ts";
import { identityImage, identityNotFound } from "./managed-identity.ts";
import { isSamePlace, isSameWay, readManagedWay } from "./read-managed-way.ts";
import type { StoredIdentity, StoredKey } from "./managed-identity.ts";
import * as store from "./store.ts";
import { wipeManagedKeys } from "./wipe-keys.ts";

export interface ManagedIdentityParts extends ChangeParts<AccessService> {
  readonly clock: Clock;
  readonly runs: {
    listUnfinishedOf(query: Query, whose: { readonly computeEnvId: string }): Promise<readonly Pick<RunRow, "id" | "run_name">[]>;
  };
}

/** A managed identity as somebody of its organization sees it. */
export interface SeenIdentity {
  readonly identity: StoredIdentity;
  readonly keysCount: number;
  readonly ownKey: StoredKey | undefined;
}

/** Clusters of organizations on which each person acts with a key of their own. Owners change them; all who belong there see them. */
export class ManagedIdentityService {
  readonly #parts: ManagedIdentityParts;

  constructor(parts: ManagedIdentityParts) {
    this.#parts = parts;
  }

  async list(actor: OrganizationActor): Promise<readonly SeenIdentity[]> {
    const { query } = this.#parts.database;
    return this.#see(actor, await store.listIdentities(query, actor.organization.organizationId));
  }

  /** @throws identity.not_found also for one of another organization. */
  async get(actor: OrganizationActor, id: ManagedIdentityId): Promise<SeenIdentity> {
    const found = await store.findIdentity(this.#parts.database.query, actor.organization.organizationId, id);
    const [seen] = found === undefined ? [] : await this.#see(actor, [found]);
    if (seen === undefined) throw identityNotFound(id);
    return seen;
  }

  /** @throws identity.name_invalid · identity.name_taken · request.invalid naming the member. */
  async create(actor: OrganizationActor, { name, platform, ...written }: CreateManagedIdentityRequest): Promise<SeenIdentity> {
    refuseBadName(name);
    const way = readManagedWay(written);
    return this.#change(actor, async (query) => {
      const { organizationId } = actor.organization;
      await refuseTaken(query, organizationId, name);
      const at = this.#parts.clock.now();
      const words = { name, name_key: nameKey(name), platform, ...way };
      const times = { created_at: at, updated_at: at, deleted_at: null };
      const identity = { id: newManagedIdentityId(), organization_id: organizationId, ...words, ...times };
      await store.insertIdentity(query, identity);
      const entry = { action: "managed_identity.create", ...targetOf(identity), after: identityImage(identity) };
      return { result: { identity, keysCount: 0, ownKey: undefined }, entries: [entry] };
    });
  }

  /**
   * What is left out or null stays. Environments that use it go to the new host from then on, by the new jump hosts unless they have their own.
   * So nothing of this changes while runs on those that it concerns are unfinished, nor its platform as long as there are any.
   *
   * @throws identity.not_found · request.outdated · identity.in_use, and as `create`.
   */
  update(actor: OrganizationActor, id: ManagedIdentityId, { lastUpdated, ...wanted }: UpdateManagedIdentityRequest): Promise<void> {
    const { organizationId } = actor.organization;
    return this.#change(actor, async (query) => {
      const old = await this.#hold(query, organizationId, id);
      refuseOutdated(old.updated_at, lastUpdated);
      const next = merge(old, wanted);
      if (next.name_key !== old.name_key) await refuseTaken(query, organizationId, next.name);
      const [before, after] = [identityImage(old), identityImage(next)];
      if (JSON.stringify(before) === JSON.stringify(after)) return { result: undefined, entries: [] };
      await this.#refuseLedElsewhere(query, old, next);
      const { name, name_key, platform, host, port, jumpHosts } = next;
      const updated_at = laterThan(old.updated_at, this.#parts.clock.now());
      await store.updateIdentity(query, id, { name, name_key, platform, host, port, jumpHosts, updated_at });
      return { result: undefined, entries: [{ action: "managed_identity.update", ...targetOf(old), before, after }] };
    });
  }

  /** Its keys are wiped. @throws identity.not_found · identity.in_use with the environments that use it. */
  remove(actor: OrganizationActor, id: ManagedIdentityId): Promise<void> {
    const { clock, database } = this.#parts;
    return this.#change(actor, async (query) => {
      const identity = await this.#hold(query, actor.organization.organizationId, id);
      refuseUsed(identity, await store.holdEnvironments(query, database.engine, id));
      const at = clock.now();
      const wiped = await wipeManagedKeys(query, { managedIdentityId: id }, { at, actor: actor.userId });
      await store.updateIdentity(query, id, { deleted_at: at, updated_at: at });
      const entry = { action: "managed_identity.delete", ...targetOf(identity), before: identityImage(identity) };
      return { result: undefined, entries: [...wiped, entry] };
    });
  }

  async #see({ userId }: OrganizationActor, identities: readonly StoredIdentity[]): Promise<readonly SeenIdentity[]> {
    const { query } = this.#parts.database;
    const ids = identities.map(({ id }) => id);
    const counts = await countKeys(query, ids);
    const own = new Map((await listKeysOf(query, ids, userId)).map((key) => [key.managed_identity_id, key]));
    return identities.map((identity) => ({ identity, keysCount: counts.get(identity.id) ?? 0, ownKey: own.get(identity.id) }));
  }

  async #hold(query: Query, organizationId: number, id: ManagedIdentityId): Promise<StoredIdentity> {
    const found = await store.holdIdentity(query, this.#parts.database.engine, { organizationId, id });
    if (found === undefined) throw identityNotFound(id);
    return found;
  }

  async #refuseLedElsewhere(query: Query, old: StoredIdentity, next: StoredIdentity): Promise<void> {
    if (isSameWay(old, next) && old.platform === next.platform) return;
    const environments = await store.holdEnvironments(query, this.#parts.database.engine, old.id);
    if (old.platform !== next.platform) refuseUsed(old, environments);
    const ids = environments.map(({ id }) => id);
    const conflicts = [];
    for (const id of isSamePlace(old, next) ? await store.withoutOwnJumpHosts(query, ids) : ids) {
      const unfinished = await this.#parts.runs.listUnfinishedOf(query, { computeEnvId: id });
      conflicts.push(...unfinished.map((run) => ({ type: "workflow", id: run.id, name: run.run_name })));
    }
    if (conflicts.length === 0) return;
    const names = conflicts.slice(0, 5).map(({ name }) => name);
    throw new AppError("identity.in_use", `${old.name} is in use by unfinished runs: ${names.join(", ")}.`, { conflicts });
  }

  #change<Result>(actor: OrganizationActor, change: (query: Query) => Promise<Changed<Result>>): Promise<Result> {
    return changeOrganization(this.#parts, { actor, permission: "organization:write" }, change);
  }
}

function merge(old: StoredIdentity, wanted: Omit<UpdateManagedIdentityRequest, "lastUpdated">): StoredIdentity {
  const name = given(wanted.name) ?? old.name;
  if (name !== old.name) refuseBadName(name);
  const way = readManagedWay({
    hostName: given(wanted.hostName) ?? old.host,
    port: wanted.port ?? old.port,
    jumpHosts: wanted.jumpHosts ?? old.jumpHosts.map((jump) => ({ hostName: jump.host, port: jump.port })),
  });
  return { ...old, name, name_key: nameKey(name), platform: wanted.platform ?? old.platform, ...way };
}

function targetOf({ id, name }: StoredIdentity) {
  return { targetKind: "managed_identity", targetId: id, targetName: name };
}

function refuseUsed({ name }: StoredIdentity, environments: readonly { readonly id: string; readonly name: string }[]): void {
  if (environments.length === 0) return;
  const names = environments.slice(0, 5).map((environment) => environment.name);
  const conflicts = environments.map((environment) => ({ type: "computeEnv", ...environment }));
  throw new AppError("identity.in_use", `${name} is used by compute environments: ${names.join(", ")}.`, { conflicts });
}

function refuseBadName(name: string): void {
  const problem = entityNameProblem(name);
  if (problem !== undefined) throw new AppError("identity.name_invalid", problem, { fields: ["name"] });
}

async function refuseTaken(query: Query, organizationId: number, name: string): Promise<void> {
  if (!(await store.isNameTaken(query, organizationId, nameKey(name)))) return;
  throw new AppError("identity.name_taken", `A managed identity named ${name} already exists.`, { fields: ["name"] });
}
