import type { TeamId, UserId } from "../ids.ts";

/** Who may use a credential or an environment. Who may read or edit it is another question: permissions answer that. */
export interface UseLimit {
  readonly isLimited: boolean;
  /** Who made the thing. */
  readonly makerId: UserId;
  readonly userIds: readonly UserId[];
  readonly teamIds: readonly TeamId[];
}

export interface PersonWithTeams {
  readonly userId: UserId;
  /** Teams that they belong to. */
  readonly teamIds: readonly TeamId[];
}

/**
 * Whether a limit lets somebody use the thing: its maker, who is named, and members of teams that are named.
 *
 * No permission and no ownership is above a limit. `workflow:admin` is not, because with the built-in roles everybody who may start a
 * pipeline of their choice has it, and then a limit would keep out nobody. Who may edit the thing can name themselves, which is on record.
 */
export function isUseAllowed(limit: UseLimit, person: PersonWithTeams): boolean {
  if (!limit.isLimited) return true;
  if (person.userId === limit.makerId || limit.userIds.includes(person.userId)) return true;
  return limit.teamIds.some((teamId) => person.teamIds.includes(teamId));
}
