import { isAppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { mayPass } from "../may-pass.ts";
import { judgeQueueNames } from "../judge-queue-names.ts";
import type { SchedulerProbe } from "../scheduler.ts";
import { parseQueues } from "./site.ts";

type Verdict = ReturnType<SchedulerProbe["judge"]>;

/** Shows that the commands are there, that the master answers, and that the queue exists and is open. */
export function renderProbes(queue: string | undefined): readonly SchedulerProbe[] {
  return [
    { name: "LSF version", command: { words: ["bsub", "-V"] }, judge: judgeVersion },
    {
      name: queue === undefined ? "Queues" : `Queue ${queue}`,
      command: { words: ["bqueues", "-l"], maxOutputBytes: 2 * 1024 * 1024 },
      judge: (result) => judgeQueues(result, queue),
    },
  ];
}

/** It comes on stderr. */
function judgeVersion(result: CommandResult): Verdict {
  const version = /LSF (?:[A-Za-z]+ ){0,5}(?<version>\d+\.\d[\w.]*)/.exec(`${result.stdout}\n${result.stderr}`)?.groups?.["version"];
  if (version !== undefined) return { summary: `LSF ${version}` };
  return {
    problem: `bsub did not tell its version: ${complaint(result)}.`,
    cure: "Put the LSF commands on the PATH of the account, as profile.lsf does.",
  };
}

function judgeQueues(result: CommandResult, queue: string | undefined): Verdict {
  try {
    return judgeQueueNames("LSF", parseQueues(result), queue);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return {
      problem: `LSF does not answer: ${complaint(result)}.`,
      cure: "Run `bqueues` on the cluster with the same account.",
      isPassing: mayPass(result),
    };
  }
}
