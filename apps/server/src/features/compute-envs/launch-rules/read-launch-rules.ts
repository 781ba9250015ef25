import type { ComputePlatform, LaunchBound as SentBound, LaunchRules as SentRules } from "@postern/contracts";
import { AppError, boundProblem, isLaunchOption, launchOptionRow } from "@postern/domain";
import type { LaunchBound, LaunchOption, LaunchRules } from "@postern/domain";
import { cleanText } from "../../../clean-text.ts";
import { overrideProblem } from "../../../clusters/override-problem.ts";
import { isOfPlatform } from "../../../clusters/platform-options.ts";

/** Undefined where none are made. @throws request.invalid naming the option and what is wrong with its bound. */
export function readLaunchRules(platform: ComputePlatform, sent: SentRules | null | undefined): LaunchRules | undefined {
  if (sent === null || sent === undefined) return undefined;
  const rules = Object.entries(sent).flatMap(([name, bound]) => {
    if (!isLaunchOption(name)) throw invalid(cleanText(name).slice(0, 40), "is no option of a launch");
    const read = readBound(name, bound);
    // What is not named is not allowed, so this says nothing; it may come from a form or a file of another platform.
    if (read.allow === "no") return [];
    refuseUnusable(platform, name, read);
    return [[name, read] as const];
  });
  return Object.fromEntries(rules);
}

/** As the column holds them. */
export const launchRulesColumn = (rules: LaunchRules | undefined): string | null => (rules === undefined ? null : JSON.stringify(rules));

function readBound(option: LaunchOption, { allow, values, min, max, below }: SentBound): LaunchBound {
  const ends = Object.entries({ values, min, max, below }).filter(
    ([, end]) => end !== null && end !== undefined && (!Array.isArray(end) || end.length > 0),
  );
  if (allow !== "within") {
    if (ends.length > 0) throw invalid(option, `has bounds beside "${allow}": say "within"`);
    return { allow };
  }
  const stranger = ends.find(([member]) => !membersOf(option).includes(member));
  if (stranger !== undefined) throw invalid(option, `cannot be bounded by "${stranger[0]}"`);
  return { allow, ...Object.fromEntries(ends) };
}

function membersOf(option: LaunchOption): readonly string[] {
  switch (launchOptionRow(option).form) {
    case "choice":
    case "names":
      return ["values"];
    case "path":
      return ["below"];
    case "script":
      return [];
    case "amount":
      return ["min", "max"];
  }
}

function refuseUnusable(platform: ComputePlatform, option: LaunchOption, bound: LaunchBound): void {
  const fields = [`launchRules.${option}`];
  const problem = boundProblem(option, bound);
  if (problem !== undefined) throw new AppError("request.invalid", problem, { fields });
  if (!isOfPlatform(platform, option)) throw invalid(option, "is for schedulers that have it, and that of this platform has not");
  const { form } = launchOptionRow(option);
  if (bound.allow !== "within" || form !== "choice") return;
  for (const value of bound.values ?? []) {
    const unusable = overrideProblem(platform, option, value);
    if (unusable !== undefined) throw new AppError("request.invalid", unusable, { fields });
  }
}

function invalid(option: string, why: string): AppError {
  return new AppError("request.invalid", `launchRules.${option} ${why}.`, { fields: [`launchRules.${option}`] });
}
