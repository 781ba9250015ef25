import type { Query } from "@postern/database";
import { AppError, canGrant, missingToGrant, noPermissions, refuseBeyond, toMemberId, toParticipantId, toTeamId } from "@postern/domain";
import type { Clock, GrantedRole, Limits, ParticipantId, PermissionSet, UserId } from "@postern/domain";
import type { AddParticipantRequest } from "@postern/contracts";
import type { WorkspaceActor } from "../../http/caller.ts";
import type { WorkspacePlace } from "../../http/place.ts";
import type { Page, PageOf } from "../../read-page.ts";
import { changeWorkspace } from "../access/service.ts";
import type { AccessService, Changed, ChangeParts, WorkspaceChange } from "../access/service.ts";
import type { MemberService } from "../members/service.ts";
import type { RoleService } from "../roles/service.ts";
import type { TeamService } from "../teams/service.ts";
import { readNewcomer } from "./newcomer.ts";
import type { Newcomer } from "./newcomer.ts";
import * as store from "./store.ts";
import type { StoredParticipant } from "./store.ts";

export type { StoredParticipant } from "./store.ts";

export interface ParticipantParts extends ChangeParts<AccessService> {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly members: MemberService;
  readonly teams: TeamService;
  readonly roles: RoleService;
}

export interface ParticipantSearch extends Page {
  readonly search?: string;
}

/** What a newcomer gets, until somebody gives them another role. */
const firstRole = "launch";

/** Who is let in, as the row of a participant names them. */
type Identity = Pick<StoredParticipant, "memberId" | "teamId">;

/** Who takes part in workspaces. Nobody gives, changes or takes away a role that may do more than they may themselves. */
export class ParticipantService {
  readonly #parts: ParticipantParts;

  constructor(parts: ParticipantParts) {
    this.#parts = parts;
  }

