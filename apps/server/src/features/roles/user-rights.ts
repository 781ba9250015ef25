import type { Database } from "@postern/database";
import { allPermissions, AppError, mayInOrganization, permissionsOf, toTeamId } from "@postern/domain";
import type { GrantedRole, OrganizationId, PermissionSet, UserId } from "@postern/domain";
import type { OrganizationActor, WorkspaceActor } from "../../http/caller.ts";
import type { AccessService, SourcedRole } from "../access/service.ts";
import type { MemberService, StoredMember } from "../members/service.ts";
import * as store from "./user-rights-store.ts";

/** A role by its name and permissions, and what gives it. */
export interface HeldRole {
  readonly name: string;
  readonly permissions: PermissionSet;
  readonly source: RoleSource;
}

export type RoleSource = SourcedRole["source"] | { readonly kind: "owner" };

export interface UserRights {
  readonly member: StoredMember;
  readonly roles: readonly HeldRole[];
}

export interface WorkspaceRightsOf {
  readonly workspaceId: number;
  readonly workspaceName: string;
  readonly roles: readonly HeldRole[];
}

export interface UserRightsParts {
  readonly database: Database;
  readonly access: AccessService;
  readonly members: MemberService;
}

/** What single people may do, and why: for those who look after them. */
export class UserRightsService {
  readonly #parts: UserRightsParts;

  constructor(parts: UserRightsParts) {
    this.#parts = parts;
  }

  /**
   * In one workspace. Whoever may see the workspace sees who may do what in it. Who belongs to the organization and takes no part there
   * is none of the business of a collaborator.
   *
   * @throws user.not_found also for somebody who does not belong to the organization.
   */
  async inWorkspace({ place, userId: askerId }: WorkspaceActor, userId: UserId): Promise<UserRights> {
    const { organizationId, workspaceId } = place;
    const member = await this.#getMember(organizationId, userId);
    const rights = await this.#parts.access.findRights(userId, workspaceId);
    const given = (rights?.roles ?? []).map(({ role, source }): HeldRole => ({ ...toHeld(role), source }));
    const roles = [...ownership(member), ...given];
    if (roles.length === 0 && !(await this.#seesPeople(organizationId, askerId))) throw notFound(userId);
    return { member, roles };
  }

  /**
   * In every workspace of an organization in which somebody takes part. For oneself, and for owners.
   *
   * @throws auth.permission_missing before anything is looked up · user.not_found
   */
  async inOrganization(
    { organization, userId }: OrganizationActor,
    ofUserId: UserId,
  ): Promise<{ readonly member: StoredMember; readonly workspaces: readonly WorkspaceRightsOf[] }> {
    const { organizationId, role, name } = organization;
    if (ofUserId !== userId && role !== "owner") {
      throw new AppError("auth.permission_missing", `You need the permission organization:write in the organization ${name}.`, {
        permission: "organization:write",
      });
    }
    const member = await this.#getMember(organizationId, ofUserId);
    return { member, workspaces: await this.#listRights(organizationId, member) };
  }

  async #listRights(organizationId: OrganizationId, member: StoredMember): Promise<readonly WorkspaceRightsOf[]> {
    const { query } = this.#parts.database;
    const grants = Map.groupBy(await store.listGrants(query, member.memberId), ({ workspaceId }) => workspaceId);
    const rights: WorkspaceRightsOf[] = [];
    for (const { id, name } of await store.listWorkspaces(query, organizationId)) {
      const held = await this.#resolve(organizationId, grants.get(id) ?? []);
      const roles = [...ownership(member), ...held];
      if (roles.length > 0) rights.push({ workspaceId: id, workspaceName: name, roles });
    }
    return rights;
  }

  async #resolve(organizationId: OrganizationId, grants: readonly store.StoredGrant[]): Promise<readonly HeldRole[]> {
    const { database, access } = this.#parts;
    const held: HeldRole[] = [];
    for (const grant of grants) {
      const role = await access.findRole(database.query, organizationId, grant.role);
      if (role !== undefined) held.push({ ...toHeld(role), source: sourceOf(grant) });
    }
    return held;
  }

  async #getMember(organizationId: OrganizationId, userId: UserId): Promise<StoredMember> {
    const member = await this.#parts.members.findMemberOfUser(this.#parts.database.query, organizationId, userId);
    if (member === undefined) throw notFound(userId);
    return member;
  }

  async #seesPeople(organizationId: OrganizationId, userId: UserId): Promise<boolean> {
    const asker = await this.#parts.members.findMemberOfUser(this.#parts.database.query, organizationId, userId);
    return asker !== undefined && mayInOrganization(asker.role, "organization_people:read");
  }
}

function notFound(userId: UserId): AppError {
  return new AppError("user.not_found", `User ${String(userId)} not found.`);
}

/** Owners of an organization may do everything in each of its workspaces, whatever else they were given there. */
function ownership({ role }: StoredMember): readonly HeldRole[] {
  return role === "owner" ? [{ name: "owner", permissions: allPermissions, source: { kind: "owner" } }] : [];
}

function toHeld(role: GrantedRole): Pick<HeldRole, "name" | "permissions"> {
  return { name: typeof role === "string" ? role : role.name, permissions: permissionsOf(role) };
}

function sourceOf({ team }: store.StoredGrant): RoleSource {
  return team === null ? { kind: "direct" } : { kind: "team", teamId: toTeamId(team.id), teamName: team.name };
}
