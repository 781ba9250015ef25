import type { CommandResult } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { mayPass } from "../may-pass.ts";
import type { SchedulerProbe } from "../scheduler.ts";
import { markedLines, marker } from "./marker.ts";

type Verdict = ReturnType<SchedulerProbe["judge"]>;

/** Shows that the commands are there, that the controller answers, and that the queue exists and is open. */
export function renderProbes(queue: string | undefined): readonly SchedulerProbe[] {
  return [
    { name: "Slurm version", command: { words: ["sinfo", "--version"] }, judge: judgeVersion },
    { name: "Slurm controller", command: { words: ["scontrol", "ping"] }, judge: judgePing },
    {
      name: queue === undefined ? "Partitions" : `Partition ${queue}`,
      // All partitions: the list is the cure when the one asked for is not among them.
      command: { words: ["sinfo", "-h", "-a", "-o", `%R${marker}%a`] },
      judge: (result) => judgePartitions(result, queue),
    },
  ];
}

function judgeVersion(result: CommandResult): Verdict {
  const found = /^slurm\S* (?<version>(?<year>\d+)\.(?<month>\d+)\S*)/m.exec(result.stdout)?.groups;
  if (result.exitCode !== 0 || found === undefined) {
    return { problem: `sinfo did not tell its version: ${complaint(result)}.`, cure: "Put the Slurm commands on the PATH of the account." };
  }
  const isOld = Number(found["year"]) * 100 + Number(found["month"]) < 2205;
  if (isOld) return { problem: `Slurm ${found["version"] ?? ""} is too old.`, cure: "Postern needs Slurm 22.05 or newer." };
  return { summary: `Slurm ${found["version"] ?? ""}` };
}

function judgePing(result: CommandResult): Verdict {
  // A cluster with a backup controller works while one of the two is up; the exit code tells of the first only.
  const controller = /^Slurmctld\((?<role>[^)]+)\) at (?<host>\S+) is UP/m.exec(result.stdout)?.groups;
  if (controller !== undefined) return { summary: `${controller["role"] ?? ""} controller on ${controller["host"] ?? ""} answers` };
  return {
    problem: `The Slurm controller does not answer: ${complaint(result)}.`,
    cure: "Run `scontrol ping` on the cluster, and ask its administrators.",
    isPassing: mayPass(result),
  };
}

function judgePartitions(result: CommandResult, queue: string | undefined): Verdict {
  const known = new Map(markedLines(result).map(({ first, rest }) => [first, rest[0] ?? ""]));
  const names = [...known.keys()].join(", ");
  if (result.exitCode !== 0 || known.size === 0) {
    return {
      problem: `sinfo named no partitions: ${complaint(result)}.`,
      cure: "Run `sinfo` on the cluster with the same account.",
      isPassing: mayPass(result),
    };
  }
  // sbatch takes a list and uses the partition that starts the job first.
  for (const name of queue?.split(",") ?? []) {
    const availability = known.get(name);
    if (availability === undefined) return { problem: `Slurm has no partition ${name}.`, cure: `Choose one of: ${names}.` };
    if (availability !== "up") {
      return { problem: `Partition ${name} is ${availability}.`, cure: `Choose one that is up, of: ${names}.`, isPassing: true };
    }
  }
  return { summary: queue === undefined ? names : `${queue} is up` };
}
