import type { Query } from "@postern/database";
import { AppError, entityNameProblem, nameKey, refuseBeyond, toTeamId } from "@postern/domain";
import type { Clock, Limits, MemberId, TeamId } from "@postern/domain";
import type { CreateTeamRequest, UpdateTeamRequest } from "@postern/contracts";
import type { OrganizationActor } from "../../http/caller.ts";
import type { OrganizationPlace } from "../../http/place.ts";
import type { Page, PageOf } from "../../read-page.ts";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import { changeOrganization } from "../access/service.ts";
import type { AccessService, Changed, ChangeParts } from "../access/service.ts";
import { requireAvatar } from "../avatars/service.ts";
import type { MemberService, StoredMember } from "../members/service.ts";
import type { UseLimitService } from "../use-limits/service.ts";
import * as store from "./store.ts";
import type { StoredTeam, StoredTeamWorkspace, TeamFields } from "./store.ts";

export type { StoredTeam, StoredTeamWorkspace } from "./store.ts";

export interface TeamParts extends ChangeParts<AccessService> {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly members: MemberService;
  readonly useLimits: UseLimitService;
}

export interface TeamSearch extends Page {
  readonly search?: string;
}

/** Teams of organizations: a team takes part in a workspace with all its members. Owners of the organization change them. */
export class TeamService {
  readonly #parts: TeamParts;

  constructor(parts: TeamParts) {
    this.#parts = parts;
  }

  /** `search`: part of a name. */
  list({ organizationId }: OrganizationPlace, { search = "", ...page }: TeamSearch): Promise<PageOf<StoredTeam>> {
    return store.listTeams(this.#parts.database.query, { organizationId, search }, page);
  }

  /** @throws team.not_found also for a team of another organization. */
  get({ organizationId }: OrganizationPlace, id: TeamId): Promise<StoredTeam> {
    return getTeam(this.#parts.database.query, organizationId, id);
  }

  /** The same in an organization that the caller holds. @throws team.not_found */
  getTeam(query: Query, organizationId: number, id: TeamId): Promise<StoredTeam> {
    return getTeam(query, organizationId, id);
  }

  listUserIds(query: Query, id: TeamId): Promise<readonly number[]> {
    return store.listTeamUserIds(query, id);
  }

  /** @throws team.name_invalid · team.name_taken */
  async checkName({ organizationId }: OrganizationPlace, name: string): Promise<void> {
    refuseBadName(name, "name");
    await refuseTaken(this.#parts.database.query, organizationId, { name, field: "name" });
  }

  /** @throws team.name_invalid · team.name_taken · organization.limit_reached */
  async create(actor: OrganizationActor, { team: { name, description }, avatarId, idpGroupId }: CreateTeamRequest): Promise<StoredTeam> {
    const { organizationId } = actor.organization;
    refuseGroup(idpGroupId);
    refuseBadName(name, "team.name");
    return this.#change(actor, async (query) => {
      await refuseTaken(query, organizationId, { name, field: "team.name" });
      refuseBeyond(this.#parts.limits, "teams", await store.countTeams(query, organizationId));
      const fields = toFields({ name, description: description ?? null, avatarId: avatarId ?? null });
      await requireAvatar(query, fields.avatar_id, "avatarId");
      const at = this.#parts.clock.now();
      const id = await store.insertTeam(query, { ...fields, organization_id: organizationId, created_at: at, updated_at: at });
      const team = await getTeam(query, organizationId, toTeamId(id));
      return { result: team, entries: [{ action: "team.create", ...targetOf(team), after: imageOf(team) }] };
    });
  }

  /** What is left out or null stays; an empty text takes it away. @throws as `create`, and team.not_found · request.outdated */
  async update(actor: OrganizationActor, id: TeamId, { lastUpdated, idpGroupId, ...wanted }: UpdateTeamRequest): Promise<void> {
    const { organizationId } = actor.organization;
    refuseGroup(idpGroupId);
    if (typeof wanted.name === "string") refuseBadName(wanted.name, "name");
    return this.#change(actor, async (query) => {
      const old = await getTeam(query, organizationId, id);
      refuseOutdated(old.updated_at, lastUpdated);
      const fields = mergeFields(old, wanted);
      if (fields.name_key !== old.name_key) await refuseTaken(query, organizationId, { name: fields.name, field: "name" });
      if (fields.avatar_id !== old.avatar_id) await requireAvatar(query, fields.avatar_id, "avatarId");
      const [before, after] = [imageOf(old), imageOf({ ...old, ...fields })];
      if (JSON.stringify(before) === JSON.stringify(after)) return { result: undefined, entries: [] };
      await store.updateTeam(query, id, { ...fields, updated_at: laterThan(old.updated_at, this.#parts.clock.now()) });
      return { result: undefined, entries: [{ action: "team.update", ...targetOf(old), before, after }] };
    });
  }

  /** Its members lose what they had through it. @throws team.not_found · team.in_use when something is limited to it. */
  remove(actor: OrganizationActor, id: TeamId): Promise<void> {
    const { organizationId } = actor.organization;
    return this.#change(actor, async (query) => {
      const team = await getTeam(query, organizationId, id);
      await store.holdTeam(query, this.#parts.database.engine, id);
      await this.#refuseLimited(query, team);
      const userIds = await store.listTeamUserIds(query, id);
      await this.#parts.useLimits.forgetTeam(query, id);
      await store.deleteTeam(query, id);
      await this.#parts.members.forgetLostPlaces(query, organizationId, userIds);
      return { result: undefined, entries: [{ action: "team.delete", ...targetOf(team), before: imageOf(team) }] };
    });
  }

  /** `search`: the beginning of a user name or an address. @throws team.not_found */
  async listMembers(
    { organizationId }: OrganizationPlace,
    id: TeamId,
    { search = "", ...page }: TeamSearch,
  ): Promise<PageOf<StoredMember>> {
    await getTeam(this.#parts.database.query, organizationId, id);
    return this.#parts.members.listOfTeam({ organizationId, teamId: id, search }, page);
  }

  /** Members and collaborators of the organization can be in a team. @throws team.not_found · user.not_found · team.member_exists */
  addMember(actor: OrganizationActor, id: TeamId, name: string): Promise<StoredMember> {
    const { organizationId } = actor.organization;
    return this.#change(actor, async (query) => {
      const team = await getTeam(query, organizationId, id);
      const member = await this.#parts.members.getMemberNamed(query, organizationId, { name, field: "userNameOrEmail" });
      const isNew = await store.insertTeamMember(query, id, { memberId: member.memberId, at: this.#parts.clock.now() });
      if (isNew) return { result: member, entries: [{ action: "team_member.create", ...inTeam(team, member) }] };
      throw new AppError("team.member_exists", `${member.userName} is already a member of the team ${team.name}.`, {
        fields: ["userNameOrEmail"],
      });
    });
  }

  /** @throws team.not_found · member.not_found also for a member of the organization who is not in the team. */
  removeMember(actor: OrganizationActor, id: TeamId, memberId: MemberId): Promise<void> {
    const { organizationId } = actor.organization;
    return this.#change(actor, async (query) => {
      const team = await getTeam(query, organizationId, id);
      const member = await this.#parts.members.getMember(query, organizationId, memberId);
      const wasThere = await store.deleteTeamMember(query, id, memberId);
      if (!wasThere) throw new AppError("member.not_found", `Member ${String(memberId)} not found.`);
      await this.#parts.members.forgetLostPlaces(query, organizationId, [member.userId]);
      return { result: undefined, entries: [{ action: "team_member.delete", ...inTeam(team, member) }] };
    });
  }

  /** Of the places where a team takes part, those that the asker may see. `search`: part of a name. @throws team.not_found */
  async listWorkspaces(
    { organization, userId }: OrganizationActor,
    id: TeamId,
    { search = "", ...page }: TeamSearch,
  ): Promise<PageOf<StoredTeamWorkspace>> {
    const { query } = this.#parts.database;
    await getTeam(query, organization.organizationId, id);
    const seen = organization.role === "member" ? await this.#parts.access.listWorkspaceIds(userId) : undefined;
    return store.listTeamWorkspaces(query, { teamId: id, search, seen }, page);
  }

  // What is limited to a team that is gone would be open to its maker only, and nobody could see why.
  async #refuseLimited(query: Query, { id, name }: StoredTeam): Promise<void> {
    const conflicts = await this.#parts.useLimits.listOfTeam(query, id);
    if (conflicts.length === 0) return;
    const names = conflicts.map((thing) => thing.name).join(", ");
    throw new AppError("team.in_use", `The team ${name} is named by what is limited to it: ${names}.`, { conflicts });
  }

