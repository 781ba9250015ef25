import type { UpdateUseLimitRequest } from "@postern/contracts";
import type { Database, Query } from "@postern/database";
import { AppError, isUseAllowed, toTeamId, toUserId } from "@postern/domain";
import type { Clock, TimeMs, UserId } from "@postern/domain";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import * as grantees from "./grantee-store.ts";
import type { LeftPlaces, NamingThing } from "./grantee-store.ts";
import { wordsOf } from "./limited-thing.ts";
import type { LimitedThing } from "./limited-thing.ts";
import * as store from "./store.ts";
import type { NamedPerson, NamedTeam, Target } from "./store.ts";

export interface UseLimitParts {
  readonly database: Database;
  readonly clock: Clock;
}

/** A limit as people read it. */
export interface DescribedLimit {
  readonly isLimited: boolean;
  readonly people: readonly NamedPerson[];
  readonly teams: readonly NamedTeam[];
  readonly updatedAt: TimeMs;
}

/** What a new limit changes: for the row of the thing, and for the audit trail. */
export interface LimitChange {
  readonly patch: { readonly is_use_limited: 0 | 1; readonly updated_at: TimeMs };
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Who may use a credential or an environment that is limited to named people and teams. The rule itself is `isUseAllowed`. */
export class UseLimitService {
  readonly #parts: UseLimitParts;

  constructor(parts: UseLimitParts) {
    this.#parts = parts;
  }

  /**
   * Whether somebody may use a thing now: asked at every use, also when the server acts for them later.
   * That they belong to its workspace is for the caller to know.
   *
   * @throws use.limited, which names the thing and who can change that.
   */
  async requireUse(userId: UserId, thing: LimitedThing, query: Query = this.#parts.database.query): Promise<void> {
    if (!thing.isLimited || thing.workspaceId === null) return;
    const named = await store.listGrantees(query, thing);
    const teamIds = await store.listTeamIds(query, thing.workspaceId, userId);
    if (isUseAllowed({ isLimited: true, makerId: thing.makerId, ...named }, { userId, teamIds })) return;
    const { noun, editedWith } = wordsOf[thing.kind];
    const message = `The ${noun} ${thing.name} is limited to named people and teams. Whoever has ${editedWith} in its workspace can add you.`;
    throw new AppError("use.limited", message);
  }

  /** The same as a question. */
  async mayUse(userId: UserId, thing: LimitedThing): Promise<boolean> {
    try {
      await this.requireUse(userId, thing);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === "use.limited") return false;
      throw error;
    }
  }

  async describe(thing: LimitedThing): Promise<DescribedLimit> {
    const { isLimited, updatedAt, workspaceId } = thing;
    if (workspaceId === null) return { isLimited: false, people: [], teams: [], updatedAt };
    const { query } = this.#parts.database;
    const named = await store.listGrantees(query, thing);
    const people = await store.listPeopleNear(query, workspaceId, named.userIds);
    return { isLimited, people, teams: await store.listTeamsNear(query, workspaceId, named.teamIds), updatedAt };
  }

  /**
   * Replaces who is named, inside the transaction that changes the thing, with its row held. What comes back is to be written into
   * the row and into the audit trail.
   *
   * @throws request.invalid in a personal workspace. @throws request.outdated. @throws user.not_found · team.not_found for whoever does not
   * belong to the organization, whether there is such a person or not.
   */
  async replace(query: Query, thing: LimitedThing, wanted: UpdateUseLimitRequest): Promise<LimitChange> {
    if (thing.workspaceId === null) {
      const message = "Only what is in a workspace can be limited: in your personal one there is nobody else.";
      throw new AppError("request.invalid", message, { fields: ["isLimited"] });
    }
    refuseOutdated(thing.updatedAt, wanted.lastUpdated);
    const named = { userIds: [...new Set(wanted.userIds)].map(toUserId), teamIds: [...new Set(wanted.teamIds)].map(toTeamId) };
    await grantees.keepNamed(query, this.#parts.database.engine, { workspaceId: thing.workspaceId, ...named });
    const people = await store.listPeopleNear(query, thing.workspaceId, named.userIds);
    refuseUnknown(named.userIds, people, { code: "user.not_found", noun: "User", field: "userIds" });
    const teams = await store.listTeamsNear(query, thing.workspaceId, named.teamIds);
    refuseUnknown(named.teamIds, teams, { code: "team.not_found", noun: "Team", field: "teamIds" });
    const before = await store.listGrantees(query, thing);
    const at = laterThan(thing.updatedAt, this.#parts.clock.now());
    await store.replaceGrantees(query, thing, { ...named, at });
    return {
      patch: { is_use_limited: wanted.isLimited ? 1 : 0, updated_at: at },
      before: { isLimited: thing.isLimited, ...before },
      after: { isLimited: wanted.isLimited, ...named },
    };
  }

  /** Inside the transaction that deletes the thing. */
  async forgetTarget(query: Query, target: Target): Promise<void> {
    await store.removeTarget(query, target);
  }

  /** Inside the transaction that takes somebody out of an organization, or out of some of its workspaces. May be repeated. */
  async forgetPerson(query: Query, places: LeftPlaces): Promise<void> {
    await grantees.removePersonGrants(query, places);
  }

  /** Of these people those who are named by anything, anywhere: nearly nobody. */
  async listNamed(query: Query, userIds: readonly number[]): Promise<readonly UserId[]> {
    return (await grantees.listNamedUsers(query, userIds)).map(toUserId);
  }

  /** What names a team among those who may use it. */
  listOfTeam(query: Query, teamId: number): Promise<readonly NamingThing[]> {
    return grantees.listNamingThings(query, teamId);
  }

  /** Inside the transaction that deletes a team. May be repeated. */
  async forgetTeam(query: Query, teamId: number): Promise<void> {
    await store.removeTeamGrants(query, teamId);
  }
}

function refuseUnknown(
  ids: readonly number[],
  found: readonly { readonly id: number }[],
  { code, noun, field }: { readonly code: "user.not_found" | "team.not_found"; readonly noun: string; readonly field: string },
): void {
  const unknown = ids.find((id) => !found.some((row) => row.id === id));
  if (unknown === undefined) return;
  throw new AppError(code, `${noun} ${String(unknown)} not found in the organization.`, { fields: [field] });
}
