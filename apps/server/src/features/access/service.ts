import type { Database, Query } from "@postern/database";
import {
  AppError,
  effectivePermissions,
  isBuiltInRole,
  isPermission,
  noPermissions,
  toOrganizationId,
  toTeamId,
  toUserId,
  toWorkspaceId,
} from "@postern/domain";
import type { Clock, GrantedRole, OrganizationRole, Permission, PermissionSet, TeamId, TimeMs, UserId, WorkspaceId } from "@postern/domain";
import type { Home } from "../../home.ts";
import type { OrganizationPlace, PlaceFinder, WorkspacePlace } from "../../http/place.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { unlessStorageFails } from "../../unless-storage-fails.ts";
import * as store from "./store.ts";

export { changeOrganization, changeWorkspace } from "./change-organization.ts";
export type { Changed, ChangeParts, WorkspaceChange } from "./change-organization.ts";

/** Every request asks; what changes meanwhile, here or on another server, counts after this long at the latest. */
const rememberMs = 1000;
/** Far more people than look at once; then it starts anew. */
const maxRemembered = 10_000;

export interface AccessParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly live: LiveEvents;
}

/** Whom a change of access concerns: everybody in an organization, single people, or both. */
export interface AccessChange {
  readonly organizationId?: number;
  /** Those who are not in the organization any more, or not through one. */
  readonly userIds?: readonly UserId[];
}

/** A role that somebody has in a workspace, and where it comes from. */
export interface SourcedRole {
  readonly role: GrantedRole;
  readonly source: { readonly kind: "direct" } | { readonly kind: "team"; readonly teamId: TeamId; readonly teamName: string };
}

export interface WorkspaceRights {
  readonly organizationRole: OrganizationRole;
  readonly roles: readonly SourcedRole[];
  readonly permissions: PermissionSet;
}

export interface WorkspaceNames {
  readonly orgName: string;
  readonly workspaceName: string;
}

type Remembered = WorkspacePlace | OrganizationPlace | WorkspaceNames;

/** What a person may do where. The one place that reads memberships for that purpose; others change them and call `forget`. */
export class AccessService implements PlaceFinder {
  readonly #parts: AccessParts;
  readonly #remembered = new Map<string, { readonly until: TimeMs; readonly place: Promise<Remembered | undefined> }>();

  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  findWorkspace(userId: number, workspaceId: number): Promise<WorkspacePlace | undefined> {
    return this.#remember(`w ${String(userId)} ${String(workspaceId)}`, () => this.#lookUpWorkspace(userId, workspaceId));
  }

  findOrganization(userId: number, organizationId: number): Promise<OrganizationPlace | undefined> {
    return this.#remember(`o ${String(userId)} ${String(organizationId)}`, () => this.#lookUpOrganization(userId, organizationId));
  }

