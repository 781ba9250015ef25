import { AppError } from "@postern/domain";

import { limits } from "../limits.ts";
import { decodeError } from "./codec.ts";
import { fail, readChoice, readInteger, readOptionalInteger, readText, toObject } from "./json-reader.ts";
import type { JsonObject } from "./json-reader.ts";
import type { ResultError } from "./messages.ts";
import { readMode, readPath } from "./operations.ts";

/** What the server asks for when it opens a stream (SPEC.md, "Streams"). */
export type StreamAsk =
  | { readonly what: "read"; readonly path: string; readonly offset: number; readonly maxBytes?: number }
  | { readonly what: "write"; readonly path: string; readonly mode?: number };

/** Of a stream that reads: which file it is. */
export interface OpenedFile {
  readonly identity: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
}

export type StreamFrame =
  | { readonly kind: "open"; readonly id: number; readonly fence: number; readonly ask: StreamAsk }
  | { readonly kind: "opened"; readonly id: number; readonly file: OpenedFile | undefined }
  | { readonly kind: "data"; readonly id: number; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: "credit"; readonly id: number; readonly bytes: number }
  | { readonly kind: "end"; readonly id: number; readonly position: number }
  | { readonly kind: "done"; readonly id: number }
  | { readonly kind: "abort"; readonly id: number; readonly error: ResultError };

/** First byte of a frame. INVARIANT: numbers are never given to another kind. */
const numbers = { open: 1, opened: 2, data: 3, credit: 4, end: 5, done: 6, abort: 7 } as const;
const kinds = new Map(Object.entries(numbers).map(([kind, number]) => [number as number, kind as StreamFrame["kind"]]));

const headBytes = 5;
const positionBytes = 6;
const maxControlBytes = 64 * 1024;
const anySize = { min: 0, max: Number.MAX_SAFE_INTEGER };
const counter = { min: 1, max: Number.MAX_SAFE_INTEGER };

/** The bytes of one binary frame. */
export function encodeStreamFrame(frame: StreamFrame): Uint8Array {
  switch (frame.kind) {
    case "data":
      return withHead(frame, [positionOf(frame.position), frame.bytes]);
    case "end":
      return withHead(frame, [positionOf(frame.position)]);
    case "done":
      return withHead(frame, []);
    case "open":
      return withHead(frame, [jsonOf({ fence: frame.fence, ...frame.ask })]);
    case "opened":
      return withHead(frame, [jsonOf({ ...frame.file })]);
    case "credit":
      return withHead(frame, [jsonOf({ bytes: frame.bytes })]);
    case "abort":
      return withHead(frame, [jsonOf({ ...frame.error })]);
  }
}

/**
 * `undefined`: of a later version, to be ignored. The bytes of a data frame are a view into the frame.
 *
 * @throws agent.protocol on everything that SPEC.md does not let either side send.
 */
export function decodeStreamFrame(frame: Uint8Array): StreamFrame | undefined {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  if (bytes.length < headBytes) throw new AppError("agent.protocol", "A binary frame is too short.");
  const kind = kinds.get(bytes.readUInt8(0));
  const head = { id: bytes.readUInt32BE(1), rest: bytes.subarray(headBytes) };
  return kind === undefined ? undefined : decoders[kind](head);
}

interface Head {
  readonly id: number;
  readonly rest: Buffer;
}

const decoders: { readonly [Kind in StreamFrame["kind"]]: (head: Head) => StreamFrame } = {
  open: ({ id, rest }) => {
    const from = readJson(rest);
    return { kind: "open", id, fence: readInteger(from, "fence", counter), ask: readAsk(from) };
  },
  opened: ({ id, rest }) => {
    const from = readJson(rest);
    return { kind: "opened", id, file: from["identity"] === undefined ? undefined : readFile(from) };
  },
  data: ({ id, rest }) => {
    const position = readPosition(rest);
    const bytes = rest.subarray(positionBytes);
    if (bytes.length === 0 || bytes.length > limits.streamPieceBytes)
      return fail("bytes", `of 1 to ${String(limits.streamPieceBytes)} bytes`);
    return { kind: "data", id, position, bytes };
  },
  credit: ({ id, rest }) => ({
    kind: "credit",
    id,
    bytes: readInteger(readJson(rest), "bytes", { min: 1, max: limits.streamWindowBytes }),
  }),
  end: ({ id, rest }) => ({ kind: "end", id, position: readPosition(rest) }),
  done: ({ id }) => ({ kind: "done", id }),
  abort: ({ id, rest }) => ({ kind: "abort", id, error: decodeError(readJson(rest)) }),
};

function readAsk(from: JsonObject): StreamAsk {
  const what = readChoice(from, "what", ["read", "write"]);
  const path = readPath(from, "path");
  if (what === "write") return { what, path, ...readMode(from) };
  const maxBytes = readOptionalInteger(from, "maxBytes", anySize);
  return { what, path, offset: readInteger(from, "offset", anySize), ...(maxBytes === undefined ? {} : { maxBytes }) };
}

function readFile(from: JsonObject): OpenedFile {
  return {
    identity: readText(from, "identity", { minChars: 1, maxChars: 64 }),
    sizeBytes: readInteger(from, "sizeBytes", anySize),
    modifiedAt: readInteger(from, "modifiedAt", { ...anySize, min: Number.MIN_SAFE_INTEGER }),
  };
}

function readPosition(rest: Buffer): number {
  return rest.length < positionBytes ? fail("position", "there") : rest.readUIntBE(0, positionBytes);
}

function readJson(rest: Buffer): JsonObject {
  if (rest.length > maxControlBytes) throw new AppError("agent.protocol", "A frame of a stream is too large.");
  try {
    return toObject(JSON.parse(rest.toString()), "frame");
  } catch (error) {
    throw new AppError("agent.protocol", "A frame of a stream is not JSON.", { cause: error });
  }
}

function withHead(frame: { readonly kind: StreamFrame["kind"]; readonly id: number }, parts: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(numbers[frame.kind], 0);
  head.writeUInt32BE(frame.id, 1);
  return Buffer.concat([head, ...parts]);
}

function positionOf(position: number): Uint8Array {
  const bytes = Buffer.alloc(positionBytes);
  bytes.writeUIntBE(position, 0, positionBytes);
  return bytes;
}

function jsonOf(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
