import { readdirSync, readFileSync } from "node:fs";

import type { CommandResult } from "@postern/domain";

/** One command as a real scheduler answered it, from `<folder>/fixtures/<scheduler>-<version>.<case>.txt`. */
export interface RecordedAnswer extends CommandResult {
  readonly words: readonly string[];
}

/**
 * Reads an answer: a line with the words, one with the exit code, then stdout, and stderr after a line of its own.
 *
 *     $ qdel 77
 *     # exit 1
 *     denied: job "77" does not exist
 *     # stderr
 */
export function recordedAnswer(folder: string, name: string): RecordedAnswer {
  const text = readFileSync(new URL(`../${folder}/fixtures/${name}.txt`, import.meta.url), "utf8");
  const groups = /^\$ (?<words>.*)\n# exit (?<exit>\d+)\n(?<stdout>[\s\S]*?)# stderr\n(?<stderr>[\s\S]*)$/.exec(text)?.groups;
  if (groups === undefined) throw new TypeError(`${folder}/fixtures/${name}.txt is no recorded answer`);
  const { words = "", exit = "", stdout = "", stderr = "" } = groups;
  return { words: words.split(" "), exitCode: Number(exit), stdout, stderr };
}

/** Names of all answers recorded for a folder. */
export function recordedNames(folder: string): readonly string[] {
  const names = readdirSync(new URL(`../${folder}/fixtures/`, import.meta.url));
  return names.map((name) => name.replace(/\.txt$/, "")).sort();
}
