import type { CreateOrganizationRequest, UpdateOrganizationRequest } from "@postern/contracts";
import { isUniqueViolation } from "@postern/database";
import type { Query } from "@postern/database";
import { AppError, nameKey } from "@postern/domain";
import type { Clock, Limits, OrganizationRole, UserId } from "@postern/domain";
import type { Caller, OrganizationActor } from "../../http/caller.ts";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import { changeOrganization } from "../access/service.ts";
import type { AccessService, ChangeParts } from "../access/service.ts";
import { requireAvatar } from "../avatars/service.ts";
import type { RemoveManagedIdentities } from "../managed-identities/wipe-keys.ts";
import type { WorkspaceService } from "../workspaces/service.ts";
import { imageOf, mergeWords, newWords, refuseBadName, toFields } from "./fields.ts";
import type { OrganizationWords } from "./fields.ts";
import * as store from "./store.ts";
import type { OrganizationOf } from "./store.ts";

export type { OrganizationOf } from "./store.ts";

export interface OrganizationParts extends ChangeParts<AccessService> {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly founders: "everybody" | "administrators";
  readonly workspaces: Pick<WorkspaceService, "listOwnPlaces" | "removeAll">;
  readonly removeManagedIdentities: RemoveManagedIdentities;
}

/** Organizations: whoever founds one owns it, and owners change it. */
export class OrganizationService {
  readonly #parts: OrganizationParts;

  constructor(parts: OrganizationParts) {
    this.#parts = parts;
  }

  get limits(): Limits {
    return this.#parts.limits;
  }

