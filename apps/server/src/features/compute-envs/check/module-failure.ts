/** What is said of a module that could not be loaded, and what to do. */
export function moduleFailure(trouble: string): { readonly summary: string; readonly cure: string } {
  return {
    summary: `${trouble.slice(0, 1).toUpperCase()}${trouble.slice(1)}.`,
    cure: "Write its name as `module avail` does there, or take it out of the modules of the environment.",
  };
}