  #change<Result>(actor: OrganizationActor, change: (query: Query) => Promise<Changed<Result>>): Promise<Result> {
    return changeOrganization(this.#parts, { actor, permission: "organization:write" }, change);
  }
}

async function getTeam(query: Query, organizationId: number, id: TeamId): Promise<StoredTeam> {
  const team = await store.findTeam(query, organizationId, id);
  if (team === undefined) throw new AppError("team.not_found", `Team ${String(id)} not found.`);
  return team;
}

function toFields({ name, description, avatarId }: { name: string; description: string | null; avatarId: string | null }): TeamFields {
  return {
    name,
    name_key: nameKey(name),
    description: description === "" ? null : description,
    avatar_id: avatarId === "" ? null : avatarId,
  };
}

function mergeFields(old: StoredTeam, wanted: Pick<UpdateTeamRequest, "name" | "description" | "avatarId">): TeamFields {
  return toFields({
    name: wanted.name ?? old.name,
    description: wanted.description ?? old.description,
    avatarId: wanted.avatarId ?? old.avatar_id,
  });
}

function targetOf({ id, name }: StoredTeam) {
  return { targetKind: "team", targetId: String(id), targetName: name };
}

function imageOf({ name, description, avatar_id: avatarId }: StoredTeam) {
  return { name, description, avatarId };
}

function inTeam(team: StoredTeam, { memberId, userId, userName }: StoredMember) {
  return { ...targetOf(team), detail: { memberId, userId, userName } };
}

function refuseBadName(name: string, field: string): void {
  const problem = entityNameProblem(name);
  if (problem !== undefined) throw new AppError("team.name_invalid", problem, { fields: [field] });
}

async function refuseTaken(query: Query, organizationId: number, { name, field }: { name: string; field: string }): Promise<void> {
  if (!(await store.isNameTaken(query, organizationId, nameKey(name)))) return;
  throw new AppError("team.name_taken", `A team named ${name} already exists.`, { fields: [field] });
}

function refuseGroup(idpGroupId: number | null | undefined): void {
  if (idpGroupId === null || idpGroupId === undefined) return;
  throw new AppError("request.invalid", `The group ${String(idpGroupId)} of an identity provider was not found.`, {
    fields: ["idpGroupId"],
  });
}