  list({ workspaceId }: WorkspacePlace, { search = "", ...page }: ParticipantSearch): Promise<PageOf<StoredParticipant>> {
    return store.listParticipants(this.#parts.database.query, { workspaceId, search }, page);
  }

  /**
   * Lets a member, a team or anybody else in. Who does not belong to the organization becomes a collaborator of it, invited if need be.
   *
   * @throws participant.exists · member.not_found · team.not_found · user.not_found · organization.limit_reached · auth.permission_missing
   */
  async add(actor: WorkspaceActor, request: AddParticipantRequest): Promise<StoredParticipant> {
    const newcomer = readNewcomer(request);
    return this.#change(actor, async ({ query, own }) => {
      refuseBeyondOwn(firstRole, firstRole, { own, place: actor.place });
      const { result, entries } = await this.#identify(query, actor, newcomer);
      const participant = await this.#insert(query, actor.place, result);
      const entry = { action: "participant.create", ...targetOf(participant), after: { role: participant.role } };
      return { result: participant, entries: [...entries, entry] };
    });
  }

  /** `name`: a built-in role, or one of the organization. @throws participant.not_found · role.not_found · auth.permission_missing */
  async changeRole(actor: WorkspaceActor, id: ParticipantId, name: string): Promise<void> {
    await this.#change(actor, async ({ query, own }) => {
      const old = await getParticipant(query, actor.place, id);
      const { key, role, name: newName } = await this.#parts.roles.resolve(query, actor.place.organizationId, name);
      await this.#refuseBeyondOld(query, old, { own, place: actor.place });
      refuseBeyondOwn(newName, role, { own, place: actor.place });
      if (key === old.roleKey) return { result: undefined, entries: [] };
      await store.setRole(query, id, key);
      const images = { before: { role: old.role }, after: { role: newName } };
      return { result: undefined, entries: [{ action: "participant.change_role", ...targetOf(old), ...images }] };
    });
  }

  /** @throws participant.not_found · auth.permission_missing */
  remove(actor: WorkspaceActor, id: ParticipantId): Promise<void> {
    return this.#change(actor, async (change) => this.#takeOut(actor, await getParticipant(change.query, actor.place, id), change));
  }

  /** @throws user.not_found · participant.not_found · participant.indirect · auth.permission_missing */
  removeUser(actor: WorkspaceActor, userId: UserId): Promise<void> {
    return this.#change(actor, async (change) => this.#takeOut(actor, await this.#getOfUser(change.query, actor.place, userId), change));
  }

  /** @throws participant.indirect for those who take part through a team, or because they own the organization. */
  leave(actor: WorkspaceActor): Promise<void> {
    return changeWorkspace(this.#parts, { actor, permission: "workspace_self:delete" }, async ({ query }) =>
      this.#delete(query, actor.place, await this.#getOfUser(query, actor.place, actor.userId)),
    );
  }

  #change<Result>(actor: WorkspaceActor, change: (asked: WorkspaceChange) => Promise<Changed<Result>>): Promise<Result> {
    return changeWorkspace(this.#parts, { actor, permission: "workspace:write" }, change);
  }

  async #identify(query: Query, { place, userId }: WorkspaceActor, newcomer: Newcomer): Promise<Changed<Identity>> {
    const { members, teams } = this.#parts;
    const { organizationId } = place;
    switch (newcomer.kind) {
      case "member": {
        const { memberId } = await members.getMember(query, organizationId, toMemberId(newcomer.memberId));
        return { result: { memberId, teamId: null }, entries: [] };
      }
      case "team": {
        const { id } = await teams.getTeam(query, organizationId, toTeamId(newcomer.teamId));
        return { result: { memberId: null, teamId: id }, entries: [] };
      }
      case "person": {
        const person = { name: newcomer.name, field: "userNameOrEmail", by: userId };
        const { result, entries } = await members.ensureMember(query, organizationId, person);
        return { result: { memberId: result.memberId, teamId: null }, entries };
      }
    }
  }

  async #insert(query: Query, place: WorkspacePlace, { memberId, teamId }: Identity): Promise<StoredParticipant> {
    const { workspaceId } = place;
    const who = { member_id: memberId, team_id: teamId };
    const known = await store.findSame(query, workspaceId, who);
    if (known !== undefined) throw alreadyThere(known, place);
    refuseBeyond(this.#parts.limits, "participants", await store.countParticipants(query, workspaceId));
    const id = await store.insertParticipant(query, {
      workspace_id: workspaceId,
      ...who,
      role: firstRole,
      created_at: this.#parts.clock.now(),
    });
    return getParticipant(query, place, toParticipantId(id));
  }

  async #takeOut(actor: WorkspaceActor, participant: StoredParticipant, { query, own }: WorkspaceChange): Promise<Changed<void>> {
    await this.#refuseBeyondOld(query, participant, { own, place: actor.place });
    return this.#delete(query, actor.place, participant);
  }

  async #delete(query: Query, { organizationId }: WorkspacePlace, participant: StoredParticipant): Promise<Changed<void>> {
    await store.deleteParticipant(query, participant.participantId);
    const { userId, teamId } = participant;
    const userIds = teamId === null ? [] : await this.#parts.teams.listUserIds(query, toTeamId(teamId));
    await this.#parts.members.forgetLostPlaces(query, organizationId, userId === null ? userIds : [userId]);
    const entry = { action: "participant.delete", ...targetOf(participant), before: { role: participant.role } };
    return { result: undefined, entries: [entry] };
  }

  async #refuseBeyondOld(query: Query, { roleKey, role: name }: StoredParticipant, { own, place }: Granting): Promise<void> {
    const old = await this.#parts.access.findRole(query, place.organizationId, roleKey);
    refuseBeyondOwn(name, old ?? { name, permissions: noPermissions }, { own, place });
  }

  /** Their own part in the workspace, apart from what teams give them. */
  async #getOfUser(query: Query, place: WorkspacePlace, userId: UserId): Promise<StoredParticipant> {
    const participant = await store.findParticipantOfUser(query, place.workspaceId, userId);
    if (participant !== undefined) return participant;
    const member = await this.#parts.members.findMemberOfUser(query, place.organizationId, userId);
    if (member === undefined) throw new AppError("user.not_found", `User ${String(userId)} not found.`);
    const rights = await this.#parts.access.findRights(userId, place.workspaceId, query);
    const teams = (rights?.roles ?? []).flatMap(({ source }) => (source.kind === "team" ? [`the team ${source.teamName}`] : []));
    const ways = member.role === "owner" ? ["owning the organization", ...teams] : teams;
    if (ways.length === 0) throw new AppError("participant.not_found", `Participant ${member.userName} not found.`);
    throw new AppError("participant.indirect", `${member.userName} takes part in ${place.name} only through ${ways.join(" and ")}.`);
  }
}

interface Granting {
  readonly own: PermissionSet;
  readonly place: WorkspacePlace;
}

function refuseBeyondOwn(name: string, role: GrantedRole, { own, place }: Granting): void {
  if (canGrant(own, role)) return;
  const missing = missingToGrant(own, role).join(", ");
  throw new AppError(
    "auth.permission_missing",
    `To give or take the role ${name} in ${place.name} you would need its permissions ${missing}.`,
  );
}

async function getParticipant(query: Query, { workspaceId }: WorkspacePlace, id: ParticipantId): Promise<StoredParticipant> {
  const participant = await store.findParticipant(query, workspaceId, id);
  if (participant === undefined) throw new AppError("participant.not_found", `Participant ${String(id)} not found.`);
  return participant;
}

function targetOf({ participantId, userId, userName, teamId, teamName }: StoredParticipant) {
  const detail = teamId === null ? { userId } : { teamId };
  return { targetKind: "participant", targetId: String(participantId), targetName: userName ?? teamName ?? "", detail };
}

function alreadyThere({ userName, teamName }: StoredParticipant, { name }: WorkspacePlace): AppError {
  const who = userName ?? `The team ${String(teamName)}`;
  return new AppError("participant.exists", `${who} is already a participant of ${name}.`);
}
