import type { CommandRequest, CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";

import type { SchedulerHelp } from "./field-help.ts";

export const schedulerKinds = ["slurm", "pbs", "torque", "lsf", "grid-engine", "moab", "local"] as const;
export type SchedulerKind = (typeof schedulerKinds)[number];

/** A head job as the scheduler sees it. Paths are absolute. */
export interface JobRequest {
  /** Unique for ever, and already by its last 14 characters: an unclear submit is settled by this name. */
  readonly name: string;
  readonly scriptPath: string;
  readonly workDir: string;
  /** Receives stdout and stderr of the job itself (not of Nextflow). */
  readonly outputPath: string;
  readonly queue?: string;
  /** Options the user gave for the head job, as words. */
  readonly extraOptions: readonly string[];
  readonly resources?: JobResources;
  /** Whether the site reserves memory for each processor of a job, where that is the site's choice. */
  readonly isMemoryReservedPerCpu?: boolean;
}

/** What a job asks of the cluster. What is left out is the site's choice; `extraOptions` win over it. */
export interface JobResources {
  readonly account?: string;
  /** A quality of service, where the scheduler knows such: `jobResourceProblem` says where not. */
  readonly qos?: string;
  readonly wallTimeSeconds?: number;
  readonly memoryMb?: number;
  readonly cpus?: number;
  /** What its node must have, in the scheduler's own language. */
  readonly constraint?: string;
  /** So long before the end of its time the job script is told to end. Where the scheduler has no such thing, it is left out. */
  readonly noticeSeconds?: number;
}

/** What of a job can be said by a field of its own, or brought along by a launch, and by raw options too. */
export type OptionSubject = "queue" | "variables" | "preRunScript" | "postRunScript" | keyof JobResources;

/** Words to run, without a time limit: the caller knows the cluster's patience. */
export type SchedulerCommand = Pick<CommandRequest, "words" | "stdin" | "workDir" | "maxOutputBytes">;

/**
 * One scheduler: for each command a pure function that renders its words, and one that reads its answer.
 * Nothing here runs anything. Every parser accepts banner lines before and after the answer.
 */
export interface Scheduler {
  readonly kind: SchedulerKind;

  /** Directive lines to put on top of the job script, after `#!`. Empty where submit carries everything. */
  renderScriptHeader(job: JobRequest): readonly string[];

  renderSubmit(job: JobRequest): SchedulerCommand;
  /**
   * @throws scheduler.rejected when the job was refused. Asking again will not help.
   * @throws scheduler.unclear in every other case. The job MAY exist: never submit again blindly.
   */
  parseSubmit(result: CommandResult): SchedulerJobId;

  /** One question about all the jobs named, whoever owns them. At most `maxJobsPerQuestion` ids. */
  renderStatus(jobs: readonly SchedulerJobId[]): SchedulerCommand;
  /** Has an entry for every job asked about. Never throws: a failed question is `nothing` for each. */
  parseStatus(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings;
  readonly maxJobsPerQuestion: number;
  /** One question is about jobs of one place only, such as another cluster under the same commands. Left out: all are in one. */
  readonly placeOfJob?: (job: SchedulerJobId) => string;
  /** The same in fewer bytes, for when the answer to `renderStatus` was too long and was cut; left out where there is no such way. */
  readonly shortStatus?: StatusQuestion;
  /**
   * Where there is no question about some jobs: the jobs of one user, read by `parseStatus` too. A job that is listed is as it says; one that is
   * not may be there all the same, since a scheduler can know an account by another name: ask `renderStatus` about it.
   * `undefined` for a name that cannot be asked about.
   */
  readonly renderStatusOfUser?: (userName: string) => SchedulerCommand | undefined;

  /** Asks for the end of one job that the queue no longer lists; `undefined` where there is no such place. */
  renderFinal(job: SchedulerJobId): readonly SchedulerCommand[];
  /** Reads the answers of `renderFinal`, in order. `absent` when no source knows the job. Never throws. */
  parseFinal(results: readonly CommandResult[], job: SchedulerJobId): JobSighting;

  /** Looks for live jobs of this name, to settle an unclear submit. */
  renderFindByName(name: string): SchedulerCommand;
  /**
   * Ids of live (not ended) jobs of that name; empty when the scheduler answered and has none.
   * @throws scheduler.unclear when it did not answer.
   */
  parseFindByName(result: CommandResult, name: string): readonly SchedulerJobId[];

  renderCancel(job: SchedulerJobId): SchedulerCommand;
  /** Done, or there was nothing to cancel. @throws scheduler.unclear otherwise; cancelling again is harmless. */
  parseCancel(result: CommandResult): void;

  /** Commands whose success shows that the scheduler answers, with a name for the check page. */
  renderProbes(queue: string | undefined): readonly SchedulerProbe[];

  /** What somebody who fills in a form wants to know. No decision about a job hangs on it. */
  readonly site: SiteQuestions;

  /** What somebody who fills in a form reads beside its fields. */
  readonly help: SchedulerHelp;

  /** In which variable a job finds its id, if not in all its length; left out where no such variable is sure. */
  readonly jobIdVariable?: string;

  /** The value of Nextflow's `process.executor` for tasks of this scheduler. */
  readonly nextflowExecutor: string;

  /** Programs that this adapter may ask a channel to run; the agent's default allow-list is made of these. */
  readonly programs: readonly string[];
}

/** As `renderStatus` and `parseStatus`. */
export interface StatusQuestion {
  render(jobs: readonly SchedulerJobId[]): SchedulerCommand;
  parse(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings;
}

export interface ProbeProblem {
  readonly problem: string;
  readonly cure: string;
  /** The scheduler does not answer now, and may answer in a moment: nothing is known of its setting. */
  readonly isPassing?: boolean;
}

export interface SchedulerProbe {
  readonly name: string;
  readonly command: SchedulerCommand;
  /** What is wrong in plain words, `undefined` when the answer is good; `summary` is shown when it is. */
  readonly judge: (result: CommandResult) => ProbeProblem | { readonly summary: string };
}

/** A command, and how its answer is read. @throws scheduler.unclear from `read` when it is no answer. */
export interface SiteQuestion<Answer> {
  readonly command: SchedulerCommand;
  readonly read: (result: CommandResult) => Answer;
}

/** `undefined` where the scheduler has no such thing, or keeps it to itself. */
export interface SiteQuestions {
  readonly askQueues: () => SiteQuestion<readonly SchedulerQueue[]> | undefined;
  /** Those that a user may book on, where the scheduler can tell; else all. */
  readonly askAccounts: (userName: string) => SiteQuestion<readonly SchedulerAccount[]> | undefined;
  /** When a waiting job is thought to start, by the clock of the cluster and in the scheduler's words; `undefined` when it does not know. */
  readonly askStart: (job: SchedulerJobId) => SiteQuestion<string | undefined> | undefined;
  /** Each tells a part; none where a number means the same at every site. To be asked where Nextflow would look: after the pre-run script. */
  readonly askMemoryRules: () => readonly SiteQuestion<MemoryRules>[];
}

/** How a site counts the memory that its jobs ask for, as far as it says so. */
export interface MemoryRules {
  /** Of a limit without a unit, such as `MB`. */
  readonly unit?: string;
  /** Whether a limit is that of a job; else each of its processes may use as much. */
  readonly isLimitOfJob?: boolean;
  /** Whether memory is reserved for each processor of a job; else once for all of them. */
  readonly isReservedPerCpu?: boolean;
}

/** A queue with its limits, as far as the scheduler says them. */
export interface SchedulerQueue {
  readonly name: string;
  /** Takes jobs and starts them. */
  readonly isOpen: boolean;
  readonly isDefault?: boolean;
  readonly maxWallTimeSeconds?: number;
  /** What a job gets that asks for none. */
  readonly defaultWallTimeSeconds?: number;
  readonly nodes?: number;
  readonly maxMemoryMb?: number;
  readonly maxCpus?: number;
  /** Begins every job that does not ask for another one, whatever its first line says. Left out where the first line counts. */
  readonly jobShell?: string;
}

/** An account, project or group on which jobs are booked, and the qualities of service that it may ask for. */
export interface SchedulerAccount {
  readonly name: string;
  readonly qualities: readonly string[];
}

export type { JobSighting };
