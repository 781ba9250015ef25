import { AppError } from "@postern/domain";
import type { CommandRequest, CommandResult } from "@postern/domain";

import { limits } from "../limits.ts";
import {
  fail,
  readBytes,
  readInteger,
  readOptionalInteger,
  readOptionalText,
  readText,
  readTexts,
  toObject,
  writeBytes,
} from "./json-reader.ts";
import type { JsonObject } from "./json-reader.ts";

export type FileKind = "file" | "directory" | "other";

/** What an agent may be asked to do, with what each answers. What they mean is said by the port `CommandChannel`. */
export interface OperationTable {
  readonly run: { readonly ask: RunOperation; readonly value: Required<CommandResult> };
  readonly read: { readonly ask: ReadOperation; readonly value: ChunkValue };
  readonly tail: { readonly ask: TailOperation; readonly value: ChunkValue };
  readonly write: { readonly ask: WriteOperation; readonly value: EmptyValue };
  readonly stat: { readonly ask: PathOperation<"stat">; readonly value: { readonly stat: StatValue | null } };
  readonly list: { readonly ask: PathOperation<"list">; readonly value: { readonly entries: readonly EntryValue[] } };
  readonly makeDirectory: { readonly ask: MakeDirectoryOperation; readonly value: EmptyValue };
}

export type OperationKind = keyof OperationTable;
export type OperationOf<Kind extends OperationKind> = OperationTable[Kind]["ask"];
export type ValueOf<Kind extends OperationKind> = OperationTable[Kind]["value"];
export type Operation = OperationOf<OperationKind>;

/** The time limit travels in the request around it. */
export type RunOperation = { readonly kind: "run" } & Omit<CommandRequest, "timeoutMs" | "isQuestion">;

export interface PathOperation<Kind extends string> {
  readonly kind: Kind;
  readonly path: string;
}

export interface ReadOperation extends PathOperation<"read"> {
  readonly offset: number;
  readonly maxBytes: number;
}

export interface TailOperation extends PathOperation<"tail"> {
  readonly maxBytes: number;
}

export interface WriteOperation extends PathOperation<"write"> {
  readonly bytes: Uint8Array;
  readonly mode?: number;
}

export interface MakeDirectoryOperation extends PathOperation<"makeDirectory"> {
  readonly mode?: number;
}

export interface ChunkValue {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly fileSizeBytes: number;
}

export interface StatValue {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  readonly mode: number;
  readonly isWritable: boolean;
}

export interface EntryValue {
  readonly name: string;
  readonly kind: FileKind;
}

export type EmptyValue = Readonly<Record<string, never>>;

/**
 * Reads the `operation` of a request.
 *
 * @throws agent.protocol when its kind is unknown or a member is wrong; only this one request fails.
 */
export function decodeOperation(value: unknown): Operation {
  const from = toObject(value, "operation");
  const kind = from["kind"];
  if (typeof kind !== "string" || !isOperationKind(kind)) {
    throw new AppError("agent.protocol", "This agent does not know the operation.", { detail: `kind ${String(kind).slice(0, 40)}` });
  }
  return operationDecoders[kind](from);
}

/** The operation as it stands in a frame: bytes become base64. */
export function encodeOperation(operation: Operation): JsonObject {
  return operation.kind === "write" ? { ...operation, bytes: writeBytes(operation.bytes) } : { ...operation };
}

const operationDecoders: { readonly [Kind in OperationKind]: (from: JsonObject) => OperationOf<Kind> } = {
  run: decodeRun,
  read: (from) => ({
    kind: "read",
    path: readPath(from, "path"),
    offset: readInteger(from, "offset", anySize),
    maxBytes: readMaxBytes(from),
  }),
  tail: (from) => ({ kind: "tail", path: readPath(from, "path"), maxBytes: readMaxBytes(from) }),
  write: (from) => ({
    kind: "write",
    path: readPath(from, "path"),
    bytes: readBytes(from, "bytes", limits.maxFileBytes),
    ...readMode(from),
  }),
  stat: (from) => ({ kind: "stat", path: readPath(from, "path") }),
  list: (from) => ({ kind: "list", path: readPath(from, "path") }),
  makeDirectory: (from) => ({ kind: "makeDirectory", path: readPath(from, "path"), ...readMode(from) }),
};

const anySize = { min: 0, max: Number.MAX_SAFE_INTEGER };

function isOperationKind(kind: string): kind is OperationKind {
  return Object.hasOwn(operationDecoders, kind);
}

function decodeRun(from: JsonObject): RunOperation {
  const stdin = readOptionalText(from, "stdin", { maxChars: limits.maxStdinBytes });
  const workDir = from["workDir"] === undefined ? undefined : readPath(from, "workDir");
  const maxOutputBytes = readOptionalInteger(from, "maxOutputBytes", { min: 1, max: limits.maxOutputBytes });
  return {
    kind: "run",
    words: readWords(from),
    ...(stdin === undefined ? {} : { stdin }),
    ...(workDir === undefined ? {} : { workDir }),
    ...(maxOutputBytes === undefined ? {} : { maxOutputBytes }),
  };
}

function readWords(from: JsonObject): readonly [string, ...string[]] {
  const words = readTexts(from, "words", { maxItems: limits.maxWords, maxChars: limits.maxWordsBytes, pattern: withoutNul });
  const sizeBytes = words.reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0);
  if (sizeBytes > limits.maxWordsBytes) return fail("words", `of at most ${String(limits.maxWordsBytes)} bytes`);
  const [program, ...rest] = words;
  return program === undefined || program === "" ? fail("words", "a program with its arguments") : [program, ...rest];
}

/** @throws agent.protocol when it is not absolute, or too long. */
export function readPath(from: JsonObject, member: string): string {
  const path = readText(from, member, { minChars: 1, maxChars: limits.maxPathBytes, pattern: absoluteWithoutNul });
  return Buffer.byteLength(path) <= limits.maxPathBytes ? path : fail(member, `of at most ${String(limits.maxPathBytes)} bytes`);
}

function readMaxBytes(from: JsonObject): number {
  return readInteger(from, "maxBytes", { min: 1, max: limits.maxFileBytes });
}

/** The member `mode`, where it is there. */
export function readMode(from: JsonObject): { readonly mode?: number } {
  const mode = readOptionalInteger(from, "mode", { min: 0, max: 0o777 });
  return mode === undefined ? {} : { mode };
}

const withoutNul = /^[^\0]*$/;
const absoluteWithoutNul = /^\/[^\0]*$/;
