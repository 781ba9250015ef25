import { expect, test } from "vitest";
import { parseLiveEvent, queryKeysOf } from "./live-query-keys.ts";

test("a run event refreshes the list and that run in its workspace, not its log", () => {
  const event = { type: "run", runId: "1a2b", workspaceId: 12, status: "RUNNING" } as const;

  expect(queryKeysOf(event)).toEqual([
    ["runs", 12],
    ["run", 12, "1a2b"],
  ]);
});

test("log lines refresh only the log", () => {
  expect(queryKeysOf({ type: "run-log", runId: "1a2b", workspaceId: null })).toEqual([["run-log", "personal", "1a2b"]]);
});

test("environments and credentials refresh their own pages, agents those of every workspace", () => {
  expect(queryKeysOf({ type: "compute-env", computeEnvId: "7Hx", workspaceId: null, status: "AVAILABLE" })).toEqual([
    ["compute-envs", "personal"],
    ["compute-env", "personal", "7Hx"],
  ]);
  expect(queryKeysOf({ type: "labels", workspaceId: 12 })).toEqual([
    ["labels", 12],
    ["compute-envs", 12],
    ["compute-env", 12],
  ]);
  expect(queryKeysOf({ type: "credentials", workspaceId: 12 })).toEqual([["credentials", 12]]);
  expect(queryKeysOf({ type: "agent", agentId: "a", connectionId: "c", isOnline: true })).toEqual([["agents"]]);
});

test("what belongs to a person, and what those see who run the server, refreshes its own pages", () => {
  expect(queryKeysOf({ type: "tokens" })).toEqual([["tokens"]]);
  expect(queryKeysOf({ type: "profile" })).toEqual([["session"], ["profile"]]);
  expect(queryKeysOf({ type: "accounts" })).toEqual([["accounts"]]);
  expect(queryKeysOf({ type: "keys" })).toEqual([["master-keys"]]);
  expect(queryKeysOf({ type: "audit", orgId: 3, workspaceId: null })).toEqual([["audit"]]);
});

test("a change of what one may do makes everything old", () => {
  expect(queryKeysOf({ type: "access" })).toEqual([[]]);
});

test("an organization and a workspace refresh their own pages, and the list of places that shows their names", () => {
  expect(queryKeysOf({ type: "organization", orgId: 3 })).toEqual([["places"], ["organization", 3]]);
  expect(queryKeysOf({ type: "workspace", orgId: 3, workspaceId: 12 })).toEqual([["places"], ["workspace", 12]]);
});

test("an event of a newer server is passed over", () => {
  const event = parseLiveEvent('{"type":"weather","sun":true}');

  expect(event === undefined ? undefined : queryKeysOf(event)).toEqual([]);
});

test.each(["", "hello", "[]", "null", '{"kind":"run"}'])("%j is no event", (data) => {
  expect(parseLiveEvent(data)).toBeUndefined();
});
