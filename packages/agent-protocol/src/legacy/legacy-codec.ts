import { AppError } from "@postern/domain";

import { limits } from "../limits.ts";
import { fail, readBytes, readInteger, readText, toObject } from "../v2/json-reader.ts";
import type { JsonObject } from "../v2/json-reader.ts";
import { legacyLimits } from "./legacy-limits.ts";
import type { LegacyAgentMessage, LegacyCommandResponse, LegacyInfo, LegacyServerMessage } from "./legacy-messages.ts";

/** Its library takes `@type` for the kind of message. @throws agent.protocol when a command is too long for `sh -c`; nothing was sent. */
export function encodeLegacyMessage(message: LegacyServerMessage): string {
  const { type, ...rest } = message;
  if (message.type === "command-request" && message.command.length > legacyLimits.maxCommandChars) {
    throw new AppError("agent.protocol", "A command is too long for a command line.");
  }
  return JSON.stringify({ "@type": type, ...rest });
}

/** @throws agent.protocol on what SPEC-legacy.md does not let an agent send. Members that are not named there are ignored. */
export function decodeLegacyMessage(frame: string): LegacyAgentMessage {
  if (frame.length > legacyLimits.maxFrameBytes) throw new AppError("agent.protocol", "A frame is too large.");
  const from = toObject(parseJson(frame), "frame");
  const type = from["@type"];
  if (typeof type !== "string") return fail("@type", "text");
  switch (type) {
    case "info":
      return decodeInfo(from);
    case "heartbeat":
      return { type };
    case "command-response":
      return decodeResponse(from);
    default:
      return { type: "unknown" };
  }
}

/** Names are stored and shown in lines: no control character, no half of a cut one. */
const name = { minChars: 1, maxChars: limits.maxNameChars, pattern: /^[^\p{Cc}\p{Cs}]*$/u };
const anyStatus = { min: -0x8000_0000, max: 0x7fff_ffff };

function decodeInfo(from: JsonObject): LegacyInfo {
  return {
    type: "info",
    userName: readText(from, "userName", name),
    workDir: readText(from, "workDir", { minChars: 1, maxChars: limits.maxPathBytes, pattern: /^\/[^\0]*$/ }),
    agentVersion: readText(from, "agentVersion", name),
  };
}

function decodeResponse(from: JsonObject): LegacyCommandResponse {
  return {
    type: "command-response",
    id: readText(from, "id", { minChars: 1, maxChars: 64 }),
    result: readResult(from),
    exitStatus: from["exitStatus"] === undefined ? 0 : readInteger(from, "exitStatus", anyStatus),
  };
}

/** A command that printed nothing may have none. */
function readResult(from: JsonObject): Uint8Array {
  if (from["result"] === undefined || from["result"] === null) return new Uint8Array();
  return readBytes(from, "result", legacyLimits.maxResultBytes);
}

function parseJson(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch (error) {
    throw new AppError("agent.protocol", "A frame is not JSON.", { cause: error });
  }
}
