import { expect, test } from "vitest";
import { toUserId } from "../ids.ts";
import { mayAgentAct, ownerOfAgent } from "./whose-agent.ts";

const [maker, user, other] = [toUserId(1), toUserId(2), toUserId(3)];
const free = { belongs: true, boundTo: null } as const;

test.each([
  ["their own is not shared", false, user],
  ["the maker's is shared", true, maker],
])("for whoever asks it is one person's agent: %s", (_what, isShared, owner) => {
  expect(ownerOfAgent({ isShared, makerId: maker, userId: user })).toBe(owner);
});

/** Shared or not, whose agent offers itself, and whether it acts for `user` in the workspace 7. */
const table: readonly [boolean, string, { ownerId: typeof maker; belongs: boolean; boundTo: readonly number[] | null }, boolean][] = [
  [false, "the user's own", { ownerId: user, ...free }, true],
  [false, "the maker's", { ownerId: maker, ...free }, false],
  [false, "another member's", { ownerId: other, ...free }, false],
  [false, "the user's own, who has left", { ownerId: user, ...free, belongs: false }, false],
  [false, "the user's own, with a token for this workspace", { ownerId: user, ...free, boundTo: [6, 7] }, true],
  [false, "the user's own, with a token for another", { ownerId: user, ...free, boundTo: [8] }, false],
  [true, "the maker's", { ownerId: maker, ...free }, true],
  [true, "the user's own", { ownerId: user, ...free }, false],
  [true, "another member's", { ownerId: other, ...free }, false],
  [true, "the maker's, who has left", { ownerId: maker, ...free, belongs: false }, false],
  [true, "the maker's, with a token for this workspace", { ownerId: maker, ...free, boundTo: [7] }, true],
  [true, "the maker's, with a token for another", { ownerId: maker, ...free, boundTo: [8] }, false],
  [true, "the maker's, with a token for none", { ownerId: maker, ...free, boundTo: [] }, false],
];

test.each(table)("shared %s, and the agent is %s", (isShared, _whose, agent, acts) => {
  expect(mayAgentAct({ isShared, makerId: maker, userId: user, workspaceId: 7 }, agent)).toBe(acts);
});

test("a token that is bound to workspaces does not serve a personal one", () => {
  const question = { isShared: false, makerId: user, userId: user, workspaceId: null };

  expect(mayAgentAct(question, { ownerId: user, ...free })).toBe(true);
  expect(mayAgentAct(question, { ownerId: user, ...free, boundTo: [7] })).toBe(false);
});
