import { AppError } from "@postern/domain";

/**
 * Splits the head job options of a form into words, as a shell would, but without its powers: blanks and line
 * ends separate, '…' and "…" hold together, a backslash takes the next character as it is. `$`, `*`, `;` mean nothing.
 *
 * @throws scheduler.rejected for an open quote, a lone backslash at the end, or a control character.
 */
export function splitOptionWords(text: string): readonly string[] {
  const words: string[] = [];
  let position = 0;
  while (position < text.length) {
    const piece = nextWord(text, position);
    if (piece.word !== undefined) words.push(piece.word);
    position = piece.end;
  }
  return words;
}

const blanks = /\s*/y;
const plain = /[^\s'"\\]+/y;
const singleQuoted = /'([^']*)'/y;
const doubleQuoted = /"((?:[^"\\]|\\.)*)"/sy;
const escaped = /\\(.)/sy;

function nextWord(text: string, start: number): { readonly word: string | undefined; readonly end: number } {
  let end = start + (matchAt(blanks, text, start)?.[0].length ?? 0);
  let word: string | undefined;
  while (end < text.length && !/\s/.test(text.charAt(end))) {
    const piece = pieceAt(text, end);
    word = (word ?? "") + piece.value;
    end += piece.length;
  }
  return { word, end };
}

function pieceAt(text: string, at: number): { readonly value: string; readonly length: number } {
  const whole = matchAt(plain, text, at);
  if (whole !== undefined) return { value: checked(whole[0]), length: whole[0].length };
  const single = matchAt(singleQuoted, text, at) ?? matchAt(escaped, text, at);
  if (single !== undefined) return { value: checked(single[1] ?? ""), length: single[0].length };
  const double = matchAt(doubleQuoted, text, at);
  if (double !== undefined) return { value: checked((double[1] ?? "").replaceAll(/\\(["\\$`])/g, "$1")), length: double[0].length };
  throw new AppError("scheduler.rejected", "The head job options have a quote or a backslash without its partner.");
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  const own = new RegExp(pattern.source, pattern.flags);
  own.lastIndex = at;
  return own.exec(text) ?? undefined;
}

function checked(value: string): string {
  if (/\p{Cc}/u.test(value)) throw new AppError("scheduler.rejected", "The head job options contain a control character.");
  return value;
}
