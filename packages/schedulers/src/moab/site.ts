import { AppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerAccount, SchedulerQueue, SiteQuestions } from "../scheduler.ts";
import { parseTimeLimit } from "../time-limit.ts";
import { xmlAttributes } from "../xml.ts";

export const moabSite: SiteQuestions = {
  askQueues: () => ({ command: { words: ["mdiag", "-c", "--xml"] }, read: parseClasses }),
  askAccounts: () => ({ command: { words: ["mdiag", "-a", "--xml"] }, read: parseAccounts }),
  askStart: (job) => ({ command: { words: ["showstart", job] }, read: parseStart }),
  askMemoryRules: () => [],
};

/** `DEFAULT` holds settings for the others and is no queue. */
export function parseClasses(result: CommandResult): readonly SchedulerQueue[] {
  const classes = xmlAttributes(result.stdout, "class").filter((one) => !["", "DEFAULT"].includes(one.get("ID") ?? ""));
  if (result.exitCode !== 0 || classes.length === 0 || !result.stdout.includes("</Data>")) throw unanswered(result);
  return classes.map((one) => {
    const wall = parseTimeLimit(one.get("MAX.WCLIMIT") ?? "");
    const isOpen = (one.get("STATE") ?? "Active").toLowerCase() !== "closed";
    return { name: one.get("ID") ?? "", isOpen, ...(wall === undefined ? {} : { maxWallTimeSeconds: wall }) };
  });
}

export function parseAccounts(result: CommandResult): readonly SchedulerAccount[] {
  if (result.exitCode !== 0 || !result.stdout.includes("</Data>")) throw unanswered(result);
  return xmlAttributes(result.stdout, "account").flatMap((account) => {
    const name = account.get("ID") ?? "";
    const qualities = (account.get("QLIST") ?? "").split(/[,:]/).filter((quality) => quality !== "");
    return ["", "DEFAULT"].includes(name) ? [] : [{ name, qualities }];
  });
}

/** `Estimated Rsv based start in  1:04:55 on Fri Jul 15 12:53:40`. */
export function parseStart(result: CommandResult): string | undefined {
  const said = /Estimated \w+ based start in\s+\S+ on (?<time>.+)$/m.exec(result.stdout)?.groups?.["time"]?.trim();
  if (said === undefined && result.exitCode !== 0) throw unanswered(result);
  return said;
}

function unanswered(result: CommandResult): AppError {
  return new AppError("scheduler.unclear", `Moab did not answer: ${complaint(result)}`, { detail: complaint(result) });
}
