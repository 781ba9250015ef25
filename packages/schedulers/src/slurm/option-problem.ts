/** Short options of sbatch that take no value, so that more letters may follow in the same word. */
const shortFlags = "HhIkOQsVvW";

const ownedByPostern = "is set by Postern";
const waits = "makes sbatch wait for the end of the job";
const submitsNothing = "makes sbatch submit nothing";
const arrays = "makes many jobs of one; a run has a single head job";
const elsewhere = "sends the job to another cluster, which needs an environment of its own to be followed there";

/** Why an option cannot be given. Names are without dashes. */
const forbidden: Readonly<Record<string, string>> = {
  a: arrays,
  array: arrays,
  D: ownedByPostern,
  chdir: ownedByPostern,
  J: ownedByPostern,
  "job-name": ownedByPostern,
  o: ownedByPostern,
  output: ownedByPostern,
  parsable: ownedByPostern,
  M: elsewhere,
  clusters: elsewhere,
  W: waits,
  wait: waits,
  wrap: "replaces the job script",
  requeue: "would start Nextflow a second time for the same run",
  "test-only": submitsNothing,
  h: submitsNothing,
  help: submitsNothing,
  usage: submitsNothing,
  V: submitsNothing,
  version: submitsNothing,
};

/** Long options without a value: the word that follows them is not theirs. */
const longFlags = (
  "contiguous exclusive external get-user-env hold ignore-pbs kill-on-invalid-dep nice no-kill no-requeue " +
  "overcommit oversubscribe propagate quiet reboot share spread-job stepmgr use-min-nodes verbose"
).split(" ");

/** sbatch knows them by their beginnings as well. What could be another option too, it refuses by itself. */
const isLongFlag = (name: string): boolean => name.length > 1 && longFlags.some((flag) => flag.startsWith(name));

/** Why Slurm's options for the head job cannot be used, in one sentence for the user; `undefined` when they can. */
export function slurmOptionProblem(words: readonly string[]): string | undefined {
  for (let index = 0; index < words.length; index += 1) {
    const option = readOption(words[index] ?? "");
    if (option === undefined)
      return `The head job option "${words[index] ?? ""}" is not an option: sbatch would take it for the job script.`;
    const problem = problemOf(option, words[index + 1]);
    if (problem !== undefined) return problem;
    if (takesNext(option)) index += 1;
    if (index >= words.length) return `The head job option ${option.shown} needs a value.`;
  }
  return undefined;
}

const takesNext = ({ isFlag, value }: Option): boolean => value === undefined && !isFlag;

/**
 * The options that words name, as far as they can be read. A word that looks like an option counts as one, also where it may be a value: sites
 * have options of their own, and which of them take a value is not known here.
 */
export function readSlurmOptions(words: readonly string[]): readonly Pick<Option, "names">[] {
  return words.flatMap((word) => readOption(word) ?? []);
}

interface Option {
  readonly shown: string;
  /** The options that the word may mean: one, or several letters in one word. */
  readonly names: readonly string[];
  readonly value: string | undefined;
  readonly isFlag: boolean;
}

function readOption(word: string): Option | undefined {
  // A lone dash is stdin, two end the options: what follows would be the script.
  if (word === "-" || word === "--" || !word.startsWith("-")) return undefined;
  return word.startsWith("--") ? readLong(word) : readShort(word);
}

function readLong(word: string): Option {
  const [, name = "", value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  return { shown: `--${name}`, names: [fullName(name)], value, isFlag: isLongFlag(name) };
}

/** sbatch accepts the beginning of a long name too, where only one name begins so. */
function fullName(name: string): string {
  if (Object.hasOwn(forbidden, name) || longFlags.includes(name) || name.length < 2) return name;
  return [...Object.keys(forbidden), "signal"].find((long) => long.length > 1 && long.startsWith(name)) ?? name;
}

function readShort(word: string): Option {
  const letters = word.slice(1).split("");
  const valueAt = letters.findIndex((letter) => !shortFlags.includes(letter));
  if (valueAt === -1) return { shown: word, names: letters, value: undefined, isFlag: true };
  const value = letters.slice(valueAt + 1).join("");
  return { shown: word, names: letters.slice(0, valueAt + 1), value: value === "" ? undefined : value, isFlag: false };
}

function problemOf(option: Option, next: string | undefined): string | undefined {
  const value = option.value ?? next;
  const culprit = option.names.find((name) => Object.hasOwn(forbidden, name));
  if (culprit !== undefined) return `The head job option ${dashed(culprit)} cannot be used: it ${forbidden[culprit] ?? ""}.`;
  // Slurm would send the signal to Nextflow itself, and USR2 crashes a Java machine.
  if (option.names.includes("signal") && !/^R?B/i.test(value ?? "")) {
    return "The head job option --signal needs the form --signal=B:<signal>@<seconds>, so that it reaches only the job script.";
  }
  // A site's own option may take no value: then what follows it is an option.
  const hidden = takesNext(option) ? readOption(next ?? "") : undefined;
  return hidden === undefined ? undefined : problemOf(hidden, undefined);
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
