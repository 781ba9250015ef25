import type { SchedulerHelp } from "../field-help.ts";

export const lsfHelp: SchedulerHelp = {
  queue: { words: "bsub -q", says: "The queue. Empty: the default of the site." },
  account: { words: "bsub -G", says: "The user group whose share the job takes." },
  qos: undefined,
  wallTime: { words: "bsub -W", says: "Then LSF ends the job. Not above the RUNLIMIT of the queue." },
  memory: { words: "bsub -M -R rusage[mem=…]", says: "The limit, and what is reserved." },
  cpus: { words: "bsub -n -R span[hosts=1]", says: "Slots, all of one host." },
  constraint: { words: "bsub -R select[…]", says: "What the host must have, such as type==X86_64 && avx2." },
  notice: {
    words: "bsub -wa USR2 -wt",
    says: "So long before its wall time the job is told, and Nextflow ends in order. Needs a wall time.",
  },
  options: { words: "bsub …", says: "For what has no field, such as -P proj or -sla gold." },
};
