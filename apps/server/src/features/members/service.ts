import type { Query } from "@postern/database";
import { AppError, refuseBeyond, toMemberId, toUserId } from "@postern/domain";
import type { Clock, Limits, MemberId, OrganizationRole, UserId } from "@postern/domain";
import type { OrganizationActor } from "../../http/caller.ts";
import type { OrganizationPlace } from "../../http/place.ts";
import type { Page, PageOf } from "../../read-page.ts";
import { changeOrganization } from "../access/service.ts";
import type { AccessService, Changed, ChangeParts } from "../access/service.ts";
import type { InvitedAccount } from "../users/invitation.ts";
import type { UseLimitService } from "../use-limits/service.ts";
import type { UserService } from "../users/service.ts";
import type { WipeManagedKeys } from "../managed-identities/wipe-keys.ts";
import { findOrInvite, findPerson, invite, personNotFound } from "./person.ts";
import type { FoundPerson, NamedPerson } from "./person.ts";
import * as store from "./store.ts";
import type { StoredMember } from "./store.ts";

export type { StoredMember } from "./store.ts";

export interface MemberParts extends ChangeParts<AccessService> {
  readonly clock: Clock;
  readonly users: Pick<UserService, "inviteAccount">;
  readonly limits: Limits;
  readonly useLimits: UseLimitService;
  readonly wipeManagedKeys: WipeManagedKeys;
}

export interface MemberSearch extends Page {
  /** The beginning of a user name or of an address. */
  readonly search?: string;
}

export interface InvitedMember {
  readonly member: StoredMember;
  /** Null for somebody who can sign in already. */
  readonly invitation: InvitedAccount["invitation"];
}

interface Joining {
  readonly organizationId: number;
  readonly person: FoundPerson;
  readonly role: OrganizationRole;
}

/** People in organizations. Owners change them; collaborators come in by being let into a workspace. */
export class MemberService {
  readonly #parts: MemberParts;

  constructor(parts: MemberParts) {
    this.#parts = parts;
  }

