import type { AgentEvent } from "@postern/contracts";
import { expect, test } from "vitest";
import { agentName, eventDetail, eventLook, isOlder, latencyWord } from "./agent-words.ts";

const event: AgentEvent = {
  ...{ id: 1, at: "2026-01-01T00:00:00Z", kind: "connected", reason: null, lastedMs: null, connection: 1 },
  ...{ hostName: "gadi-login-03", userName: "js123", version: "0.1.0", remoteAddress: "192.0.2.40" },
};

test("an agent without a name is called by its connection ID", () => {
  expect(agentName({ name: null, connectionId: "spartan" })).toBe("spartan");
  expect(agentName({ name: "Spartan", connectionId: "spartan" })).toBe("Spartan");
});

test.each([
  ["0.0.9", "0.1.0", true],
  ["0.1.0", "0.1.0", false],
  ["0.10.0", "0.9.9", false],
  ["1.0.0", "0.9.9", false],
  ["0.9.9-rc.1", "0.10.0", true],
  ["dev", "0.1.0", false],
])("an agent of version %s on a server of %s is older: %s", (version, server, expected) => {
  expect(isOlder({ kind: "v2", version }, server)).toBe(expected);
});

test("the incumbent's agent is never called older: its numbers are its own", () => {
  expect(isOlder({ kind: "legacy", version: "0.0.1" }, "9.0.0")).toBe(false);
});

test("an arrival tells from where, an end tells why", () => {
  expect(eventDetail(event)).toBe("gadi-login-03 as js123 · v0.1.0 · from 192.0.2.40");
  const nothing = { hostName: null, userName: null, version: null, remoteAddress: null };
  expect(eventDetail({ ...event, ...nothing, kind: "disconnected", reason: "heartbeats unanswered" })).toBe("heartbeats unanswered");
  expect(eventDetail({ ...event, ...nothing, kind: "replaced" })).toBe("a newer connection took over");
  expect(eventDetail({ ...event, ...nothing, kind: "renamed" })).toBe("");
});

test("an event of a newer server is told by its own name", () => {
  expect(eventLook("hibernated" as AgentEvent["kind"]).word).toBe("hibernated");
});

test.each([
  [null, "–"],
  [0.42, "0.4 ms"],
  [9.96, "10 ms"],
  [118.4, "118 ms"],
])("a latency of %s is written as %s", (latencyMs, word) => {
  expect(latencyWord(latencyMs)).toBe(word);
});
