/**
 * Where the trial job of a check and the server leave each other files, in a directory that both see; or the small file by which a check sees
 * that it can write. `id`: 14 of a-z and 0-9.
 */
export const trialFolderIn = (directory: string, id: string): string => `${directory === "/" ? "" : directory}/.postern-check-${id}`;

/** The one folder, or file, that every agent's policy lets be removed with what is in it. */
export function renderTrialFolderRemoval(folder: string): readonly [string, ...string[]] {
  return ["rm", "-rf", "--", folder];
}

/** Whether these words are a `renderTrialFolderRemoval` of such a folder. */
export function isTrialFolderRemoval(words: readonly string[]): boolean {
  const [program, recursive, end, path, ...rest] = words;
  const isRemoval = program === "rm" && recursive === "-rf" && end === "--" && rest.length === 0;
  return isRemoval && path !== undefined && /^\/(?:.*\/)?\.postern-check-[a-z0-9]{14}$/s.test(path);
}
