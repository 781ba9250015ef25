import { AppError } from "@postern/domain";

import { limits } from "../limits.ts";
import { fail, readArray, readFlag, readInteger, readOptionalTexts, readText, readTexts, toObject } from "./json-reader.ts";
import type { JsonObject } from "./json-reader.ts";
import { resultErrorCodes } from "./messages.ts";
import type {
  AgentMessage,
  CancelMessage,
  Goodbye,
  HeartbeatMessage,
  Hello,
  RequestMessage,
  ResultAckMessage,
  ResultError,
  ResultMessage,
  ServerMessage,
  Welcome,
} from "./messages.ts";

/**
 * The text of one frame.
 *
 * @throws agent.protocol when it is larger than a frame may be; nothing was sent.
 */
export function encodeMessage(message: Exclude<AgentMessage | ServerMessage, { readonly type: "unknown" }>): string {
  const frame = JSON.stringify(message);
  // A character has at most three bytes here, so short texts need no counting.
  if (frame.length * 3 > limits.maxFrameBytes && Buffer.byteLength(frame) > limits.maxFrameBytes) {
    throw new AppError("agent.protocol", "A message is larger than a frame may be.");
  }
  return frame;
}

/** @throws agent.protocol on everything that SPEC.md does not let an agent send. */
export function decodeAgentMessage(frame: string): AgentMessage {
  const from = parseFrame(frame);
  switch (from["type"]) {
    case "hello":
      return decodeHello(from);
    case "heartbeat":
    case "heartbeat-ack":
      return decodeHeartbeat(from, from["type"]);
    case "result":
      return decodeResult(from);
    case "goodbye":
      return decodeGoodbye(from);
    default:
      return { type: "unknown" };
  }
}

/** @throws agent.protocol on everything that SPEC.md does not let a server send. */
export function decodeServerMessage(frame: string): ServerMessage {
  const from = parseFrame(frame);
  switch (from["type"]) {
    case "welcome":
      return decodeWelcome(from);
    case "heartbeat":
    case "heartbeat-ack":
      return decodeHeartbeat(from, from["type"]);
    case "request":
      return decodeRequest(from);
    case "cancel":
    case "result-ack":
      return decodeAboutRequest(from, from["type"]);
    default:
      return { type: "unknown" };
  }
}

/** Why a connection ID cannot be used; `undefined` when it can. */
export function connectionIdProblem(value: string): string | undefined {
  if (value.length === 0) return "A connection ID must not be empty.";
  if (value.length > limits.maxConnectionIdChars) return `A connection ID has at most ${String(limits.maxConnectionIdChars)} characters.`;
  return connectionIdPattern.test(value) ? undefined : "A connection ID holds no spaces and no control characters.";
}

const connectionIdPattern = /^[^\s\p{Cc}\p{Cs}]+$/u;
const idPattern = /^[A-Za-z0-9_-]+$/;
const id = { minChars: 1, maxChars: 64, pattern: idPattern };
const counter = { min: 1, max: Number.MAX_SAFE_INTEGER };
const duration = { min: 1, max: limits.maxTimeoutMs };
/** Names are stored and shown in lines: no control character, no half of a cut one. */
const name = { minChars: 1, maxChars: limits.maxNameChars, pattern: /^[^\p{Cc}\p{Cs}]*$/u };

function parseFrame(frame: string): JsonObject {
  if (frame.length > limits.maxFrameBytes) throw new AppError("agent.protocol", "A frame is too large.");
  const from = toObject(parseJson(frame), "frame");
  return typeof from["type"] === "string" ? from : fail("type", "text");
}

function parseJson(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch (error) {
    throw new AppError("agent.protocol", "A frame is not JSON.", { cause: error });
  }
}

function decodeHello(from: JsonObject): Hello {
  return {
    type: "hello",
    versions: readVersions(from),
    agentVersion: readText(from, "agentVersion", name),
    instanceId: readText(from, "instanceId", id),
    connectionId: readText(from, "connectionId", { minChars: 1, maxChars: limits.maxConnectionIdChars, pattern: connectionIdPattern }),
    userName: readText(from, "userName", name),
    hostName: readText(from, "hostName", name),
    workDir: readText(from, "workDir", { minChars: 1, maxChars: limits.maxPathBytes, pattern: /^\/[^\0]*$/ }),
    programs: readPrograms(from),
    isYielding: from["isYielding"] === undefined ? false : readFlag(from, "isYielding"),
    capabilities: readCapabilities(from),
  };
}

function readPrograms(from: JsonObject): readonly string[] {
  const programs = readTexts(from, "programs", { maxItems: limits.maxPrograms, maxChars: limits.maxPathBytes });
  const chars = programs.reduce((sum, program) => sum + program.length, 0);
  return chars <= limits.maxProgramsChars ? programs : fail("programs", `of at most ${String(limits.maxProgramsChars)} characters`);
}

function readVersions(from: JsonObject): readonly number[] {
  return readArray(from, "versions", 100).map((version) =>
    Number.isSafeInteger(version) ? Number(version) : fail("versions", "a list of numbers"),
  );
}

function readCapabilities(from: JsonObject): readonly string[] {
  return readOptionalTexts(from, "capabilities", { ...name, maxItems: limits.maxCapabilities });
}

function decodeWelcome(from: JsonObject): Welcome {
  return {
    type: "welcome",
    version: readInteger(from, "version", counter),
    fence: readInteger(from, "fence", counter),
    heartbeatMs: readInteger(from, "heartbeatMs", duration),
    deadlineMs: readInteger(from, "deadlineMs", duration),
    serverVersion: readText(from, "serverVersion", name),
    capabilities: readCapabilities(from),
    awaited: readOptionalTexts(from, "awaited", { ...id, maxItems: limits.maxAwaited }),
  };
}

function decodeHeartbeat(from: JsonObject, type: HeartbeatMessage["type"]): HeartbeatMessage {
  return { type, seq: readInteger(from, "seq", counter) };
}

function decodeRequest(from: JsonObject): RequestMessage {
  return {
    type: "request",
    id: readId(from),
    fence: readInteger(from, "fence", counter),
    timeoutMs: readInteger(from, "timeoutMs", duration),
    operation: from["operation"],
  };
}

function decodeAboutRequest(from: JsonObject, type: "cancel" | "result-ack"): CancelMessage | ResultAckMessage {
  return { type, id: readId(from) };
}

function decodeResult(from: JsonObject): ResultMessage {
  const about = { type: "result", id: readId(from) } as const;
  if (readFlag(from, "ok")) return { ...about, ok: true, value: from["value"] };
  return { ...about, ok: false, error: decodeError(toObject(from["error"], "error")) };
}

/** @throws agent.protocol when a member is wrong. */
export function decodeError(from: JsonObject): ResultError {
  const code = readText(from, "code", name);
  const message = readText(from, "message", { maxChars: limits.maxMessageChars });
  // A code of a later version says that it failed, not what happened: the careful reading is a lost answer.
  return { code: resultErrorCodes.find((known) => known === code) ?? "agent.gone", message };
}

function decodeGoodbye(from: JsonObject): Goodbye {
  return { type: "goodbye", reason: readText(from, "reason", { maxChars: limits.maxNameChars }) };
}

function readId(from: JsonObject): string {
  return readText(from, "id", id);
}
