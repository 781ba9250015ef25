import type { OptionSubject } from "../scheduler.ts";

const byOption: Readonly<Partial<Record<string, readonly OptionSubject[]>>> = {
  "-q": ["queue"],
  "-masterq": ["queue"],
  "-A": ["account"],
  "-P": ["account"],
  "-pe": ["cpus"],
  "-binding": ["cpus"],
  "-ar": ["constraint"],
  // Resources have names of the site's own, of which only it knows what they mean.
  "-l": ["queue", "wallTimeSeconds", "memoryMb", "cpus", "constraint", "noticeSeconds"],
  "-jc": ["queue", "account", "wallTimeSeconds", "memoryMb", "cpus", "constraint", "noticeSeconds"],
};

export function gridEngineSubjects(words: readonly string[]): readonly OptionSubject[] {
  return words.flatMap((word) => byOption[word] ?? []);
}
