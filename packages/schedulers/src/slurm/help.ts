import type { SchedulerHelp } from "../field-help.ts";

export const slurmHelp: SchedulerHelp = {
  queue: {
    words: "sbatch --partition",
    says: "The partition. Of several with commas between them the one that starts the job first is taken.",
  },
  account: { words: "sbatch --account", says: "The account that is charged." },
  qos: { words: "sbatch --qos", says: "A quality of service, with a priority and limits of its own." },
  wallTime: { words: "sbatch --time", says: "Then Slurm ends the job. Not above the time limit of the partition." },
  memory: { words: "sbatch --mem", says: "Of the node, for the whole job." },
  cpus: { words: "sbatch --cpus-per-task", says: "Of one node." },
  constraint: { words: "sbatch --constraint", says: "Features that the node must have, such as icelake or intel&fast." },
  notice: { words: "sbatch --signal=B:USR2@…", says: "So long before its end the job is told, and Nextflow ends in order." },
  options: { words: "sbatch …", says: "For what has no field, such as --reservation=teaching." },
};
