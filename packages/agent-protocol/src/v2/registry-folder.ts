/** The folder beside the files of a run that has credentials of container registries, and only these. `prefix` ends in `nf-` and the run's id. */
export const registryFolderOf = (prefix: string): string => `${prefix}.registry`;

/** Takes such a folder away. Every agent's policy allows it: what a run was lent must not stay when its job was killed. */
export function renderRegistryRemoval(folder: string): readonly [string, ...string[]] {
  return ["rm", "-rf", "--", folder];
}

/** Whether these words are a `renderRegistryRemoval`. A link of such a name is removed, and not what it leads to. */
export function isRegistryRemoval(words: readonly string[]): boolean {
  const [program, force, end, folder, ...rest] = words;
  const isRemoval = program === "rm" && force === "-rf" && end === "--" && rest.length === 0;
  return isRemoval && folder !== undefined && /^\/(?:[^]*\/)?nf-[A-Za-z0-9]{1,16}\.registry$/.test(folder);
}
