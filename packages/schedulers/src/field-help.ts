/** What somebody fills in about the jobs of an environment. */
export const helpFields = ["queue", "account", "qos", "wallTime", "memory", "cpus", "constraint", "notice", "options"] as const;
export type HelpField = (typeof helpFields)[number];

export interface FieldHelp {
  /** What it becomes, as the manual of the scheduler has it: `sbatch --partition`. */
  readonly words: string;
  /** One line for whoever fills it in. */
  readonly says: string;
}

/** `undefined` where the scheduler has no such thing, and `jobResourceProblem` refuses it. */
export type SchedulerHelp = Readonly<Record<HelpField, FieldHelp | undefined>>;
