import type { OptionSubject } from "../scheduler.ts";

const byLetter: Readonly<Partial<Record<string, readonly OptionSubject[]>>> = {
  q: ["queue"],
  A: ["account"],
  P: ["account"],
  W: ["account"],
  // Whatever it asks for: where it is given the fields are left out, since PBS refuses two forms of asking at once.
  l: ["memoryMb", "cpus", "constraint", "qos"],
};

/** Of qsub and msub. Letters without a value may stand before that of an option, and a value may follow it in the same word. */
export function pbsSubjects(words: readonly string[]): readonly OptionSubject[] {
  return words.flatMap((word, index) => {
    const [, letter = "", value = ""] = /^-[fhIVXzn]*([A-Za-z])(.*)$/s.exec(word) ?? [];
    const asksForTime = letter === "l" && `${value}${words[index + 1] ?? ""}`.includes("walltime");
    return [...(asksForTime ? (["wallTimeSeconds"] as const) : []), ...(byLetter[letter] ?? [])];
  });
}
