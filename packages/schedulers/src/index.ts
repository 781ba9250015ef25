/**
 * Schedulers as pure functions: words out, meaning in. One folder each, with the same file names.
 * Running the words is the work of a transport; deciding what a sighting means is that of the run reconciler.
 */
export { schedulerKinds } from "./scheduler.ts";
export type {
  JobRequest,
  JobResources,
  MemoryRules,
  OptionSubject,
  Scheduler,
  SchedulerAccount,
  SchedulerCommand,
  SchedulerKind,
  ProbeProblem,
  SchedulerProbe,
  StatusQuestion,
  SchedulerQueue,
  SiteQuestion,
} from "./scheduler.ts";
export { helpFields } from "./field-help.ts";
export type { HelpField } from "./field-help.ts";
export { isSameJob } from "./is-same-job.ts";
export { plainest } from "./plainest.ts";
export { schedulerOfKind } from "./scheduler-of-kind.ts";
export { pbsDialectOf } from "./pbs/probes.ts";
export { slurmScheduler } from "./slurm/slurm-scheduler.ts";
export { createLocalScheduler } from "./local/local-scheduler.ts";
export type { LocalSettings } from "./local/settings.ts";
export { headJobOptionProblem } from "./head-job-option-problem.ts";
export { leftOutByOptions } from "./left-out-by-options.ts";
export { isPlainConstraint, subjectsOfOptions } from "./option-subjects.ts";
export { jobResourceProblem } from "./job-resource-problem.ts";
export { splitOptionWords } from "./option-words.ts";
