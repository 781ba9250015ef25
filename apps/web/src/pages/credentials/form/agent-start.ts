/** How a person chose to start the agent. */
export interface AgentStart {
  readonly form: string;
  readonly program: string;
}

export const usualStart: AgentStart = { form: "slurm", program: "postern-agent" };

export interface Infrastructure {
  readonly value: string;
  readonly label: string;
  /** What the script does with the agent. */
  readonly help: string;
  /** Shows whether the job of the agent waits, runs or has ended; nothing without a queue. */
  readonly look?: string;
  /** Where the agent writes its lines, in the folder of the script. */
  readonly log?: string;
}

const job = "The script hands the agent to the queue as a small job. It serves as long as the job may run.";

export const infrastructures: readonly Infrastructure[] = [
  {
    value: "plain",
    label: "Any",
    help: "The agent runs in your shell: on a workstation, or in tmux on a login node whose site allows it. Runs need no scheduler.",
  },
  { value: "slurm", label: "Slurm", help: job, look: "squeue --me --name postern-agent", log: "postern-agent-*.log" },
  { value: "pbs", label: "PBS", help: job, look: 'qstat -u "$USER"', log: "postern-agent.o*" },
  { value: "lsf", label: "LSF", help: job, look: "bjobs -J postern-agent", log: "postern-agent-*.log" },
  { value: "sge", label: "Grid Engine", help: job, look: 'qstat -u "$USER"', log: "postern-agent.log" },
  { value: "moab", label: "Moab", help: job, look: 'showq -u "$USER"', log: "postern-agent.o*" },
];

export const findInfrastructure = (form: string): Infrastructure | undefined => infrastructures.find(({ value }) => value === form);

export interface Program {
  readonly value: string;
  readonly label: string;
  readonly help: string;
}

export const programs: readonly Program[] = [
  {
    value: "postern-agent",
    label: "Postern’s agent",
    help: "One file from this server. It reconnects by itself and says what it may start.",
  },
  {
    value: "tw-agent",
    label: "tw-agent",
    help: "Seqera’s, from GitHub, for those who have it on their clusters already. It runs any command that this server sends, one at a time.",
  },
];
