import { isAppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { mayPass } from "../may-pass.ts";
import { judgeQueueNames } from "../judge-queue-names.ts";
import type { SchedulerProbe } from "../scheduler.ts";
import type { PbsDialect } from "./dialect.ts";
import { parseQueues } from "./site.ts";

type Verdict = ReturnType<SchedulerProbe["judge"]>;

/** Shows that the commands are there, that the server answers, and that the queue exists and is open. */
export function renderProbes(queue: string | undefined): readonly SchedulerProbe[] {
  return [
    { name: "PBS version", command: { words: ["qstat", "--version"] }, judge: judgeVersion },
    {
      name: queue === undefined ? "Queues" : `Queue ${queue}`,
      command: { words: ["qstat", "-Q", "-f"] },
      judge: (result) => judgeQueues(result, queue),
    },
  ];
}

/** Whose commands told this summary of the version, since those of both dialects have the same names; `undefined` for another scheduler. */
export function pbsDialectOf(summary: string): PbsDialect | undefined {
  if (summary.startsWith("Torque ")) return "torque";
  return summary.startsWith("PBS Pro ") ? "pbs" : undefined;
}

/** Either may come on stderr. */
function judgeVersion(result: CommandResult): Verdict {
  const groups = /^(?:pbs_version = (?<pro>\S+)|version:? +(?<torque>\d\S*))/im.exec(`${result.stdout}\n${result.stderr}`)?.groups;
  if (groups?.["pro"] !== undefined) return { summary: `PBS Pro ${groups["pro"]}` };
  if (groups?.["torque"] !== undefined) return { summary: `Torque ${groups["torque"]}` };
  return { problem: `qstat did not tell its version: ${complaint(result)}.`, cure: "Put the PBS commands on the PATH of the account." };
}

function judgeQueues(result: CommandResult, queue: string | undefined): Verdict {
  try {
    return judgeQueueNames("PBS", parseQueues(result), queue);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return {
      problem: `The PBS server does not answer: ${complaint(result)}.`,
      cure: "Run `qstat -Q` on the cluster with the same account.",
      isPassing: mayPass(result),
    };
  }
}
