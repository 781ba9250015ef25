import { isAppError } from "@postern/domain";
import fc from "fast-check";
import { expect, test } from "vitest";

import { commonCapabilities } from "../capabilities.ts";
import { limits } from "../limits.ts";
import { connectionIdProblem, decodeAgentMessage, decodeServerMessage, encodeMessage } from "./codec.ts";
import type { Hello, RequestMessage, ResultMessage, Welcome } from "./messages.ts";

const hello: Hello = {
  type: "hello",
  versions: [2],
  agentVersion: "0.1.0",
  instanceId: "a1",
  connectionId: "my-cluster",
  userName: "ada",
  hostName: "login1",
  workDir: "/home/ada/work",
  programs: ["sbatch"],
  isYielding: false,
  capabilities: ["resume", "time-travel"],
};
const welcome: Welcome = {
  type: "welcome",
  version: 2,
  fence: 7,
  heartbeatMs: 20_000,
  deadlineMs: 60_000,
  serverVersion: "0.1.0",
  capabilities: ["resume"],
  awaited: ["6-1"],
};
const request: RequestMessage = { type: "request", id: "7-1", fence: 7, timeoutMs: 1_000, operation: { kind: "stat", path: "/x" } };
const protocolError = expect.objectContaining({ code: "agent.protocol" });

test("what an agent writes is what the server reads", () => {
  const good: ResultMessage = { type: "result", id: "7-1", ok: true, value: { exitCode: 0 } };
  const bad: ResultMessage = { type: "result", id: "7-2", ok: false, error: { code: "file.not_found", message: "Nothing is at /x." } };
  const messages = [hello, good, bad, { type: "heartbeat", seq: 3 } as const, { type: "goodbye", reason: "ended" } as const];

  for (const message of messages) expect(decodeAgentMessage(encodeMessage(message))).toEqual(message);
});

test("what a server writes is what the agent reads", () => {
  const short = [
    { type: "heartbeat-ack", seq: 3 } as const,
    { type: "cancel", id: "7-1" } as const,
    { type: "result-ack", id: "7-1" } as const,
  ];

  for (const message of [welcome, request, ...short]) {
    expect(decodeServerMessage(encodeMessage(message))).toEqual(message);
  }
});

test("members of a later version are dropped, and messages of a later version are ignored", () => {
  expect(decodeAgentMessage(JSON.stringify({ ...hello, colour: "red" }))).toEqual(hello);
  expect(decodeAgentMessage('{"type":"stream","id":"1"}')).toEqual({ type: "unknown" });
  expect(decodeServerMessage('{"type":"reboot","id":"1"}')).toEqual({ type: "unknown" });
});

test("a side of the first version has no capabilities and waits for nothing", () => {
  const { capabilities: _, ...olderHello } = hello;
  const { capabilities: __, awaited: ___, ...olderWelcome } = welcome;

  expect(decodeAgentMessage(JSON.stringify(olderHello))).toEqual({ ...hello, capabilities: [] });
  expect(decodeServerMessage(JSON.stringify(olderWelcome))).toEqual({ ...welcome, capabilities: [], awaited: [] });
});

test("in force is what both sides have", () => {
  expect(commonCapabilities(["time-travel", "cancel"])).toEqual(["cancel"]);
  expect(commonCapabilities([])).toEqual([]);
});

test("an agent that does not say whether it yields does not yield", () => {
  const { isYielding: _, ...older } = hello;

  expect(decodeAgentMessage(JSON.stringify(older))).toEqual(hello);
});

