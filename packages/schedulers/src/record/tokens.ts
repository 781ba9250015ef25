import type { Standing } from "./name-places.ts";

/** A run of letters and digits, or an address, with what is to be known of it. */
export interface Token {
  readonly text: string;
  readonly kind: "address" | "word" | "number";
  readonly standing: Standing;
  /** No part of a time, a date, a version or a fraction. */
  readonly isAlone: boolean;
}

const version4 = String.raw`(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])`;
// With two colons that follow each other, or with more of them than a time has; those of hardware look the same.
const version6 = String.raw`(?<![\p{L}\p{N}_:.])(?=[\da-f:]*::|(?:[\da-f]{1,4}:){5})(?=:*[\da-f])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\p{L}\p{N}_:])`;
const word = String.raw`[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*`;
const pattern = new RegExp(`(?<address>${version4}|${version6})|(?<word>${word})|(?<number>\\p{N}+)`, "giu");

/** The tokens of a text, and what stands between them. */
export function tokensOf(text: string, standings: readonly Standing[]): readonly (Token | string)[] {
  const pieces: (Token | string)[] = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    pieces.push(text.slice(done, match.index), toToken(match, text, standings[match.index] ?? "text"));
    done = match.index + match[0].length;
  }
  return [...pieces, text.slice(done)];
}

/** The words and numbers of a name, in small letters. */
export function partsOf(name: string): readonly string[] {
  return name.toLowerCase().match(pattern) ?? [];
}

/** A name with other parts. */
export function replaceParts(name: string, by: (part: string) => string): string {
  return name.replaceAll(pattern, (part) => by(part));
}

function toToken({ 0: text, index, groups = {} }: RegExpExecArray, whole: string, standing: Standing): Token {
  const before = whole.slice(Math.max(0, index - 2), index);
  const after = whole.slice(index + text.length, index + text.length + 2);
  const isAlone = !/[\p{N}\p{L}][.:/-]$/u.test(before) && !/^[.:/-]\p{N}/u.test(after);
  const kind = groups["address"] !== undefined ? "address" : groups["word"] !== undefined ? "word" : "number";
  return { text, kind, standing, isAlone };
}
