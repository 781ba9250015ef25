import type { OptionSubject } from "../scheduler.ts";
import { optionAt, resourceNames } from "./asked-resources.ts";

const byLetter: Readonly<Partial<Record<string, readonly OptionSubject[]>>> = {
  q: ["queue"],
  A: ["account"],
  P: ["account"],
  v: ["variables"],
  L: ["memoryMb", "cpus", "constraint"],
};

/** Of a resource that has no line below. Sites have resources of their own, and the fields are left out beside some. */
const ofResource: readonly OptionSubject[] = ["memoryMb", "cpus", "constraint", "qos"];
/** Those that stand beside the fields, in small letters. */
const plainResources: ReadonlyMap<string, readonly OptionSubject[]> = new Map<string, readonly OptionSubject[]>([
  ["walltime", []],
  ["min_walltime", []],
  ["max_walltime", []],
  ["soft_walltime", []],
  ["software", ["constraint"]],
  ["storage", ["constraint"]],
  ["filesystems", ["constraint"]],
  // It can ask for whole hosts.
  ["place", ["cpus", "constraint"]],
]);

/** An attribute of any name; `x=` hands all that Moab knows to it. */
const wide: readonly OptionSubject[] = ["queue", "account", "qos", "wallTimeSeconds", "memoryMb", "cpus", "constraint", "noticeSeconds"];
const attributes: Readonly<Partial<Record<string, readonly OptionSubject[]>>> = {
  ...{ depend: [], run_count: [], sandbox: [], stagein: [], stageout: [], umask: [] },
  group_list: ["account"],
};

/** Of qsub and msub. Letters without a value may stand before that of an option, and a value may follow it in the same word. */
export function pbsSubjects(words: readonly string[]): readonly OptionSubject[] {
  return words.flatMap((_, index) => {
    const { letter = "", value = "" } = optionAt(words, index) ?? {};
    if (letter === "W") return resourceNames(value).flatMap((name) => attributes[name] ?? wide);
    if (letter === "l") return subjectsOfResources(value);
    return byLetter[letter] ?? [];
  });
}

function subjectsOfResources(list: string): readonly OptionSubject[] {
  const named = resourceRules.filter(({ word }) => word.test(list)).map(({ subject }) => subject);
  return [...named, ...resourceNames(list).flatMap((name) => plainResources.get(name) ?? ofResource)];
}

/** PBS reads names of resources in either case. */
const resourceRules: readonly { readonly word: RegExp; readonly subject: OptionSubject }[] = [
  { word: /walltime|wclimit/i, subject: "wallTimeSeconds" },
  { word: /signal/i, subject: "noticeSeconds" },
  { word: /prologue/i, subject: "preRunScript" },
  { word: /epilogue/i, subject: "postRunScript" },
];
