import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import { DisplacedAgents } from "./displaced-agents.ts";
import { takesOver } from "./give-way.ts";

test.each([
  ["nobody serves", "none", false, true],
  ["nobody serves any more", "none", true, true],
  ["a connection that only looks alive", "silent", false, true],
  ["a connection that only looks alive, to one that had to give way", "silent", true, true],
  ["a living agent, to a new one", "answers", false, true],
  ["a living agent, to one that had to give way", "answers", true, false],
  ["an agent in the midst of a command, to a new one", "busy", false, true],
  ["an agent in the midst of a command, to one that had to give way", "busy", true, false],
] as const)("%s: %s, had to give way %s, takes over %s", (_, incumbent, hadToGiveWay, wanted) => {
  expect(takesOver(incumbent, hadToGiveWay)).toBe(wanted);
});

test("who had to give way is remembered as long as it knocks, and a while after that", () => {
  const clock = new ManualClock();
  const displaced = new DisplacedAgents(clock, 1_000);
  displaced.note("a");

  clock.advance(900);
  expect(displaced.had("a")).toBe(true);
  clock.advance(900);
  expect(displaced.had("a")).toBe(true);
  clock.advance(1_000);
  expect(displaced.had("a")).toBe(false);
  expect(displaced.had("b")).toBe(false);
});
