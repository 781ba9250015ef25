import type { SchedulerHelp } from "../field-help.ts";

export const gridEngineHelp: SchedulerHelp = {
  queue: { words: "qsub -q", says: "The queue, such as all.q. Empty: any that gives what the job asks for." },
  account: { words: "qsub -P", says: "The project that the job belongs to." },
  qos: undefined,
  wallTime: { words: "qsub -l h_rt", says: "Then Grid Engine ends the job. Not above the h_rt of the queue." },
  memory: {
    words: "qsub -l h_rss,mem_free",
    says: "A limit where the site enforces it. Where it counts h_vmem, leave it empty: see the options.",
  },
  cpus: { words: "qsub -pe smp", says: "Slots of one host, in the parallel environment smp." },
  constraint: { words: "qsub -l …", says: "Resources that the host must have, such as arch=lx-amd64." },
  notice: { words: "qsub -l s_rt", says: "So long before its wall time the job is told, and Nextflow ends in order. Needs a wall time." },
  options: { words: "qsub …", says: "For what has no field, such as -l h_vmem=16G or -p -100." },
};
