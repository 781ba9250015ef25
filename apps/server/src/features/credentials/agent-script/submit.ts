import type { BatchForm } from "./script-wish.ts";

export interface AgentJob {
  readonly form: BatchForm;
  readonly connectionId: string;
  /** What the job becomes. */
  readonly command: string;
}

/** Each reads the job from its standard input, and starts it in the folder of the agent, or lets the job go there. */
const submits: Readonly<Record<BatchForm, { readonly submit: string; readonly enter?: string }>> = {
  slurm: { submit: "sbatch --job-name=postern-agent --ntasks=1 --mem=1G --output=postern-agent-%j.log" },
  pbs: { submit: "qsub -V -N postern-agent -l select=1:ncpus=1:mem=1gb -j oe", enter: 'cd "$PBS_O_WORKDIR"' },
  lsf: { submit: "bsub -J postern-agent -n 1 -o postern-agent-%J.log" },
  // Sites name memory each in their own way here, so it is left to the default of the queue.
  sge: { submit: "qsub -V -cwd -N postern-agent -S /bin/bash -j y -o postern-agent.log" },
  // The resource manager below may be Torque, which starts jobs at home, or another one, which does not.
  moab: { submit: "msub -V -N postern-agent -l nodes=1:ppn=1,mem=1gb -j oe", enter: 'cd "${PBS_O_WORKDIR:-.}"' },
};

/**
 * Hands the agent to the queue.
 *
 * SAFETY: schedulers show the environment of a job to others (`qstat -f`, `qstat -j`), so the token goes there by a file that
 * only its owner can read.
 */
export function renderJob({ form, connectionId, command }: AgentJob): readonly string[] {
  const { submit, enter } = submits[form];
  // A connection ID holds nothing that a shell or a file system would mind.
  const tokenFile = `postern-agent.${connectionId}.token`;
  return [
    `( umask 077; rm -f ${tokenFile}; printf '%s\\n' "$TOWER_ACCESS_TOKEN" > ${tokenFile} )`,
    "unset TOWER_ACCESS_TOKEN",
    `${submit} <<'JOB'`,
    "#!/bin/bash",
    ...(enter === undefined ? [] : [enter]),
    `export TOWER_ACCESS_TOKEN="$(cat ${tokenFile})"`,
    `exec ${command}`,
    "JOB",
  ];
}
