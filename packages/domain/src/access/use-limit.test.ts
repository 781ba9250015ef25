import { expect, test } from "vitest";
import { toTeamId, toUserId } from "../ids.ts";
import { isUseAllowed } from "./use-limit.ts";
import type { PersonWithTeams, UseLimit } from "./use-limit.ts";

const [maker, ada, bob] = [toUserId(1), toUserId(2), toUserId(3)];
const [blue, red] = [toTeamId(1), toTeamId(2)];
const nobodyElse: UseLimit = { isLimited: true, makerId: maker, userIds: [], teamIds: [] };

/** Every kind of limit, asked by everybody: with a team they stand in it. */
const table: readonly [string, Partial<UseLimit>, PersonWithTeams, boolean][] = [
  ["no limit, anybody", { isLimited: false }, { userId: bob, teamIds: [] }, true],
  ["lists that are switched off, somebody else", { isLimited: false, userIds: [ada] }, { userId: bob, teamIds: [] }, true],
  ["nobody named, the maker", {}, { userId: maker, teamIds: [] }, true],
  ["nobody named, somebody else", {}, { userId: ada, teamIds: [blue] }, false],
  ["a person named, that person", { userIds: [ada] }, { userId: ada, teamIds: [] }, true],
  ["a person named, somebody else", { userIds: [ada] }, { userId: bob, teamIds: [] }, false],
  ["a person named, the maker", { userIds: [ada] }, { userId: maker, teamIds: [] }, true],
  ["a team named, a member of it", { teamIds: [blue] }, { userId: ada, teamIds: [red, blue] }, true],
  ["a team named, a member of another", { teamIds: [blue] }, { userId: ada, teamIds: [red] }, false],
  ["a person and a team named, a member of the team", { userIds: [bob], teamIds: [blue] }, { userId: ada, teamIds: [blue] }, true],
  // The numbers of people and of teams are counted apart.
  ["a team named, the person of the same number", { teamIds: [toTeamId(ada)] }, { userId: ada, teamIds: [] }, false],
];

test.each(table)("%s", (_name, limit, person, isAllowed) => {
  expect(isUseAllowed({ ...nobodyElse, ...limit }, person)).toBe(isAllowed);
});
