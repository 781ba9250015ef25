/** Prints where a program is, as a login of that account would find it. Exit 127 or 1 when it is nowhere. */
export const lookupScript = 'command -v -- "$1"';

/**
 * The one use of `sh` that every agent's policy allows: looking for a program on its PATH.
 * The check page needs it; a general shell it must not need.
 */
export function renderLookup(program: string): readonly [string, ...string[]] {
  return ["sh", "-c", lookupScript, "sh", program];
}

/** Whether these words are a `renderLookup` of a plain program name. */
export function isLookup(words: readonly string[]): boolean {
  const [program, flag, script, name, wanted, ...rest] = words;
  const isScript = program === "sh" && flag === "-c" && script === lookupScript && name === "sh";
  return isScript && rest.length === 0 && wanted !== undefined && /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/.test(wanted);
}
