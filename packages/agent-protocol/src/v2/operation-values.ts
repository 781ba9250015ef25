import { limits } from "../limits.ts";
import { readArray, readBytes, readChoice, readFlag, readInteger, readText, toObject, writeBytes } from "./json-reader.ts";
import type { JsonObject } from "./json-reader.ts";
import type { ChunkValue, EntryValue, FileKind, OperationKind, StatValue, ValueOf } from "./operations.ts";

/**
 * Reads the `value` of a good result, by the kind of operation that was asked.
 *
 * @throws agent.protocol when it is not what that operation answers. The act has happened.
 */
export function decodeValue<Kind extends OperationKind>(kind: Kind, value: unknown): ValueOf<Kind> {
  return valueDecoders[kind](toObject(value, "value"));
}

/** The value as it stands in a frame: bytes become base64. */
export function encodeValue(value: ValueOf<OperationKind>): JsonObject {
  return "bytes" in value && value.bytes instanceof Uint8Array ? { ...value, bytes: writeBytes(value.bytes) } : { ...value };
}

const valueDecoders: { readonly [Kind in OperationKind]: (from: JsonObject) => ValueOf<Kind> } = {
  run: (from) => ({
    exitCode: readInteger(from, "exitCode", { min: 0, max: 255 }),
    stdout: readText(from, "stdout", { maxChars: limits.maxFrameBytes }),
    stderr: readText(from, "stderr", { maxChars: limits.maxFrameBytes }),
    isCut: readFlag(from, "isCut"),
  }),
  read: decodeChunk,
  tail: decodeChunk,
  write: () => ({}),
  stat: (from) => ({ stat: from["stat"] === null ? null : decodeStat(toObject(from["stat"], "stat")) }),
  list: (from) => ({ entries: readArray(from, "entries", limits.maxEntries).map((entry) => decodeEntry(toObject(entry, "entries"))) }),
  makeDirectory: () => ({}),
};

const fileKinds: readonly FileKind[] = ["file", "directory", "other"];
const anySize = { min: 0, max: Number.MAX_SAFE_INTEGER };
const anyTime = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };

function decodeChunk(from: JsonObject): ChunkValue {
  return {
    offset: readInteger(from, "offset", anySize),
    bytes: readBytes(from, "bytes", limits.maxFileBytes),
    fileSizeBytes: readInteger(from, "fileSizeBytes", anySize),
  };
}

function decodeStat(from: JsonObject): StatValue {
  return {
    kind: readChoice(from, "kind", fileKinds),
    sizeBytes: readInteger(from, "sizeBytes", anySize),
    modifiedAt: readInteger(from, "modifiedAt", anyTime),
    mode: readInteger(from, "mode", { min: 0, max: 0o7777 }),
    isWritable: readFlag(from, "isWritable"),
  };
}

/** One step of a path, and not back: names are joined to the folder that they came from. */
const entryName = /^(?!\.\.?$)[^/\0]+$/;

function decodeEntry(from: JsonObject): EntryValue {
  return {
    name: readText(from, "name", { minChars: 1, maxChars: limits.maxPathBytes, pattern: entryName }),
    kind: readChoice(from, "kind", fileKinds),
  };
}
