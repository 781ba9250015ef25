import { nodeVariable } from "@postern/domain";

/**
 * A path of a compute node as a part of a word in a script that runs there: its variables are filled in, and nothing else in it means anything,
 * whatever the node says a variable is. `around` sees what lies between variables, before it is quoted.
 */
export function nodePathWord(path: string, around: (text: string) => string = (text) => text): string {
  const parts: string[] = [];
  let end = 0;
  for (const found of path.matchAll(nodeVariable)) {
    parts.push(singleQuote(around(path.slice(end, found.index))), `"\${${found.groups?.["braced"] ?? found.groups?.["plain"] ?? ""}}"`);
    end = found.index + found[0].length;
  }
  return [...parts, singleQuote(around(path.slice(end)))].join("");
}

/** A text that stands beside such paths in one word. */
export function singleQuote(text: string): string {
  return text === "" ? "" : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
