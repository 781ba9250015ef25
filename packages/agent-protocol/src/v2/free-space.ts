/** How much room there is in the file system of a directory, in the one form that is the same everywhere: blocks of 1 KiB, a line for each. */
export function renderFreeSpace(directory: string): readonly [string, ...string[]] {
  return ["df", "-P", "-k", "--", directory];
}

/** Whether these words are a `renderFreeSpace`: a question that every agent's policy allows. */
export function isFreeSpaceQuestion(words: readonly string[]): boolean {
  const [program, portable, unit, end, path, ...rest] = words;
  const isQuestion = program === "df" && portable === "-P" && unit === "-k" && end === "--" && rest.length === 0;
  return isQuestion && path !== undefined && path.startsWith("/");
}
