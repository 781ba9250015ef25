export interface SlurmConf {
  readonly dir: string;
  readonly hostName: string;
  readonly userName: string;
  readonly controllerPort: number;
  readonly nodePort: number;
  readonly partitions: readonly [string, ...string[]];
  /** Made up: Slurm is told not to count. */
  readonly cpus: number;
  /** How long the controller remembers an ended job. */
  readonly minJobAgeSeconds: number;
  /** Between TERM and KILL. */
  readonly killWaitSeconds: number;
  /** The node looks every second, and kills jobs that have taken more memory than they asked for. */
  readonly killsOverMemory: boolean;
}

/** The text of `slurm.conf` for one private cluster of one node on this machine. */
export function renderSlurmConf(conf: SlurmConf): string {
  return [...daemonLines(conf), ...schedulingLines(conf), ...nodeLines(conf), ""].join("\n");
}

/** Where the key, the socket and the logs of munge live. */
export function mungePaths(dir: string) {
  return {
    dir: `${dir}/munge`,
    key: `${dir}/munge/munge.key`,
    socket: `${dir}/munge/munge.sock`,
    pid: `${dir}/munge/munged.pid`,
    log: `${dir}/munge/munged.log`,
    seed: `${dir}/munge/munged.seed`,
  };
}

function daemonLines({ dir, hostName, userName, controllerPort, nodePort }: SlurmConf): readonly string[] {
  return [
    "ClusterName=postern",
    `SlurmctldHost=${hostName}(127.0.0.1)`,
    `SlurmUser=${userName}`,
    `SlurmdUser=${userName}`,
    "AuthType=auth/munge",
    `AuthInfo=socket=${mungePaths(dir).socket}`,
    "CredType=cred/munge",
    `SlurmctldPort=${String(controllerPort)}`,
    `SlurmdPort=${String(nodePort)}`,
    `StateSaveLocation=${dir}/state`,
    `SlurmdSpoolDir=${dir}/spool`,
    `SlurmctldPidFile=${dir}/slurmctld.pid`,
    `SlurmdPidFile=${dir}/slurmd.pid`,
    `SlurmctldLogFile=${dir}/log/slurmctld.log`,
    `SlurmdLogFile=${dir}/log/slurmd.log`,
    "MailProg=/bin/true",
    // The node claims more processors than the machine has, so that jobs need not wait for each other.
    "SlurmdParameters=config_overrides",
  ];
}

function schedulingLines({ minJobAgeSeconds, killWaitSeconds, killsOverMemory }: SlurmConf): readonly string[] {
  return [
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    ...(killsOverMemory ? overMemoryLines : ["JobAcctGatherType=jobacct_gather/none"]),
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_Core_Memory",
    // Without it each job takes all the memory of the node.
    "DefMemPerCPU=100",
    "SchedulerType=sched/backfill",
    // Jobs start within half a second instead of two and a half.
    "SchedulerParameters=sched_min_interval=100000,sched_interval=5,bf_interval=5,batch_sched_delay=0",
    "MpiDefault=none",
    "ReturnToService=2",
    "SwitchType=switch/none",
    `MinJobAge=${String(minJobAgeSeconds)}`,
    `KillWait=${String(killWaitSeconds)}`,
    "InactiveLimit=0",
    "PropagateResourceLimits=NONE",
  ];
}

/** As sites have it whose kernels have no control groups that Slurm can use. */
const overMemoryLines = ["JobAcctGatherType=jobacct_gather/linux", "JobAcctGatherFrequency=task=1", "JobAcctGatherParams=OverMemoryKill"];

function nodeLines({ hostName, cpus, partitions }: SlurmConf): readonly string[] {
  const shape = `CPUs=${String(cpus)} Boards=1 SocketsPerBoard=1 CoresPerSocket=${String(cpus)} ThreadsPerCore=1 RealMemory=20000`;
  return [
    `NodeName=${hostName} NodeAddr=127.0.0.1 ${shape} State=UNKNOWN`,
    ...partitions.map(
      (name, index) => `PartitionName=${name} Nodes=${hostName} Default=${index === 0 ? "YES" : "NO"} MaxTime=INFINITE State=UP`,
    ),
  ];
}
