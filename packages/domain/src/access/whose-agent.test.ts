import fc from "fast-check";
import { expect, test } from "vitest";
import { toUserId } from "../ids.ts";
import { findAgentBar, mayAgentAct, ownerOfAgent } from "./whose-agent.ts";
import type { AgentBar, AgentCandidate, AgentWork } from "./whose-agent.ts";

const [maker, member, left, stranger] = [toUserId(1), toUserId(2), toUserId(3), toUserId(4)];
const members = [maker, member];
const lab = 7;

test.each([
  ["their own is not shared", false, member],
  ["the maker's is shared", true, maker],
])("for whoever asks it is one person's agent: %s", (_what, isShared, owner) => {
  expect(ownerOfAgent({ isShared, makerId: maker, userId: member })).toBe(owner);
});

function agentOf(ownerId: typeof maker, change: Partial<AgentCandidate> = {}): AgentCandidate {
  return { ownerId, connectionId: "site", belongs: members.includes(ownerId), boundTo: null, isRevoked: false, ...change };
}

const shared: AgentWork = { isShared: true, makerId: maker, userId: member, workspaceId: lab, connectionId: "site" };
const each: AgentWork = { ...shared, isShared: false };
const home: AgentWork = { ...each, userId: maker, workspaceId: null };

/** What is to be done for whom, which agent offers itself, and what keeps it from acting. */
const table: readonly (readonly [string, AgentWork, string, AgentCandidate, AgentBar | undefined])[] = [
  ["shared, for a member", shared, "the maker's", agentOf(maker), undefined],
  ["shared, for the maker", { ...shared, userId: maker }, "the maker's", agentOf(maker), undefined],
  ["shared, for one who has left", { ...shared, userId: left }, "the maker's", agentOf(maker), undefined],
  ["shared, for a member", shared, "that member's own", agentOf(member), "owner"],
  ["shared, for a member", shared, "a stranger's", agentOf(stranger), "owner"],
  ["shared, for a member", shared, "the maker's, who has left", agentOf(maker, { belongs: false }), "left"],
  ["shared, for a member", shared, "the maker's under another name", agentOf(maker, { connectionId: "Site" }), "name"],
  ["shared, for a member", shared, "the maker's, revoked", agentOf(maker, { isRevoked: true }), "revoked"],
  ["shared, for a member", shared, "the maker's with a token for here", agentOf(maker, { boundTo: [6, lab] }), undefined],
  ["shared, for a member", shared, "the maker's with a token for elsewhere", agentOf(maker, { boundTo: [8] }), "token"],
  ["shared, for a member", shared, "the maker's with a token for nowhere", agentOf(maker, { boundTo: [] }), "token"],

  ["not shared, for a member", each, "that member's own", agentOf(member), undefined],
  ["not shared, for a member", each, "the maker's", agentOf(maker), "owner"],
  ["not shared, for a member", each, "a stranger's", agentOf(stranger), "owner"],
  ["not shared, for one who has left", { ...each, userId: left }, "their own", agentOf(left), "left"],
  ["not shared, for a stranger", { ...each, userId: stranger }, "their own", agentOf(stranger), "left"],
  ["not shared, for a member", each, "their own under another name", agentOf(member, { connectionId: "site2" }), "name"],
  ["not shared, for a member", each, "their own, revoked", agentOf(member, { isRevoked: true }), "revoked"],
  ["not shared, for a member", each, "their own with a token for here", agentOf(member, { boundTo: [lab] }), undefined],
  ["not shared, for a member", each, "their own with a token for elsewhere", agentOf(member, { boundTo: [8, 9] }), "token"],

  ["personal, for its maker", home, "the maker's", agentOf(maker), undefined],
  ["personal, for its maker", home, "a stranger's", agentOf(stranger, { belongs: true }), "owner"],
  ["personal, for its maker", home, "the maker's under another name", agentOf(maker, { connectionId: "x" }), "name"],
  ["personal, for its maker", home, "the maker's, revoked", agentOf(maker, { isRevoked: true }), "revoked"],
  ["personal, for its maker", home, "the maker's with a bound token", agentOf(maker, { boundTo: [lab] }), "token"],
  ["personal, for somebody else", { ...home, userId: member }, "their own", agentOf(member), "owner"],
  ["personal and shared, for its maker", { ...home, isShared: true }, "the maker's", agentOf(maker), undefined],
  ["personal and shared, for somebody else", { ...home, isShared: true, userId: member }, "the maker's", agentOf(maker), "owner"],
];

test.each(table)("%s: %j is offered %s", (_what, work, _whose, agent, bar) => {
  expect(findAgentBar(work, agent)).toBe(bar);
  expect(mayAgentAct(work, agent)).toBe(bar === undefined);
});

test("in any combination the agent that acts is of the one owner, bears the name, and is good for the place", () => {
  const person = fc.constantFrom(maker, member, left, stranger);
  const combination = fc.record({
    ...{ isShared: fc.boolean(), workspaceId: fc.constantFrom(null, lab), userId: person, ownerId: person },
    ...{
      connectionId: fc.constantFrom("site", "other"),
      boundTo: fc.constantFrom<readonly number[] | null>(null, [lab], [8]),
      isRevoked: fc.boolean(),
    },
  });

  fc.assert(
    fc.property(combination, ({ isShared, workspaceId, userId, ownerId, connectionId, boundTo, isRevoked }) => {
      const work = { isShared, makerId: maker, userId, workspaceId, connectionId: "site" };
      const isWhose = ownerId === (isShared ? maker : userId) && connectionId === "site" && !isRevoked;
      const isThere = workspaceId === null ? userId === maker : members.includes(ownerId);
      const isTokenGood = boundTo === null || (workspaceId !== null && boundTo.includes(lab));

      expect(mayAgentAct(work, agentOf(ownerId, { connectionId, boundTo, isRevoked }))).toBe(isWhose && isThere && isTokenGood);
    }),
    { numRuns: 2_000 },
  );
});
