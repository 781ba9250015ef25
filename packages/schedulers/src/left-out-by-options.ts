import { headJobOptionProblem } from "./head-job-option-problem.ts";
import { schedulerOfKind } from "./scheduler-of-kind.ts";
import type { JobResources, SchedulerKind } from "./scheduler.ts";

const anyJob = { name: "job", scriptPath: "/s", workDir: "/w", outputPath: "/o" };

/**
 * Which of these resources a scheduler would not be asked for, because options of the user's own stand in their place. None where the options
 * cannot be used at all.
 */
export function leftOutByOptions(
  kind: SchedulerKind,
  resources: JobResources,
  options: readonly string[],
): readonly (keyof JobResources)[] {
  if (headJobOptionProblem(kind, options) !== undefined) return [];
  const scheduler = schedulerOfKind(kind);
  const words = (asked: JobResources, extraOptions: readonly string[]) =>
    JSON.stringify(scheduler.renderSubmit({ ...anyJob, resources: asked, extraOptions }).words);
  const isTold = (member: keyof JobResources, extraOptions: readonly string[]) => {
    const others: JobResources = Object.fromEntries(Object.entries(resources).filter(([name]) => name !== member));
    return words(resources, extraOptions) !== words(others, extraOptions);
  };
  const members = Object.keys(resources) as (keyof JobResources)[];
  return members.filter((member) => isTold(member, []) && !isTold(member, options));
}