test.each([
  ["no JSON", "{"],
  ["a list", "[]"],
  ["nothing", "null"],
  ["no type", "{}"],
  ["a hello without a connection ID", JSON.stringify({ ...hello, connectionId: undefined })],
  ["a connection ID with a space", JSON.stringify({ ...hello, connectionId: "a b" })],
  ["a connection ID that is too long", JSON.stringify({ ...hello, connectionId: "a".repeat(129) })],
  ["a work directory that is not absolute", JSON.stringify({ ...hello, workDir: "work" })],
  ["a host name with a control character", JSON.stringify({ ...hello, hostName: "login\u0000" })],
  ["a user name with half a character", JSON.stringify({ ...hello, userName: "ada\ud800" })],
  ["versions that are not numbers", JSON.stringify({ ...hello, versions: ["2"] })],
  [
    "programs that are longer than anybody needs",
    JSON.stringify({ ...hello, programs: Array.from({ length: 9 }, () => "p".repeat(4_000)) }),
  ],
  ["programs that are not texts", JSON.stringify({ ...hello, programs: [1] })],
  ["capabilities that are no list", JSON.stringify({ ...hello, capabilities: "resume" })],
  ["more capabilities than anybody has", JSON.stringify({ ...hello, capabilities: Array.from({ length: 101 }, String) })],
  ["a result without ok", '{"type":"result","id":"1"}'],
  ["a failed result without an error", '{"type":"result","id":"1","ok":false}'],
  ["an id with odd characters", '{"type":"result","id":"../1","ok":true}'],
  ["a heartbeat number below one", '{"type":"heartbeat","seq":0}'],
  ["a heartbeat number with a fraction", '{"type":"heartbeat","seq":1.5}'],
])("the server refuses %s", (_what, frame) => {
  expect(() => decodeAgentMessage(frame)).toThrow(protocolError);
});

test.each([
  ["a welcome without a fence", JSON.stringify({ ...welcome, fence: undefined })],
  ["a welcome that waits for an odd id", JSON.stringify({ ...welcome, awaited: ["../1"] })],
  ["a cancel of nothing", '{"type":"cancel"}'],
  ["an acknowledgement of an id that is too long", JSON.stringify({ type: "result-ack", id: "1".repeat(65) })],
  ["a request without a limit", JSON.stringify({ ...request, timeoutMs: undefined })],
  ["a request with a limit beyond an hour", JSON.stringify({ ...request, timeoutMs: limits.maxTimeoutMs + 1 })],
])("the agent refuses %s", (_what, frame) => {
  expect(() => decodeServerMessage(frame)).toThrow(protocolError);
});

test("an error message names the member and not its value", () => {
  const frame = JSON.stringify({ ...hello, connectionId: "top secret" });

  expect(() => decodeAgentMessage(frame)).toThrow(expect.objectContaining({ message: expect.not.stringContaining("secret") }));
});

test("an error code of a later version is read as a lost answer", () => {
  const frame = '{"type":"result","id":"1","ok":false,"error":{"code":"agent.asleep","message":"zzz"}}';

  expect(decodeAgentMessage(frame)).toMatchObject({ ok: false, error: { code: "agent.gone" } });
});

test("a message that does not fit a frame is not sent", () => {
  const value = "ä".repeat(limits.maxFrameBytes / 2);

  expect(() => encodeMessage({ type: "result", id: "1", ok: true, value })).toThrow(protocolError);
});

test("whatever arrives is a message or a protocol error", () => {
  const frames = fc.oneof(
    fc.string(),
    fc.json(),
    fc.object({ key: fc.constantFrom(...Object.keys(hello), "id", "ok", "seq") }).map((value) => JSON.stringify(value)),
  );

  fc.assert(
    fc.property(frames, fc.constantFrom("hello", "result", "request", "welcome", "heartbeat"), (frame, type) => {
      for (const candidate of [frame, withType(frame, type)]) {
        expect(outcomeOf(() => decodeAgentMessage(candidate))).toBe("good");
        expect(outcomeOf(() => decodeServerMessage(candidate))).toBe("good");
      }
    }),
    { numRuns: 300 },
  );
});

test("connection IDs may be what people type, without spaces", () => {
  expect(connectionIdProblem("gadi_ada-2")).toBeUndefined();
  expect(connectionIdProblem("größe/7")).toBeUndefined();
  expect(connectionIdProblem("")).toBeDefined();
  expect(connectionIdProblem("a\nb")).toBeDefined();
  expect(connectionIdProblem("x".repeat(129))).toBeDefined();
});

function withType(frame: string, type: string): string {
  try {
    const value: unknown = JSON.parse(frame);
    return typeof value === "object" && value !== null ? JSON.stringify({ ...value, type }) : frame;
  } catch {
    return frame; // not JSON: sent as it is
  }
}

function outcomeOf(decode: () => unknown): string {
  try {
    decode();
    return "good";
  } catch (error) {
    return isAppError(error, "agent.protocol") ? "good" : String(error);
  }
}
