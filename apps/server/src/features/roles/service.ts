import type { Query } from "@postern/database";
import {
  AppError,
  builtInRoles,
  builtInRoleWords,
  isBuiltInRole,
  isPermission,
  nameKey,
  permissionCatalogue,
  permissionsOf,
  refuseBeyond,
  roleNameProblem,
} from "@postern/domain";
import type { BuiltInRole, Clock, DescribedPermission, GrantedRole, Limits, Permission, PermissionSet, TimeMs } from "@postern/domain";
import type { CreateRoleRequest, UpdateRoleRequest } from "@postern/contracts";
import type { OrganizationActor } from "../../http/caller.ts";
import type { OrganizationPlace } from "../../http/place.ts";
import type { Page, PageOf } from "../../read-page.ts";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import { changeOrganization } from "../access/service.ts";
import type { AccessService, Changed, ChangeParts } from "../access/service.ts";
import { readPermissions } from "../access/service.ts";
import * as store from "./store.ts";
import type { StoredRole } from "./store.ts";

export interface RoleParts extends ChangeParts<AccessService> {
  readonly clock: Clock;
  readonly limits: Limits;
}

export interface DescribedRole {
  readonly name: string;
  readonly description: string;
  readonly isBuiltIn: boolean;
  readonly permissions: PermissionSet;
  /** Null for a built-in role: it never changes. */
  readonly updatedAt: TimeMs | null;
}

export interface RoleSearch extends Page {
  /** Part of a name. */
  readonly name?: string;
  readonly type?: "predefined" | "custom";
}

/** A role as a participant has it: the word that is stored, and what it stands for. */
export interface ResolvedRole {
  readonly key: string;
  readonly name: string;
  readonly role: GrantedRole;
}

/**
 * Roles of workspaces: the built-in ones, which never change, and those that the owners of an organization make.
 *
 * INVARIANT: only owners of the organization make and change roles. They may do everything in each of its workspaces, so whoever
 * holds a role that grows never gets beyond the one who made it grow.
 */
export class RoleService {
  readonly #parts: RoleParts;

  constructor(parts: RoleParts) {
    this.#parts = parts;
  }

  /** The built-in roles, the highest first, then those of the organization by name. Without an organization the built-in ones only. */
  async list(
    organization: OrganizationPlace | undefined,
    { name = "", type, max, offset = 0 }: RoleSearch,
  ): Promise<PageOf<DescribedRole>> {
    const { query } = this.#parts.database;
    const made = organization === undefined ? [] : await store.listRoles(query, organization.organizationId);
    const all = [...(type === "custom" ? [] : builtInRoles.map(describeBuiltIn)), ...(type === "predefined" ? [] : made.map(describe))];
    const found = all.filter((role) => nameKey(role.name).includes(nameKey(name)));
    return { rows: found.slice(offset, max === undefined ? undefined : offset + max), total: found.length };
  }

