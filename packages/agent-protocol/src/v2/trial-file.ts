/** What checks of older servers write into a directory, to see that they can. Newer ones name it as `trialFolderIn` does. */
const trialFileName = ".postern-check";

const trialFileIn = (directory: string): string => `${directory}/${trialFileName}`;

/** The one removal that every agent's policy allows: that of the trial file. A directory of this name stays. */
export function renderTrialRemoval(directory: string): readonly [string, ...string[]] {
  return ["rm", "-f", "--", trialFileIn(directory)];
}

/** Whether these words are a `renderTrialRemoval`. */
export function isTrialRemoval(words: readonly string[]): boolean {
  const [program, force, end, path, ...rest] = words;
  const isRemoval = program === "rm" && force === "-f" && end === "--" && rest.length === 0;
  return isRemoval && path !== undefined && path.startsWith("/") && path.endsWith(`/${trialFileName}`);
}
