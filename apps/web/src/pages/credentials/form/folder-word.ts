/** A folder as one word of a shell, whatever stands in it; one in the home directory is found there, as people write it. */
export function renderFolderWord(path: string): string {
  const inHome = /^(?:~|\$HOME|\$\{HOME\})\/(?<rest>.*)$/s.exec(path)?.groups?.["rest"];
  return inHome === undefined ? quoted(path) : `"$HOME"/${quoted(inHome)}`;
}

const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
