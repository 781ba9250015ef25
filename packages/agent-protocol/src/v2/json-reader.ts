import { AppError } from "@postern/domain";

/** A JSON object whose members are not checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface TextRule {
  readonly minChars?: number;
  readonly maxChars: number;
  readonly pattern?: RegExp;
}

export interface NumberRule {
  readonly min: number;
  readonly max: number;
}

/** @throws agent.protocol, naming the member and never its value. */
export function fail(member: string, wanted: string): never {
  throw new AppError("agent.protocol", `The member "${member}" of a frame is not ${wanted}.`);
}

export function toObject(value: unknown, member: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fail(member, "an object");
  return value as JsonObject;
}

export function readText(from: JsonObject, member: string, rule: TextRule): string {
  return toText(from[member], member, rule);
}

export function readOptionalText(from: JsonObject, member: string, rule: TextRule): string | undefined {
  return from[member] === undefined ? undefined : readText(from, member, rule);
}

export function readInteger(from: JsonObject, member: string, rule: NumberRule): number {
  const value = from[member];
  const isGood = typeof value === "number" && Number.isSafeInteger(value) && value >= rule.min && value <= rule.max;
  return isGood ? value : fail(member, `a whole number from ${String(rule.min)} to ${String(rule.max)}`);
}

export function readOptionalInteger(from: JsonObject, member: string, rule: NumberRule): number | undefined {
  return from[member] === undefined ? undefined : readInteger(from, member, rule);
}

export function readFlag(from: JsonObject, member: string): boolean {
  const value = from[member];
  return typeof value === "boolean" ? value : fail(member, "true or false");
}

export function readTexts(from: JsonObject, member: string, rule: TextRule & { readonly maxItems: number }): readonly string[] {
  return readArray(from, member, rule.maxItems).map((item) => toText(item, member, rule));
}

/** Missing: none. */
export function readOptionalTexts(from: JsonObject, member: string, rule: TextRule & { readonly maxItems: number }): readonly string[] {
  return from[member] === undefined ? [] : readTexts(from, member, rule);
}

export function readArray(from: JsonObject, member: string, maxItems: number): readonly unknown[] {
  const value = from[member];
  return Array.isArray(value) && value.length <= maxItems ? value : fail(member, `a list of at most ${String(maxItems)}`);
}

export function readChoice<Choice extends string>(from: JsonObject, member: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === from[member]);
  return found ?? fail(member, `one of ${choices.join(", ")}`);
}

/** Base64, standard alphabet, padded, as `Buffer` writes it. */
export function readBytes(from: JsonObject, member: string, maxBytes: number): Uint8Array {
  const value = from[member];
  if (typeof value !== "string") return fail(member, "base64");
  if (value.length > Math.ceil(maxBytes / 3) * 4) return fail(member, `at most ${String(maxBytes)} bytes`);
  const bytes = Buffer.from(value, "base64");
  // Buffer skips what is not base64; writing the bytes again shows whether anything was.
  if (bytes.toString("base64") !== value) return fail(member, "base64");
  return bytes.length <= maxBytes ? bytes : fail(member, `at most ${String(maxBytes)} bytes`);
}

export function writeBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function toText(value: unknown, member: string, rule: TextRule): string {
  if (typeof value !== "string") return fail(member, "text");
  if (value.length < (rule.minChars ?? 0) || value.length > rule.maxChars) {
    return fail(member, `${String(rule.minChars ?? 0)} to ${String(rule.maxChars)} characters long`);
  }
  return rule.pattern === undefined || rule.pattern.test(value) ? value : fail(member, "in the right form");
}
