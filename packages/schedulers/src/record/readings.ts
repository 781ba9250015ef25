import type { CommandResult, SchedulerJobId } from "@postern/domain";
import { toSchedulerJobId } from "@postern/domain";

import { schedulerOfKind } from "../scheduler-of-kind.ts";
import type { SchedulerCommand, SchedulerKind } from "../scheduler.ts";

/** Schedulers of a cluster: those of which a recording says something. */
export type RecordedKind = Exclude<SchedulerKind, "local">;

/** One question that changes nothing. */
export interface Reading {
  /** What a fixture of the answer is called: a program and a case. */
  readonly name: string;
  readonly command: SchedulerCommand;
}

/** An answer with its question. */
export interface RecordedReading extends CommandResult {
  readonly name: string;
  readonly words: readonly string[];
}

/** Jobs of the person whose status is asked for; more say nothing new. */
const mostJobs = 20;
const mostEnded = 5;

/** What the site is like: version, queues, accounts. The same questions that a server asks. */
export function renderSiteReadings(kind: RecordedKind, userName: string): readonly Reading[] {
  const scheduler = schedulerOfKind(kind);
  const { askAccounts, askMemoryRules, askQueues } = scheduler.site;
  return [
    ...scheduler.renderProbes(undefined).map(({ name, command }) => reading(command, name)),
    ...[askQueues()].flatMap((asked) => (asked === undefined ? [] : [reading(asked.command, "queues")])),
    ...[askAccounts(userName)].flatMap((asked) => (asked === undefined ? [] : [reading(asked.command, "accounts")])),
    ...askMemoryRules().map((asked) => reading(asked.command, "memory")),
  ];
}

/** Lists the person's jobs, to have ids. */
export function renderOwnJobs(kind: RecordedKind, userName: string): Reading {
  return reading({ words: ownJobs[kind](userName) }, "own-jobs");
}

/** Lists the jobs of everybody, for an account that has none itself. */
export function renderAllJobs(kind: RecordedKind): Reading {
  return reading({ words: allJobs[kind] }, "all-jobs");
}

/** Ids in an answer to either, in the form in which the scheduler wants them back. */
export function readListedJobs(kind: RecordedKind, stdout: string): readonly SchedulerJobId[] {
  return [...new Set([...stdout.matchAll(idPatterns[kind])].map(([, id = ""]) => id))].slice(0, mostJobs).map(toSchedulerJobId);
}

/** Status of jobs in one question, and what is left of each of the first of them; of the jobs of others the status only. */
export function renderJobReadings(
  kind: RecordedKind,
  jobs: readonly SchedulerJobId[],
  ofOthers: readonly SchedulerJobId[] = [],
): readonly Reading[] {
  const scheduler = schedulerOfKind(kind);
  const asked = [...jobs, ...ofOthers].slice(0, Math.min(mostJobs, scheduler.maxJobsPerQuestion));
  const [first] = jobs;
  const start = first === undefined ? undefined : scheduler.site.askStart(first);
  return [
    ...(asked.length === 0 ? [] : [reading(scheduler.renderStatus(asked), "status")]),
    ...(start === undefined ? [] : [reading(start.command, "start")]),
    ...jobs
      .slice(0, mostEnded)
      .flatMap((job, index) => scheduler.renderFinal(job).map((command) => reading(command, `final-${String(index + 1)}`))),
  ];
}

function reading(command: SchedulerCommand, about: string): Reading {
  const program = command.words[0] ?? "";
  return { name: `${program}.${about.toLowerCase().replaceAll(/[^a-z\d]+/g, "-")}`, command };
}

const ownJobs: Readonly<Record<RecordedKind, (userName: string) => SchedulerCommand["words"]>> = {
  slurm: (userName) => ["squeue", "-h", "-t", "all", "-u", userName, "-o", "%A %T"],
  pbs: (userName) => ["qselect", "-u", userName],
  torque: (userName) => ["qselect", "-u", userName],
  lsf: () => ["bjobs", "-noheader", "-o", "jobid stat delimiter='|'"],
  "grid-engine": (userName) => ["qstat", "-xml", "-u", userName],
  moab: (userName) => ["showq", "--xml", "-w", `user=${userName}`],
};

const allJobs: Readonly<Record<RecordedKind, SchedulerCommand["words"]>> = {
  slurm: ["squeue", "-h", "-t", "all", "-o", "%A %T"],
  pbs: ["qselect"],
  torque: ["qselect"],
  lsf: ["bjobs", "-u", "all", "-noheader", "-o", "jobid stat delimiter='|'"],
  "grid-engine": ["qstat", "-xml", "-u", "*"],
  moab: ["showq", "--xml"],
};

const idPatterns: Readonly<Record<RecordedKind, RegExp>> = {
  slurm: /^(\d+) /gm,
  pbs: /^(\d+(?:\[\d*\])?\.\S+)/gm,
  torque: /^(\d+(?:\[\d*\])?\.\S+)/gm,
  lsf: /^\s*(\d+)\|/gm,
  "grid-engine": /<JB_job_number>(\d+)</g,
  moab: /JobID="((?:[\w-]+\.)?\d+)"/g,
};
