/** The folder that the last version of an environment was copied from, kept in the browser: a site has one mirror. */
export const mirrorMemory = (computeEnvId: string) => {
  const key = `postern-nextflow-mirror-${computeEnvId}`;
  return {
    // A browser may refuse to keep anything; then it is typed again.
    read: (): string => attempt(() => localStorage.getItem(key)) ?? "",
    write: (mirror: string): void => void attempt(() => localStorage.setItem(key, mirror)),
  };
};

function attempt<Answer>(act: () => Answer): Answer | null {
  try {
    return act();
  } catch {
    return null;
  }
}
