/**
 * What a launch may say in the place of its environment, a row for each. Whoever adds one gives it a row here, a member in the launch (of
 * `LaunchOverrides`, where the public API has none), and the place where it is rendered; rules, pages and refusals follow from the row.
 */
export const launchOptions = [
  "queue",
  "account",
  "qos",
  "wallTimeSeconds",
  "memoryMb",
  "cpus",
  "constraint",
  "noticeSeconds",
  "headJobOptions",
  "workDir",
  "preRunScript",
  "postRunScript",
  "configText",
  "variables",
  "nextflowVersion",
] as const;
export type LaunchOption = (typeof launchOptions)[number];

/**
 * Which bounds an option can have: a list of texts to choose from, a list of names of variables, a least and a most, folders above a path, or
 * none at all.
 */
export type OptionForm = "choice" | "names" | "amount" | "path" | "script";

export interface LaunchOptionRow {
  /** As in "the wall time". */
  readonly words: string;
  readonly form: OptionForm;
  /** Of amounts, where they are no plain numbers. */
  readonly unit?: "seconds" | "megabytes";
  /** Of the scheduler: a computer without one has no such thing. */
  readonly isOfScheduler: boolean;
  /** Whether a launch may say it where nobody made rules: what launches of clients always could. */
  readonly isOpen: boolean;
}

const ofScheduler = { isOfScheduler: true, isOpen: false };
const ofLaunches = { isOfScheduler: false, isOpen: true };

const rows: Readonly<Record<LaunchOption, LaunchOptionRow>> = {
  queue: { words: "queue", form: "choice", ...ofScheduler },
  account: { words: "account", form: "choice", ...ofScheduler },
  qos: { words: "quality of service", form: "choice", ...ofScheduler },
  wallTimeSeconds: { words: "wall time", form: "amount", unit: "seconds", ...ofScheduler },
  memoryMb: { words: "memory", form: "amount", unit: "megabytes", ...ofScheduler },
  cpus: { words: "processors", form: "amount", ...ofScheduler },
  constraint: { words: "constraint", form: "choice", ...ofScheduler },
  noticeSeconds: { words: "notice before the end", form: "amount", unit: "seconds", ...ofScheduler },
  headJobOptions: { words: "head job options", form: "choice", ...ofScheduler },
  workDir: { words: "work directory", form: "path", ...ofLaunches },
  preRunScript: { words: "pre-run script", form: "script", ...ofLaunches },
  postRunScript: { words: "post-run script", form: "script", ...ofLaunches },
  configText: { words: "Nextflow config", form: "script", ...ofLaunches },
  variables: { words: "environment variables", form: "names", isOfScheduler: false, isOpen: false },
  nextflowVersion: { words: "Nextflow version", form: "choice", ...ofLaunches },
};

export function isLaunchOption(name: string): name is LaunchOption {
  return Object.hasOwn(rows, name);
}

export function launchOptionRow(option: LaunchOption): LaunchOptionRow {
  return rows[option];
}
