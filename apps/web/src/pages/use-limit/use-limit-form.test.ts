import { expect, test } from "vitest";
import { limitRequest, limitWords, newLimit, openToAll, valuesOfLimit } from "./use-limit-form.ts";

const amir = { userId: 2, userName: "amir", email: "amir@example.org", firstName: null, lastName: null };
const li = { userId: 3, userName: "li" };
const core = { teamId: 301, name: "core-facility" };

test.each([
  { values: { isLimited: false, users: [amir], teams: [] }, words: "everybody whose role allows it" },
  { values: { isLimited: true, users: [], teams: [] }, words: "only whoever made it" },
  { values: { isLimited: true, users: [amir], teams: [] }, words: "only amir" },
  { values: { isLimited: true, users: [amir, li], teams: [core] }, words: "only amir, li and the team core-facility" },
])("a limit reads: $words", ({ values, words }) => {
  expect(limitWords(values)).toBe(words);
});

test("a limit is sent back with what the form was filled with", () => {
  const limit = { isLimited: true, users: [amir], teams: [core], lastUpdated: "2026-01-01T00:00:00.000Z" };

  expect(limitRequest(valuesOfLimit(limit), limit.lastUpdated)).toEqual({
    isLimited: true,
    userIds: [2],
    teamIds: [301],
    lastUpdated: limit.lastUpdated,
  });
});

test("a new thing has a limit only when somebody set one", () => {
  expect(newLimit(openToAll)).toEqual({});
  expect(newLimit({ isLimited: true, users: [amir], teams: [core] })).toEqual({
    useLimit: { isLimited: true, userIds: [2], teamIds: [301] },
  });
});
