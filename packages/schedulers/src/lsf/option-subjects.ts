import type { OptionSubject } from "../scheduler.ts";

/** An application profile and a service class can decide nearly anything. */
const wide: readonly OptionSubject[] = ["queue", "account", "wallTimeSeconds", "memoryMb", "cpus", "constraint"];

const rules: readonly { readonly word: RegExp; readonly subjects: readonly OptionSubject[] }[] = [
  { word: /^-q/, subjects: ["queue"] },
  { word: /^-(G|P|Lp|U)/, subjects: ["account"] },
  { word: /^-(app|sla|g$)/, subjects: wide },
  { word: /^-(W|We|[ct](?:$|\d))/, subjects: ["wallTimeSeconds"] },
  { word: /^-(M|v(?:$|\d)|hl$)/, subjects: ["memoryMb"] },
  { word: /^-(n|x$|alloc_flags)/, subjects: ["cpus"] },
  { word: /^-(m|a$)/, subjects: ["constraint"] },
  { word: /^-hostfile/, subjects: ["cpus", "constraint"] },
  { word: /^-env/, subjects: ["variables"] },
  { word: /^-E(?!p)/, subjects: ["preRunScript"] },
  { word: /^-Ep/, subjects: ["postRunScript"] },
  // Select, usage, span and the rest in one text.
  { word: /^-R/, subjects: ["memoryMb", "cpus", "constraint"] },
  { word: /^-w[at]/, subjects: ["noticeSeconds"] },
];

export function lsfSubjects(words: readonly string[]): readonly OptionSubject[] {
  return words.flatMap((word) => rules.filter((rule) => rule.word.test(word)).flatMap(({ subjects }) => subjects));
}
