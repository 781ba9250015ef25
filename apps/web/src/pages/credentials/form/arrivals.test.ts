import type { Agent } from "@postern/contracts";
import { expect, test } from "vitest";
import { sortArrivals } from "./arrivals.ts";

const agent = (id: string, given: Partial<Agent>): Agent => ({
  ...{ id, name: null, connectionId: "gadi", kind: "v2", state: "online", isOnline: true, isUnclaimed: true, isOwn: true },
  ...{ startedBy: "jane", userName: "js123", hostName: "", workDir: "", version: "0.1.0", connectedAt: at(1000), lastSeenAt: at(1000) },
  ...{ disconnectedAt: null, latencyMs: null, tokenWarning: null },
  ...given,
});
const at = (atMs: number): string => new Date(atMs).toISOString();
const offline = { isOnline: false, state: "offline" } as const;

const idsOf = (agents: readonly Agent[]) => {
  const { here, ofOthers, elsewhere, gone, revoked } = sortArrivals(agents, { connectionId: "gadi", sinceMs: 1000 });
  const ids = (some: readonly Agent[]) => some.map(({ id }) => id);
  return { here: ids(here), ofOthers: ids(ofOthers), elsewhere: ids(elsewhere), gone: gone?.id, revoked: revoked?.id };
};
const nothing = { here: [], ofOthers: [], elsewhere: [], gone: undefined, revoked: undefined };

test("an agent that is connected under the ID is the one that is waited for, however long it has been there", () => {
  expect(idsOf([agent("a", { connectedAt: at(1) })])).toEqual({ ...nothing, here: ["a"] });
});

test("somebody else's agent under the same ID is told apart", () => {
  expect(idsOf([agent("a", { isOwn: false })])).toEqual({ ...nothing, ofOthers: ["a"] });
});

test("one that came meanwhile under another ID is likely meant; one that was there before, or serves already, is not", () => {
  const others = [
    agent("new", { connectionId: "gady" }),
    agent("old", { connectionId: "x", connectedAt: at(999) }),
    agent("claimed", { connectionId: "y", isUnclaimed: false }),
    agent("away", { connectionId: "z", ...offline }),
  ];

  expect(idsOf(others)).toEqual({ ...nothing, elsewhere: ["new"] });
});

test("one that came and went is told, one that went long ago is not", () => {
  expect(idsOf([agent("a", offline)])).toEqual({ ...nothing, gone: "a" });
  expect(idsOf([agent("a", { ...offline, connectedAt: at(999) })])).toEqual(nothing);
});

test("what is revoked is refused, so waiting for it is in vain", () => {
  expect(idsOf([agent("a", { isOnline: false, state: "revoked" })])).toEqual({ ...nothing, revoked: "a" });
});
