import type { SchedulerHelp } from "../field-help.ts";
import { helpOfNodes } from "../pbs/help.ts";

export const moabHelp: SchedulerHelp = {
  ...helpOfNodes("msub"),
  queue: { words: "msub -q", says: "The class. Empty: the one that Moab takes by itself." },
  qos: { words: "msub -l qos", says: "A quality of service, with a priority and limits of its own." },
  notice: { words: "msub -l signal=USR2@…", says: "So long before its end the job is told, and Nextflow ends in order." },
};
