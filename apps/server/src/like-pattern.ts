/** A LIKE pattern for text that contains `word`; `!` is the escape character. */
export function likeContaining(word: string): string {
  return `%${likeBeginning(word)}`;
}

/** The same for text that begins with `word`. */
export function likeBeginning(word: string): string {
  return `${word.replaceAll(/[!%_]/g, (sign) => `!${sign}`)}%`;
}
