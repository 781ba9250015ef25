/**
 * One word as `sh` has to read it to get exactly this word, whatever is in it.
 *
 * The text is pure ASCII: a Java program in the locale C hands every other character to `sh` as a question mark, and such a program
 * stands between us and the shell where the incumbent's agent serves. So other characters are spelled out as bytes.
 * A NUL cannot be a part of a word, and must have been refused before.
 */
export function quoteWord(word: string): string {
  if (word === "") return "''";
  return word.replaceAll(/(?<plain>[\0-\x7f]+)|(?<other>[^\0-\x7f]+)/g, (part, plain: string | undefined) =>
    plain === undefined ? `"$(printf '${octalBytes(part)}')"` : `'${plain.replaceAll("'", String.raw`'\''`)}'`,
  );
}

/** Words of a command line, apart. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(" ");
}

function octalBytes(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