  listMembers({ organizationId }: OrganizationPlace, { search = "", ...page }: MemberSearch): Promise<PageOf<StoredMember>> {
    return store.listMembers(this.#parts.database.query, { organizationId, roles: ["owner", "member"], search }, page);
  }

  listCollaborators({ organizationId }: OrganizationPlace, { search = "", ...page }: MemberSearch): Promise<PageOf<StoredMember>> {
    return store.listMembers(this.#parts.database.query, { organizationId, roles: ["collaborator"], search }, page);
  }

  /** Of a team that is in the organization. */
  listOfTeam(
    team: { readonly organizationId: number; readonly teamId: number; readonly search: string },
    page: Page,
  ): Promise<PageOf<StoredMember>> {
    return store.listTeamMembers(this.#parts.database.query, team, page);
  }

  /**
   * Somebody becomes a member, a collaborator too. An address that nobody has is invited.
   *
   * @throws member.exists · user.not_found · organization.limit_reached
   */
  add(actor: OrganizationActor, name: string): Promise<StoredMember> {
    const { organizationId } = actor.organization;
    return changeOrganization(this.#parts, { actor, permission: "organization:write" }, async (query) => {
      const person = await findOrInvite(query, { name, field: "user", by: actor.userId }, this.#parts);
      const known = await store.findMemberOfUser(query, organizationId, person.userId);
      if (known === undefined) return this.#join(query, { organizationId, person, role: "member" });
      if (known.role === "collaborator") return this.#setRole(query, known, "member");
      throw alreadyMember(known, { name: actor.organization.name, field: "user" });
    });
  }

  /**
   * The same for a person who may have no account yet, with the link at which they choose a password. Asked again for somebody who
   * has not done so, it gives a new link.
   *
   * @throws member.exists · request.invalid · organization.limit_reached
   */
  invite(actor: OrganizationActor, { email, role }: { readonly email: string; readonly role: OrganizationRole }): Promise<InvitedMember> {
    const { organizationId, name } = actor.organization;
    return changeOrganization(this.#parts, { actor, permission: "organization:write" }, async (query) => {
      const person = await invite(this.#parts.users.inviteAccount(query, { email, by: actor.userId }), "email");
      const { invitation } = person;
      const known = await store.findMemberOfUser(query, organizationId, person.userId);
      if (known !== undefined && invitation === null) throw alreadyMember(known, { name, field: "email" });
      if (known !== undefined) return { result: { member: known, invitation }, entries: person.entries };
      const joined = await this.#join(query, { organizationId, person, role });
      return { ...joined, result: { member: joined.result, invitation } };
    });
  }

  /** @throws member.not_found · member.last_owner */
  async changeRole(actor: OrganizationActor, id: MemberId, role: OrganizationRole): Promise<void> {
    await changeOrganization(this.#parts, { actor, permission: "organization:write" }, async (query) => {
      const member = await getMember(query, actor.organization.organizationId, id);
      if (member.role === role) return { result: member, entries: [] };
      await refuseLastOwner(query, actor.organization, member);
      return this.#setRole(query, member, role);
    });
  }

  /**
   * Takes somebody out of an organization, with all that they had in its teams and workspaces. What they made there stays.
   *
   * @throws member.not_found · member.last_owner
   */
  remove(actor: OrganizationActor, id: MemberId): Promise<void> {
    const { organization } = actor;
    return changeOrganization(this.#parts, { actor, permission: "organization:write" }, async (query) =>
      this.#remove(query, actor, await getMember(query, organization.organizationId, id)),
    );
  }

  /** @throws member.last_owner */
  leave(actor: OrganizationActor): Promise<void> {
    const { organization, userId } = actor;
    return changeOrganization(this.#parts, { actor, permission: "organization_self:delete" }, async (query) => {
      const member = await store.findMemberOfUser(query, organization.organizationId, userId);
      if (member === undefined) throw notFound("You");
      return this.#remove(query, actor, member);
    });
  }

  /** Of an organization that the caller holds. @throws member.not_found */
  getMember(query: Query, organizationId: number, id: MemberId): Promise<StoredMember> {
    return getMember(query, organizationId, id);
  }

  /** The same by user name or address. @throws user.not_found */
  async getMemberNamed(query: Query, organizationId: number, person: NamedPerson): Promise<StoredMember> {
    const userId = await findPerson(query, person);
    const member = await store.findMemberOfUser(query, organizationId, userId);
    if (member === undefined) throw personNotFound(person);
    return member;
  }

  findMemberOfUser(query: Query, organizationId: number, userId: UserId): Promise<StoredMember | undefined> {
    return store.findMemberOfUser(query, organizationId, userId);
  }

  /**
   * The same, and who does not belong to the organization becomes a collaborator of it, invited if need be. What has changed is in
   * `entries`, for the caller to record.
   *
   * @throws user.not_found · organization.limit_reached
   */
  async ensureMember(query: Query, organizationId: number, person: NamedPerson & { readonly by: UserId }): Promise<Changed<StoredMember>> {
    const found = await findOrInvite(query, person, this.#parts);
    const known = await store.findMemberOfUser(query, organizationId, found.userId);
    if (known !== undefined) return { result: known, entries: found.entries };
    return this.#join(query, { organizationId, person: found, role: "collaborator" });
  }

  /**
   * For an organization that the caller holds and that nobody owns: somebody becomes its owner. What has changed is in `entries`, for
   * the caller to record.
   *
   * @throws organization.limit_reached
   */
  async makeOwner(query: Query, organizationId: number, userId: UserId): Promise<Changed<StoredMember>> {
    const known = await store.findMemberOfUser(query, organizationId, userId);
    if (known !== undefined) return this.#setRole(query, known, "owner");
    return this.#join(query, { organizationId, person: { userId, entries: [] }, role: "owner" });
  }

  /**
   * To be called in the transaction in which people lost their part in workspaces: what is limited to named people there names them no
   * longer, so that somebody who comes back later starts without it.
   */
  async forgetLostPlaces(query: Query, organizationId: number, userIds: readonly number[]): Promise<void> {
    const { access, useLimits } = this.#parts;
    for (const userId of await useLimits.listNamed(query, userIds)) {
      const keptWorkspaceIds = await access.listWorkspaceIds(userId, query);
      await useLimits.forgetPerson(query, { organizationId, userId, keptWorkspaceIds });
    }
  }

  async #join(query: Query, { organizationId, person, role }: Joining): Promise<Changed<StoredMember>> {
    refuseBeyond(this.#parts.limits, "members", await store.countMembers(query, organizationId));
    const { userId } = person;
    const at = this.#parts.clock.now();
    const id = await store.insertMember(query, { organization_id: organizationId, user_id: userId, role, created_at: at });
    const member = await getMember(query, organizationId, toMemberId(id));
    const entry = { action: "member.create", ...targetOf(member), after: { role } };
    return { result: member, entries: [...person.entries, entry] };
  }

  async #setRole(query: Query, member: StoredMember, role: OrganizationRole): Promise<Changed<StoredMember>> {
    await store.setMemberRole(query, member.memberId, role);
    const entry = { action: "member.change_role", ...targetOf(member), before: { role: member.role }, after: { role } };
    return { result: { ...member, role }, entries: [entry] };
  }

  async #remove(query: Query, { organization, userId: by }: OrganizationActor, member: StoredMember): Promise<Changed<void>> {
    await refuseLastOwner(query, organization, member);
    await store.deleteMember(query, member.memberId);
    await this.#parts.useLimits.forgetPerson(query, { organizationId: organization.organizationId, userId: member.userId });
    const whose = { organizationId: organization.organizationId, userId: member.userId };
    const wiped = await this.#parts.wipeManagedKeys(query, whose, { at: this.#parts.clock.now(), actor: by });
    const entry = { action: "member.delete", ...targetOf(member), before: { role: member.role } };
    return { result: undefined, entries: [...wiped, entry], gone: [toUserId(member.userId)] };
  }
}

function targetOf({ memberId, userId, userName }: StoredMember) {
  return { targetKind: "member", targetId: String(memberId), targetName: userName, detail: { userId } };
}

async function getMember(query: Query, organizationId: number, id: MemberId): Promise<StoredMember> {
  const member = await store.findMember(query, organizationId, id);
  if (member === undefined) throw notFound(`Member ${String(id)}`);
  return member;
}

function alreadyMember({ userName }: StoredMember, { name, field }: { readonly name: string; readonly field: string }): AppError {
  return new AppError("member.exists", `${userName} is already a member of ${name}.`, { fields: [field] });
}

function notFound(what: string): AppError {
  return new AppError("member.not_found", `${what} not found.`);
}

/** For whoever is about to be taken out or lowered, with the organization held. */
async function refuseLastOwner(query: Query, { organizationId, name }: OrganizationPlace, { role, userName }: StoredMember): Promise<void> {
  if (role !== "owner" || (await store.countMembers(query, organizationId, "owner")) > 1) return;
  throw new AppError("member.last_owner", `${userName} is the last owner of ${name}. Make somebody else an owner first.`);
}
