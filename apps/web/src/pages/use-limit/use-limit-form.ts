import type { NewUseLimit, UpdateUseLimitRequest, UseLimit } from "@postern/contracts";

export interface LimitValues {
  readonly isLimited: boolean;
  readonly users: readonly { readonly userId: number; readonly userName: string }[];
  readonly teams: readonly { readonly teamId: number; readonly name: string }[];
}

export const valuesOfLimit = ({ isLimited, users, teams }: UseLimit): LimitValues => ({
  isLimited,
  users: users.map(({ userId, userName }) => ({ userId, userName })),
  teams: teams.map(({ teamId, name }) => ({ teamId, name })),
});

/** What a new thing begins with. */
export const openToAll: LimitValues = { isLimited: false, users: [], teams: [] };

/** The limit of a thing that is being made; nothing when everybody may use it. */
export const newLimit = ({ isLimited, users, teams }: LimitValues): { readonly useLimit?: NewUseLimit } =>
  isLimited ? { useLimit: { isLimited, userIds: users.map(({ userId }) => userId), teamIds: teams.map(({ teamId }) => teamId) } } : {};

export const limitRequest = ({ isLimited, users, teams }: LimitValues, lastUpdated: string): UpdateUseLimitRequest => ({
  isLimited,
  userIds: users.map(({ userId }) => userId),
  teamIds: teams.map(({ teamId }) => teamId),
  lastUpdated,
});

/** "everybody whose role allows it", or "only amir, li and the team core-facility". */
export function limitWords({ isLimited, users, teams }: LimitValues): string {
  if (!isLimited) return "everybody whose role allows it";
  const named = [...users.map(({ userName }) => userName), ...teams.map(({ name }) => `the team ${name}`)];
  if (named.length === 0) return "only whoever made it";
  const [last = "", ...others] = named.toReversed();
  return others.length === 0 ? `only ${last}` : `only ${others.toReversed().join(", ")} and ${last}`;
}
