/** One word of a shell, whatever stands in it. */
export function quoteForShell(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

// In quotes a shell would not know the home directory, and people write it like this.
export function renderFolder(path: string): string {
  const inHome = /^(?:~|\$HOME|\$\{HOME\})\/(?<rest>.*)$/s.exec(path)?.groups?.["rest"];
  return inHome === undefined ? quoteForShell(path) : `"$HOME"/${quoteForShell(inHome)}`;
}
