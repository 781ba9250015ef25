import { expect, test } from "vitest";
import { parseLiveEvent, queryKeysOf } from "./live-query-keys.ts";

test("a run event refreshes the list and that run, not its log", () => {
  const event = { type: "run", runId: "1a2b", workspaceId: null, status: "RUNNING" } as const;

  expect(queryKeysOf(event)).toEqual([["runs"], ["run", "1a2b"]]);
});

test("log lines refresh only the log", () => {
  expect(queryKeysOf({ type: "run-log", runId: "1a2b", workspaceId: null })).toEqual([["run-log", "1a2b"]]);
});

test("environments, credentials and agents refresh their own pages", () => {
  expect(queryKeysOf({ type: "compute-env", computeEnvId: "7Hx", workspaceId: null, status: "AVAILABLE" })).toEqual([
    ["compute-envs"],
    ["compute-env", "7Hx"],
  ]);
  expect(queryKeysOf({ type: "credentials", workspaceId: null })).toEqual([["credentials"]]);
  expect(queryKeysOf({ type: "agent", agentId: "a", connectionId: "c", isOnline: true })).toEqual([["agents"]]);
});

test("what belongs to a person, and what those see who run the server, refreshes its own pages", () => {
  expect(queryKeysOf({ type: "tokens" })).toEqual([["tokens"]]);
  expect(queryKeysOf({ type: "profile" })).toEqual([["session"], ["profile"]]);
  expect(queryKeysOf({ type: "accounts" })).toEqual([["accounts"]]);
  expect(queryKeysOf({ type: "audit", orgId: 3, workspaceId: null })).toEqual([["audit"]]);
});

test("an event of a newer server is passed over", () => {
  const event = parseLiveEvent('{"type":"weather","sun":true}');

  expect(event === undefined ? undefined : queryKeysOf(event)).toEqual([]);
});

test.each(["", "hello", "[]", "null", '{"kind":"run"}'])("%j is no event", (data) => {
  expect(parseLiveEvent(data)).toBeUndefined();
});
