import type { OptionSubject } from "../scheduler.ts";

const byLetter: Readonly<Partial<Record<string, readonly OptionSubject[]>>> = {
  q: ["queue"],
  A: ["account"],
  P: ["account"],
  v: ["variables"],
  // Whatever it asks for: where it is given the fields are left out, since PBS refuses two forms of asking at once.
  l: ["memoryMb", "cpus", "constraint", "qos"],
};

/** An attribute of any name; `x=` hands all that Moab knows to it. */
const wide: readonly OptionSubject[] = ["queue", "account", "qos", "wallTimeSeconds", "memoryMb", "cpus", "constraint", "noticeSeconds"];
const attributes: Readonly<Partial<Record<string, readonly OptionSubject[]>>> = {
  ...{ depend: [], run_count: [], sandbox: [], stagein: [], stageout: [], umask: [] },
  group_list: ["account"],
};

/** Of qsub and msub. Letters without a value may stand before that of an option, and a value may follow it in the same word. */
export function pbsSubjects(words: readonly string[]): readonly OptionSubject[] {
  return words.flatMap((word, index) => {
    const [, letter = "", value = ""] = /^-[fhIVXzn]*([A-Za-z])(.*)$/s.exec(word) ?? [];
    const text = value === "" ? (words[index + 1] ?? "") : value;
    if (letter === "W") return text.split(",").flatMap((attribute) => attributes[nameOf(attribute)] ?? wide);
    return [
      ...(letter === "l" ? resourceRules.filter((rule) => rule.word.test(text)).map(({ subject }) => subject) : []),
      ...(byLetter[letter] ?? []),
    ];
  });
}

const nameOf = (attribute: string): string => (attribute.split("=")[0] ?? "").trim().toLowerCase();

/** PBS reads names of resources in either case. */
const resourceRules: readonly { readonly word: RegExp; readonly subject: OptionSubject }[] = [
  { word: /walltime|wclimit/i, subject: "wallTimeSeconds" },
  { word: /signal/i, subject: "noticeSeconds" },
  { word: /prologue/i, subject: "preRunScript" },
  { word: /epilogue/i, subject: "postRunScript" },
];
