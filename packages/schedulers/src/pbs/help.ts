import type { SchedulerHelp } from "../field-help.ts";
import type { PbsDialect } from "./dialect.ts";

/** What is the same for all whose commands are those of PBS. @param program such as `qsub` */
export function helpOfNodes(program: string): SchedulerHelp {
  return {
    queue: { words: `${program} -q`, says: "The queue. Empty: the one that the server takes by itself, which may pass jobs on." },
    account: { words: `${program} -A`, says: "The account that is charged." },
    qos: undefined,
    wallTime: { words: `${program} -l walltime`, says: "Then the job is ended. Not above the limit of the queue." },
    memory: { words: `${program} -l mem`, says: "For the whole job." },
    cpus: { words: `${program} -l nodes=1:ppn`, says: "Of one node." },
    constraint: { words: `${program} -l nodes=1:…`, says: "Properties that the node must have, with colons between them." },
    notice: undefined,
    options: { words: `${program} …`, says: "For what has no field, such as -W group_list=lab." },
  };
}

const ofPro: SchedulerHelp = {
  ...helpOfNodes("qsub"),
  account: { words: "qsub -P", says: "The project that is charged." },
  memory: { words: "qsub -l select=1:mem", says: "Of the one host that the job gets." },
  cpus: { words: "qsub -l select=1:ncpus", says: "Of the one host that the job gets." },
  constraint: { words: "qsub -l select=1:…", says: "Resources that its host must have, such as arch=linux:scratch=true." },
};

export const pbsHelp = (dialect: PbsDialect): SchedulerHelp => (dialect === "torque" ? helpOfNodes("qsub") : ofPro);
