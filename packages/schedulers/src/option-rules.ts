/** What is known of the options of a submit program that takes them as `-name value`. */
export interface OptionRules {
  readonly program: string;
  /** Words that cannot be used, with the reason after "it …". The first that fits is named. */
  readonly forbidden: readonly { readonly word: RegExp; readonly why: string }[];
  /** How many of the following words belong to an option. */
  readonly countValues: (word: string) => number;
}

export const whyNot = {
  owned: "is set by Postern",
  waits: "makes the command wait for the end of the job",
  arrays: "makes many jobs of one; a run has a single head job",
  submitsNothing: "makes the command submit nothing",
  restarts: "would start Nextflow a second time for the same run",
  elsewhere: "sends the job to another cluster, which needs an environment of its own to be followed there",
  replaces: "replaces the job script, or what is read from it",
} as const;

/** Why options for the head job cannot be used, in one sentence for the user; `undefined` when they can. */
export function optionProblem(rules: OptionRules, words: readonly string[]): string | undefined {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (!/^-[A-Za-z]/.test(word))
      return `The head job option "${word}" is not an option: ${rules.program} would take it for the job script.`;
    const broken = rules.forbidden.find((rule) => rule.word.test(word));
    if (broken !== undefined) return `The head job option ${word} cannot be used: it ${broken.why}.`;
    index += rules.countValues(word);
    if (index >= words.length) return `The head job option ${word} needs a value.`;
  }
  return undefined;
}

/**
 * Rules for programs that read their options with `getopt`: letters without a value may stand together, and a value may
 * follow its letter in the same word.
 */
export function letterRules(program: string, flags: string, forbidden: Readonly<Record<string, string>>): OptionRules {
  const letters = Object.entries(forbidden);
  return {
    program,
    forbidden: letters.map(([letter, why]) => ({ word: new RegExp(`^-[${flags}]*${letter}`), why })),
    countValues: (word) => (new RegExp(`^-[${flags}]*[A-Za-z]$`).test(word) && !new RegExp(`^-[${flags}]+$`).test(word) ? 1 : 0),
  };
}
