import type { OutboundReply } from "../../../../outbound/outbound-http.ts";

const maxMessageLength = 4096;

/** What an answer says in words, wherever the product keeps them; empty when it says nothing that a person would read. */
export function providerWords({ body }: OutboundReply): string {
  const text = body.trim();
  if (text === "" || text.startsWith("<")) return "";
  const found = text.startsWith("{") ? wordsOfJson(text) : text.split("\n", 1)[0];
  return clean(found ?? "").slice(0, maxMessageLength);
}

/**
 * A sentence of ours with the provider's own words behind it. SAFETY: words that repeat a secret, or a part of it, are left out as a
 * whole: cut pieces would still tell where it was and how long it is.
 */
export function withWords(sentence: string, words: string, secrets: readonly string[]): string {
  if (words === "") return `${sentence}.`;
  const shown = repeatsSecret(words, secrets) ? "its words are left out, because they repeat a part of the secret" : words;
  return `${sentence}: ${shown}`.slice(0, maxMessageLength);
}

function wordsOfJson(text: string): string | undefined {
  try {
    return wordsIn(JSON.parse(text));
  } catch {
    // Cut off, or no JSON after all: nothing to show.
    return undefined;
  }
}

const wordMembers = ["message", "error_description", "errors", "error", "details", "detail"];

const deepest = 5;

/** Looks for the first text under the names that providers use. No deeper than any of them has it: whoever answers chooses the depth. */
function wordsIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (depth === deepest) return undefined;
  for (const inner of placesOfWords(value)) {
    const words = wordsIn(inner, depth + 1);
    if (words !== undefined) return words;
  }
  return undefined;
}

function placesOfWords(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.slice(0, 1);
  if (typeof value !== "object" || value === null) return [];
  return wordMembers.filter((name) => Object.hasOwn(value, name)).map((name) => (value as Record<string, unknown>)[name]);
}

function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
}

const pieceLength = 8;

function repeatsSecret(words: string, secrets: readonly string[]): boolean {
  const heard = words.toLowerCase();
  return secrets.flatMap(formsOf).some((form) => piecesOf(form.toLowerCase()).some((piece) => heard.includes(piece)));
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  return [secret, encodeURIComponent(secret.toWellFormed()), bytes.toString("base64").replace(/=+$/, ""), bytes.toString("hex")];
}

function piecesOf(form: string): readonly string[] {
  if (form.length <= pieceLength) return form === "" ? [] : [form];
  return Array.from({ length: form.length - pieceLength + 1 }, (_, at) => form.slice(at, at + pieceLength));
}
