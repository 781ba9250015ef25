import type { OptionSubject } from "../scheduler.ts";

/** A profile of jobs, a program of the site that rewrites them, and a later word that changes what earlier ones said. */
const wide: readonly OptionSubject[] = ["queue", "account", "wallTimeSeconds", "memoryMb", "cpus", "constraint", "noticeSeconds"];
// Resources have names of the site's own, of which only it knows what they mean.
const ofResources: readonly OptionSubject[] = wide.filter((subject) => subject !== "account");

const byOption: Readonly<Partial<Record<string, readonly OptionSubject[]>>> = {
  "-q": ["queue"],
  "-masterq": ["queue"],
  "-A": ["account"],
  "-P": ["account"],
  "-pe": ["cpus"],
  "-binding": ["cpus"],
  "-ar": ["constraint"],
  "-v": ["variables"],
  "-l": ofResources,
  "-masterl": ofResources,
  "-jc": wide,
  "-adds": wide,
  "-mods": wide,
  // It can bring variables and scripts along as well.
  "-jsv": [...wide, "variables", "preRunScript", "postRunScript"],
};

export function gridEngineSubjects(words: readonly string[]): readonly OptionSubject[] {
  return words.flatMap((word) => byOption[word] ?? []);
}