  /** @throws role.not_found also for a role of another organization. */
  async get(organization: OrganizationPlace | undefined, name: string): Promise<DescribedRole> {
    const key = nameKey(name);
    if (isBuiltInRole(key)) return describeBuiltIn(key);
    if (organization === undefined) throw notFound(name);
    return describe(await getRole(this.#parts.database.query, organization.organizationId, name));
  }

  /** `name`: part of a name. */
  listPermissions(name = ""): readonly DescribedPermission[] {
    return permissionCatalogue.filter((permission) => permission.name.includes(nameKey(name)));
  }

  /** What somebody means who names a role in an organization. @throws role.not_found */
  async resolve(query: Query, organizationId: number, name: string): Promise<ResolvedRole> {
    const key = nameKey(name);
    const role = await this.#parts.access.findRole(query, organizationId, key);
    if (role === undefined) throw notFound(name);
    return { key, role, name: typeof role === "string" ? role : role.name };
  }

  /** @throws role.name_invalid · role.name_taken */
  async checkName({ organizationId }: OrganizationPlace, name: string): Promise<void> {
    refuseBadName(name);
    await refuseTaken(this.#parts.database.query, organizationId, name);
  }

  /** @throws role.name_invalid · role.name_taken · role.permission_unknown · organization.limit_reached */
  async create(actor: OrganizationActor, { name, description, permissions }: CreateRoleRequest): Promise<DescribedRole> {
    const { organizationId } = actor.organization;
    refuseBadName(name);
    const fields = toFields({ name, description, permissions: readWanted(permissions) });
    return this.#change(actor, async (query) => {
      await refuseTaken(query, organizationId, name);
      refuseBeyond(this.#parts.limits, "customRoles", (await store.listRoles(query, organizationId)).length);
      const at = this.#parts.clock.now();
      await store.insertRole(query, { ...fields, organization_id: organizationId, created_at: at, updated_at: at });
      const role = await getRole(query, organizationId, name);
      return { result: describe(role), entries: [{ action: "role.create", ...targetOf(role), after: imageOf(role) }] };
    });
  }

  /**
   * Whoever has the role may do the new things at once. Name and permissions stay when they are left out.
   *
   * @throws role.built_in · role.not_found · request.outdated, and as `create`
   */
  async update(actor: OrganizationActor, roleName: string, wanted: UpdateRoleRequest): Promise<void> {
    const { organizationId } = actor.organization;
    refuseBuiltIn(roleName);
    if (wanted.name !== undefined) refuseBadName(wanted.name);
    const permissions = wanted.permissions && readWanted(wanted.permissions);
    return this.#change(actor, async (query) => {
      const old = await getRole(query, organizationId, roleName);
      refuseOutdated(old.updated_at, wanted.lastUpdated);
      const { name = old.name, description } = wanted;
      const fields = toFields({ name, description, permissions: permissions ?? readPermissions(old.permissions) });
      const [before, after] = [imageOf(old), imageOf({ ...old, ...fields })];
      if (JSON.stringify(before) === JSON.stringify(after)) return { result: undefined, entries: [] };
      if (fields.name_key !== old.name_key) await refuseTaken(query, organizationId, name);
      await store.updateRole(query, old.id, { ...fields, updated_at: laterThan(old.updated_at, this.#parts.clock.now()) });
      await store.moveHolders(query, organizationId, { from: old.name_key, to: fields.name_key });
      return { result: undefined, entries: [{ action: "role.update", ...targetOf(old), before, after }] };
    });
  }

  /** @throws role.built_in · role.not_found · role.in_use */
  async remove(actor: OrganizationActor, roleName: string): Promise<void> {
    const { organizationId } = actor.organization;
    refuseBuiltIn(roleName);
    return this.#change(actor, async (query) => {
      const role = await getRole(query, organizationId, roleName);
      await refuseHeld(query, role);
      await store.deleteRole(query, role.id);
      return { result: undefined, entries: [{ action: "role.delete", ...targetOf(role), before: imageOf(role) }] };
    });
  }

  #change<Result>(actor: OrganizationActor, change: (query: Query) => Promise<Changed<Result>>): Promise<Result> {
    return changeOrganization(this.#parts, { actor, permission: "organization:write" }, change);
  }
}

function describeBuiltIn(name: BuiltInRole): DescribedRole {
  return { name, description: builtInRoleWords[name], isBuiltIn: true, permissions: permissionsOf(name), updatedAt: null };
}

function describe({ name, description, permissions, updated_at: updatedAt }: StoredRole): DescribedRole {
  return { name, description, isBuiltIn: false, permissions: readPermissions(permissions), updatedAt };
}

async function getRole(query: Query, organizationId: number, name: string): Promise<StoredRole> {
  const role = await store.findRole(query, organizationId, nameKey(name));
  if (role === undefined) throw notFound(name);
  return role;
}

function toFields({ name, description, permissions }: { name: string; description: string; permissions: PermissionSet }): store.RoleFields {
  return { name, name_key: nameKey(name), description, permissions: JSON.stringify([...permissions].sort()) };
}

/** @throws role.permission_unknown · request.invalid for none at all: nobody could use such a role for anything. */
function readWanted(words: readonly string[]): PermissionSet {
  const fields = ["permissions"];
  const unknown = words.find((word) => !isPermission(word));
  if (unknown !== undefined) throw new AppError("role.permission_unknown", `Permission ${unknown} not found.`, { fields });
  if (words.length === 0) throw new AppError("request.invalid", "A role needs at least one permission.", { fields });
  return new Set(words.filter(isPermission));
}

function targetOf({ id, name }: StoredRole) {
  return { targetKind: "role", targetId: String(id), targetName: name };
}

function imageOf({ name, description, permissions }: StoredRole) {
  return { name, description, permissions: JSON.parse(permissions) as readonly Permission[] };
}

function refuseBadName(name: string): void {
  const problem = roleNameProblem(name);
  if (problem !== undefined) throw new AppError("role.name_invalid", problem, { fields: ["name"] });
}

async function refuseTaken(query: Query, organizationId: number, name: string): Promise<void> {
  if ((await store.findRole(query, organizationId, nameKey(name))) === undefined) return;
  throw new AppError("role.name_taken", `A role named ${name} already exists.`, { fields: ["name"] });
}

function refuseBuiltIn(name: string): void {
  if (isBuiltInRole(nameKey(name))) throw new AppError("role.built_in", `The role ${nameKey(name)} is built in and never changes.`);
}

async function refuseHeld(query: Query, { organization_id: organizationId, name, name_key: key }: StoredRole): Promise<void> {
  const holders = await store.listHolders(query, organizationId, key);
  if (holders.length === 0) return;
  const conflicts = holders.map(({ participantId, userName, teamName, workspaceName }) => ({
    type: "participant",
    id: String(participantId),
    name: `${userName ?? `team ${String(teamName)}`} in ${workspaceName}`,
  }));
  const names = conflicts.map((conflict) => conflict.name).join(", ");
  throw new AppError("role.in_use", `The role ${name} is held by ${names}.`, { conflicts });
}

function notFound(name: string): AppError {
  return new AppError("role.not_found", `Role ${name} not found.`, { fields: ["role"] });
}
