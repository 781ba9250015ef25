import type { CommandResult } from "@postern/domain";

import type { SchedulerProbe } from "../scheduler.ts";
import { answerLines, answerOf, complaint } from "./answer.ts";
import { ask } from "./ask.ts";
import type { LocalSettings } from "./settings.ts";

/** There are no queues: one asked for is ignored. */
export function renderProbes({ jobsFolder }: LocalSettings): readonly SchedulerProbe[] {
  return [{ name: "Local processes", command: ask("probe", jobsFolder), judge }];
}

function judge(result: CommandResult): ReturnType<SchedulerProbe["judge"]> {
  const lines = answerLines(result);
  const host = answerOf(lines, "ready");
  if (result.exitCode === 0 && host !== undefined) return { summary: `jobs run as processes on ${host}` };
  return {
    problem: `Jobs cannot run as local processes: ${answerOf(lines, "rejected") ?? complaint(result)}.`,
    cure: "Use a Linux machine with setsid (package util-linux), and a work directory that the account may write to.",
  };
}
