import type { OptionSubject } from "../scheduler.ts";
import { readSlurmOptions } from "./option-problem.ts";

/** The options of sbatch that decide it; short ones are single letters. */
const options: Readonly<Partial<Record<OptionSubject, string>>> = {
  queue: "p partition",
  account: "A account",
  qos: "q qos",
  wallTimeSeconds: "t time time-min",
  memoryMb: "mem mem-per-cpu mem-per-gpu",
  cpus:
    "c cpus-per-task n ntasks N nodes B extra-node-info exclusive mincpus ntasks-per-node ntasks-per-core ntasks-per-socket ntasks-per-gpu " +
    "cores-per-socket sockets-per-node threads-per-core cpus-per-gpu tres-per-task",
  constraint: "C constraint cluster-constraint prefer batch w nodelist F nodefile x exclude reservation",
  noticeSeconds: "signal",
  variables: "export export-file get-user-env",
};

const entries = (Object.entries(options) as [OptionSubject, string][]).flatMap(([subject, names]) =>
  names.split(" ").map((name) => ({ subject, name })),
);

export function slurmSubjects(words: readonly string[]): readonly OptionSubject[] {
  const names = readSlurmOptions(words).flatMap((option) => option.names);
  return names.flatMap((name) => entries.filter((entry) => isMeant(name, entry.name)).map(({ subject }) => subject));
}

/** sbatch takes the beginning of a long name for the whole. */
function isMeant(typed: string, name: string): boolean {
  return name.length === 1 || typed.length === 1 ? typed === name : name.startsWith(typed);
}
