import type { CommandResult } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { mayPass } from "../may-pass.ts";
import type { SchedulerProbe } from "../scheduler.ts";

type Verdict = ReturnType<SchedulerProbe["judge"]>;

/** Shows that the commands are there, that the qmaster answers, and that the queue exists. */
export function renderProbes(queue: string | undefined): readonly SchedulerProbe[] {
  return [
    { name: "Grid Engine version", command: { words: ["qconf", "-help"] }, judge: judgeVersion },
    {
      name: queue === undefined ? "Queues" : `Queue ${queue}`,
      // All queues: the list is the cure when the one asked for is not among them.
      command: { words: ["qconf", "-sql"] },
      judge: (result) => judgeQueues(result, queue),
    },
  ];
}

function judgeVersion({ stdout, stderr, exitCode }: CommandResult): Verdict {
  // Whatever its name is now: Sun, Son of, Univa, Altair, Open Cluster Scheduler and others have it above their usage.
  const version = /^(?<name>[A-Z][\w/. -]{0,60}\d\S*)[^\S\n]*\n[^\S\n]*usage: qconf/im.exec(stdout)?.groups?.["name"];
  if (version !== undefined) return { summary: `Grid Engine: ${version}` };
  return {
    problem: `qconf did not tell its version: ${complaint({ stdout: stdout.slice(0, 200), stderr, exitCode })}.`,
    cure: "Put the Grid Engine commands on the PATH of the account, and set SGE_ROOT.",
  };
}

function judgeQueues(result: CommandResult, queue: string | undefined): Verdict {
  const known = result.stdout.split("\n").map((line) => line.trim());
  const names = known.filter((line) => /^[\w.-]+$/.test(line));
  if (result.exitCode !== 0 || names.length === 0) {
    return {
      problem: `The Grid Engine qmaster does not answer: ${complaint(result)}.`,
      cure: "Run `qconf -sql` on the cluster with the same account.",
      isPassing: mayPass(result),
    };
  }
  // qsub takes a list, each with a host or a host group behind it.
  const missing = (queue ?? "").split(",").find((name) => name !== "" && !names.includes(name.replace(/@.*$/, "")));
  if (missing !== undefined) return { problem: `Grid Engine has no queue ${missing}.`, cure: `Choose one of: ${names.join(", ")}.` };
  return { summary: queue === undefined ? names.join(", ") : `queue ${queue} exists` };
}
