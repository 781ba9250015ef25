import { isAppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { mayPass } from "../may-pass.ts";
import { judgeQueueNames } from "../judge-queue-names.ts";
import type { SchedulerProbe } from "../scheduler.ts";
import { parseClasses } from "./site.ts";

type Verdict = ReturnType<SchedulerProbe["judge"]>;

/** Shows that the commands are there, that Moab answers, and that the class exists. */
export function renderProbes(queue: string | undefined): readonly SchedulerProbe[] {
  return [
    { name: "Moab version", command: { words: ["showq", "--version"] }, judge: judgeVersion },
    {
      name: queue === undefined ? "Classes" : `Class ${queue}`,
      command: { words: ["mdiag", "-c", "--xml"] },
      judge: (result) => judgeClasses(result, queue),
    },
  ];
}

function judgeVersion(result: CommandResult): Verdict {
  const version = /moab (?:(?:client|server|version) ){0,2}(?<version>\d[\w.-]*)/i.exec(`${result.stdout}\n${result.stderr}`)?.groups?.[
    "version"
  ];
  if (version !== undefined) return { summary: `Moab ${version}` };
  return { problem: `showq did not tell its version: ${complaint(result)}.`, cure: "Put the Moab commands on the PATH of the account." };
}

function judgeClasses(result: CommandResult, queue: string | undefined): Verdict {
  try {
    return judgeQueueNames("Moab", parseClasses(result), queue);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return {
      problem: `Moab does not answer: ${complaint(result)}.`,
      cure: "Run `showq` on the cluster with the same account.",
      isPassing: mayPass(result),
    };
  }
}
