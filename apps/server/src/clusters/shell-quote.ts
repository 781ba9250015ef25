/** Letters that no POSIX shell reads as anything but themselves, in any place of a word. */
const plain = /^[A-Za-z0-9_/:.,@%+-]+$/;

/**
 * One word for a shell script, whatever is in it: in single quotes, where nothing but the quote itself means anything.
 * For rendering script files only; commands are run as words, without a shell.
 */
export function shellQuote(word: string): string {
  if (plain.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