  /** What a workspace and its organization are called. `undefined` when it is gone. */
  findNames(workspaceId: number): Promise<WorkspaceNames | undefined> {
    return this.#remember(`n ${String(workspaceId)}`, async () => {
      const found = await store.findWorkspace(this.#parts.database.query, workspaceId);
      return found && { orgName: found.organization.name, workspaceName: found.workspace.name };
    });
  }

  /** Where somebody takes part; owners of an organization take part everywhere in it. Never remembered. */
  async listWorkspaceIds(userId: UserId, query: Query = this.#parts.database.query): Promise<readonly WorkspaceId[]> {
    return (await store.listWorkspaceIds(query, userId)).map(toWorkspaceId);
  }

  /** Where somebody may do something now. Never remembered. */
  async listWorkspaceIdsWith(userId: UserId, permission: Permission): Promise<readonly WorkspaceId[]> {
    const ids = await this.listWorkspaceIds(userId);
    const rights = await Promise.all(ids.map((id) => this.findRights(userId, id)));
    return ids.filter((_id, index) => rights[index]?.permissions.has(permission));
  }

  /**
   * The rights of one person in one workspace as they are now, inside a transaction if one is given. `undefined`: the workspace is
   * gone, or the person does not belong to its organization.
   */
  async findRights(userId: number, workspaceId: number, query: Query = this.#parts.database.query): Promise<WorkspaceRights | undefined> {
    const found = await store.findWorkspace(query, workspaceId);
    if (found === undefined) return undefined;
    const organizationId = found.organization.id;
    const member = await store.findMember(query, { organizationId, userId });
    if (member === undefined) return undefined;
    const grants = await store.listGrants(query, workspaceId, member.id);
    const roles: SourcedRole[] = [];
    for (const grant of grants) {
      const role = await this.findRole(query, organizationId, grant.role);
      if (role !== undefined) roles.push({ role, source: sourceOf(grant) });
    }
    const isOrganizationOwner = member.role === "owner";
    const permissions = effectivePermissions({ isOrganizationOwner, roles: roles.map(({ role }) => role) });
    return { organizationRole: member.role, roles, permissions };
  }

  /** What stands behind the stored word for a role; `undefined` for a custom role that is gone: then it gives nothing. */
  async findRole(query: Query, organizationId: number, key: string): Promise<GrantedRole | undefined> {
    if (isBuiltInRole(key)) return key;
    const row = await store.findCustomRole(query, organizationId, key);
    return row === undefined ? undefined : { name: row.name, permissions: readPermissions(row.permissions) };
  }

  /** Whether somebody takes part in a workspace now: by a role there, or as an owner of its organization. */
  async takesPart(userId: number, workspaceId: number): Promise<boolean> {
    const rights = await this.findRights(userId, workspaceId);
    return rights !== undefined && rights.permissions.size > 0;
  }

  /**
   * Before something is put there, in the same transaction: what is being deleted meanwhile would keep it for ever.
   * Deleting must begin with the row itself (an update locks it) and look at what is in it afterwards.
   *
   * @throws workspace.not_found · user.not_found
   */
  async holdHome(query: Query, home: Home): Promise<void> {
    const { engine } = this.#parts.database;
    if (home.kind === "workspace") {
      if (await store.holdWorkspace(query, engine, home.workspaceId)) return;
      throw workspaceNotFound(home.workspaceId);
    }
    if (!(await store.holdPerson(query, engine, home.userId))) throw new AppError("user.not_found", "There is no such user.");
  }

  /**
   * Until this transaction ends, nobody else deletes or renames the organization, or adds to it or counts what is in it: everybody
   * who changes it, its people, teams, roles, workspaces or participants asks this first, before any other row is held. Who
   * needs several takes them in the order of their ids.
   *
   * @throws organization.not_found also when it was deleted meanwhile.
   */
  async holdOrganization(query: Query, organizationId: number): Promise<store.StoredOrganization> {
    const found = await store.holdOrganization(query, this.#parts.database.engine, organizationId);
    if (found !== undefined) return found;
    throw new AppError("organization.not_found", `Organization ${String(organizationId)} not found.`);
  }

  /**
   * The same for a workspace and its organization: for what changes or deletes it.
   *
   * @throws workspace.not_found also when it was deleted meanwhile.
   */
  async holdWorkspace(query: Query, workspaceId: number): Promise<store.WorkspaceOfOrganization> {
    const { engine } = this.#parts.database;
    const seen = await store.findWorkspace(query, workspaceId);
    const organization = seen && (await store.holdOrganization(query, engine, seen.organization.id));
    const workspace = organization && (await store.holdWorkspaceAlone(query, engine, workspaceId));
    if (organization === undefined || workspace === undefined) throw workspaceNotFound(workspaceId);
    return { workspace, organization };
  }

  /**
   * To be said after the commit of every change of who belongs where, what a place is called, or which role may do what: the next
   * request is judged anew, and open pages of the people concerned look again.
   */
  async changed({ organizationId, userIds = [] }: AccessChange): Promise<void> {
    this.forget();
    this.#tell(userIds);
    if (organizationId === undefined) return;
    // The change is stored. That pages may be late to notice is no reason to call it failed.
    await unlessStorageFails(this.#tellPeopleOf(organizationId, userIds));
  }

  forget(): void {
    this.#remembered.clear();
  }

  async #tellPeopleOf(organizationId: number, known: readonly UserId[]): Promise<void> {
    const people = await store.listPeople(this.#parts.database.query, organizationId);
    this.#tell(people.map(toUserId).filter((userId) => !known.includes(userId)));
  }

  #tell(userIds: readonly UserId[]): void {
    for (const userId of new Set(userIds)) this.#parts.live.publish({ userId }, { type: "access" });
  }

  async #lookUpWorkspace(userId: number, workspaceId: number): Promise<WorkspacePlace | undefined> {
    const { query } = this.#parts.database;
    const found = await store.findWorkspace(query, workspaceId);
    if (found === undefined) return undefined;
    const { workspace, organization } = found;
    const rights = await this.findRights(userId, workspaceId);
    if (rights === undefined) return undefined;
    const permissions = seenBy(rights, workspace.visibility);
    if (permissions.size === 0) return undefined;
    return {
      kind: "workspace",
      workspaceId: toWorkspaceId(workspace.id),
      organizationId: toOrganizationId(organization.id),
      name: `${organization.name}/${workspace.name}`,
      permissions,
      launchersEndRuns: workspace.launchers_end_runs === 1,
    };
  }

  async #lookUpOrganization(userId: number, id: number): Promise<OrganizationPlace | undefined> {
    const { query } = this.#parts.database;
    const organization = await store.findOrganization(query, id);
    if (organization === undefined) return undefined;
    const organizationId = toOrganizationId(organization.id);
    const member = await store.findMember(query, { organizationId, userId });
    const place = { kind: "organization", organizationId, name: organization.name } as const;
    if (member !== undefined) return { ...place, role: member.role };
    // Administrators of the server look after organizations; what is in the workspaces is none of their business.
    return (await store.isAdministrator(query, userId)) ? { ...place, role: undefined } : undefined;
  }

  #remember<Found extends Remembered>(key: string, lookUp: () => Promise<Found | undefined>): Promise<Found | undefined> {
    const now = this.#parts.clock.now();
    const known = this.#remembered.get(key);
    // The key tells the kind of what is asked, so what was stored under it is of that kind.
    if (known !== undefined && known.until > now) return known.place as Promise<Found | undefined>;
    if (this.#remembered.size >= maxRemembered) this.#remembered.clear();
    const place = lookUp();
    this.#remembered.set(key, { until: now + rememberMs, place });
    // A storage that was away for a moment must not be remembered as an answer.
    place.catch(() => this.#remembered.delete(key));
    return place;
  }
}

function workspaceNotFound(workspaceId: number): AppError {
  return new AppError("workspace.not_found", `Workspace ${String(workspaceId)} not found.`, { fields: ["workspaceId"] });
}

// Members who take no part in a shared workspace still see its pipelines.
const shared: PermissionSet = new Set(["pipeline:read"]);

function seenBy({ permissions, organizationRole }: WorkspaceRights, visibility: "PRIVATE" | "SHARED"): PermissionSet {
  if (permissions.size > 0) return permissions;
  return visibility === "SHARED" && organizationRole === "member" ? shared : noPermissions;
}

/** A word that is no permission, as of an older version, gives nothing. */
export function readPermissions(stored: string): PermissionSet {
  return new Set((JSON.parse(stored) as string[]).filter(isPermission));
}

function sourceOf({ teamId, teamName }: store.StoredGrant): SourcedRole["source"] {
  if (teamId === null || teamName === null) return { kind: "direct" };
  return { kind: "team", teamId: toTeamId(teamId), teamName };
}
