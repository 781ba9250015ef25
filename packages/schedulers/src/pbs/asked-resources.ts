/** Options of qsub and msub without a value, which may stand before another letter in one word. */
const flags = "fhIVXzn";

/** The value of an option of one letter, in its own word or in the next one; `undefined` for a word that is another thing. */
export function optionAt(words: readonly string[], index: number): { readonly letter: string; readonly value: string } | undefined {
  const [, letter, value = ""] = new RegExp(`^-[${flags}]*([A-Za-z])(.*)$`, "s").exec(words[index] ?? "") ?? [];
  return letter === undefined ? undefined : { letter, value: value === "" ? (words[index + 1] ?? "") : value };
}

/** The names in a list of `-l`, in small letters: PBS reads them in either case. */
export function resourceNames(list: string): readonly string[] {
  return list.split(",").map((item) => (item.split("=")[0] ?? "").trim().toLowerCase());
}

/** What PBS Pro books for a job as a whole, beside the chunks of its hosts; a site may have more of these. */
const ofWholeJob: ReadonlySet<string> = new Set(
  "place walltime min_walltime max_walltime soft_walltime cput pcput software storage filesystems preempt_targets".split(" "),
);

/** What `-L tasks=…` of Torque 6 stands for: each task says of itself how many processors and how much memory it gets. */
const ofTasks: readonly string[] = ["nodes", "mem"];

const rivalsOfMemory = new Set(["mem", "pmem", "vmem", "pvmem"]);
const rivalsOfNodes = new Set(["nodes", "procs", "ncpus", "size"]);

/** Whether what the user asks for takes the place of one of ours: another form of it, which would be refused or added beside it. */
function isRival(ours: string, name: string): boolean {
  switch (ours) {
    case "select":
      // PBS Pro refuses chunks beside anything else of a host; and what it does not book for the whole job may be of a host.
      return !ofWholeJob.has(name);
    case "nodes":
      return rivalsOfNodes.has(name);
    case "mem":
      return rivalsOfMemory.has(name);
    case "walltime":
      return name === "walltime" || name === "wclimit";
    default:
      return name === ours;
  }
}

/** Of our words those that stand beside the user's: each option and its value. Both may ask for resources, and for a resource once only. */
export function besideOptions(words: readonly string[], extraOptions: readonly string[]): readonly string[] {
  const asked = extraOptions.flatMap((_, index) => {
    const option = optionAt(extraOptions, index);
    if (option?.letter === "L") return ofTasks;
    return option?.letter === "l" ? resourceNames(option.value) : [];
  });
  const isKept = (option: string, value: string) => option !== "-l" || !asked.some((name) => isRival(resourceNames(value)[0] ?? "", name));
  // Options and their values take turns.
  return words.filter((_word, index) => isKept(words[index - (index % 2)] ?? "", words[index - (index % 2) + 1] ?? ""));
}