  /** Those of the caller, of one role when it is named. A token that is bound to workspaces knows of no others than theirs. */
  async list(caller: Caller, role: OrganizationRole | undefined): Promise<readonly OrganizationOf[]> {
    const all = await store.listOwnOrganizations(this.#parts.database.query, caller.userId);
    const wanted = role === undefined ? all : all.filter(({ memberRole }) => memberRole === role);
    if (caller.kind !== "token" || caller.boundTo === null) return wanted;
    const reached = new Set((await this.#parts.workspaces.listOwnPlaces(caller)).map(({ organization }) => organization.id));
    return wanted.filter(({ id }) => reached.has(id));
  }

  /** @throws organization.not_found when it was deleted just now. */
  get({ userId, organization }: OrganizationActor): Promise<OrganizationOf> {
    return getOrganization(this.#parts.database.query, organization.organizationId, userId);
  }

  /** @throws organization.name_invalid · organization.name_taken */
  async checkName(name: string): Promise<void> {
    refuseBadName(name, "name");
    await refuseTaken(this.#parts.database.query, name, "name");
  }

  /** Whether somebody may create organizations here, for pages that would rather say so than refuse. */
  mayFound(isAdministrator: boolean): boolean {
    return this.#parts.founders === "everybody" || isAdministrator;
  }

  /** @throws organization.founding_closed · organization.name_invalid · organization.name_taken · request.invalid */
  async create(caller: Caller, { organization, logoId }: CreateOrganizationRequest): Promise<OrganizationOf> {
    if (!this.mayFound(caller.kind !== "run" && caller.isAdministrator)) throw foundingClosed();
    const words = newWords({ ...organization, logoId: logoId ?? null });
    const { userId } = caller;
    const founded = await this.#unlessTaken({ name: words.name, field: "organization.name" }, () =>
      this.#parts.database.transaction(({ query }) => this.#found(query, words, userId)),
    );
    await this.#parts.access.changed({ userIds: [userId] });
    return founded;
  }

  /**
   * What is left out or null stays as it is, and an empty text takes it away, where it may be missing.
   *
   * @throws organization.name_invalid · organization.name_taken · request.invalid · request.outdated
   */
  update(actor: OrganizationActor, request: UpdateOrganizationRequest): Promise<void> {
    const change = () =>
      changeOrganization(this.#parts, { actor, permission: "organization:write" }, async (query) => {
        const old = await getOrganization(query, actor.organization.organizationId, actor.userId);
        refuseOutdated(old.updated_at, request.lastUpdated);
        const words = mergeWords(old, request);
        const [before, after] = [imageOf(old), imageOf(words)];
        if (JSON.stringify(before) === JSON.stringify(after)) return { result: undefined, entries: [] };
        const fields = toFields(words, laterThan(old.updated_at, this.#parts.clock.now()));
        if (fields.name_key !== old.name_key) await refuseTaken(query, words.name, "name");
        if (words.logo_id !== old.logo_id) await requireAvatar(query, words.logo_id, "logoId");
        await store.updateOrganization(query, old.id, fields);
        return { result: undefined, entries: [{ action: "organization.update", ...targetOf(old.id, words), before, after }] };
      });
    return this.#unlessTaken({ name: request.name ?? "", field: "name" }, change);
  }

  /**
   * With all its workspaces; every secret in them is wiped. What happened in it stays in the audit trail, and its name is free again.
   *
   * @throws organization.in_use with the runs that have not ended
   */
  remove(actor: OrganizationActor): Promise<void> {
    const { userId, organization } = actor;
    return changeOrganization(this.#parts, { actor, permission: "organization:write" }, async (query) => {
      const old = await getOrganization(query, organization.organizationId, userId);
      const at = laterThan(old.updated_at, this.#parts.clock.now());
      const emptied = await this.#parts.workspaces.removeAll(query, old.id, userId);
      const entries = [...emptied, ...(await this.#parts.removeManagedIdentities(query, old.id, { at, actor: userId }))];
      await store.markOrganizationDeleted(query, old.id, at);
      const gone = { action: "organization.delete", ...targetOf(old.id, old), before: imageOf(old) };
      return { result: undefined, entries: [...entries, gone] };
    });
  }

  async #found(query: Query, words: OrganizationWords, userId: UserId): Promise<OrganizationOf> {
    const { access, audit, clock } = this.#parts;
    // Somebody who is removed at this moment must not own anything afterwards.
    await access.holdHome(query, { kind: "personal", userId });
    await refuseTaken(query, words.name, "organization.name");
    await requireAvatar(query, words.logo_id, "logoId");
    const at = clock.now();
    const organizationId = await store.insertOrganization(query, { ...toFields(words, at), created_at: at, deleted_at: null });
    await store.insertMember(query, { organization_id: organizationId, user_id: userId, role: "owner", created_at: at });
    const founded = await getOrganization(query, organizationId, userId);
    const entry = { action: "organization.create", ...targetOf(organizationId, words), after: imageOf(words), detail: { owner: userId } };
    await audit.record(query, { actor: userId, organizationId, ...entry });
    return founded;
  }

  // Two people who want one name at once both find it free; the database lets one of them through.
  async #unlessTaken<Result>(
    { name, field }: { readonly name: string; readonly field: string },
    act: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw nameTaken(name, field);
    }
  }
}

async function getOrganization(query: Query, id: number, userId: UserId): Promise<OrganizationOf> {
  const found = await store.findOrganization(query, id, userId);
  if (found !== undefined) return found;
  throw new AppError("organization.not_found", `Organization ${String(id)} not found.`);
}

function foundingClosed(): AppError {
  return new AppError("organization.founding_closed", "Only administrators of this server may create organizations.");
}

async function refuseTaken(query: Query, name: string, field: string): Promise<void> {
  if (await store.isNameTaken(query, nameKey(name))) throw nameTaken(name, field);
}

function nameTaken(name: string, field: string): AppError {
  return new AppError("organization.name_taken", `An organization named ${name} already exists.`, { fields: [field] });
}

function targetOf(id: number, { name }: { readonly name: string }) {
  return { targetKind: "organization", targetId: String(id), targetName: name };
}
