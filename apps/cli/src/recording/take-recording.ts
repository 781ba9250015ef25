import type { CommandResult, SchedulerJobId } from "@postern/domain";
import { AppError } from "@postern/domain";
import { pbsDialectOf, schedulerOfKind } from "@postern/schedulers";
import { readListedJobs, renderAllJobs, renderJobReadings, renderOwnJobs, renderSiteReadings } from "@postern/schedulers/record";
import type { Reading, RecordedKind, RecordedReading } from "@postern/schedulers/record";
import type { CommandChannel } from "@postern/transport";

const limitMs = 60_000;
/** More of an answer shows no other form. */
const maxAnswerBytes = 256 * 1024;

export interface TakeOptions {
  readonly channel: Pick<CommandChannel, "run">;
  readonly kind: RecordedKind;
  readonly userName: string;
  /** Such as jobs that have ended, which a scheduler does not list by itself. */
  readonly jobs: readonly SchedulerJobId[];
  /** Whether the jobs of everybody are listed too, and the status of some of them asked. */
  readonly isOfAll: boolean;
  /** Told before each command. */
  readonly tell: (words: readonly string[]) => void;
}

export interface Taken {
  readonly readings: readonly RecordedReading[];
  /** Those that were named or listed. */
  readonly jobs: readonly SchedulerJobId[];
}

/** Asks a scheduler everything that a server asks, about the site and about the jobs of one person. Nothing is changed by it. */
export async function takeRecording(options: TakeOptions): Promise<Taken> {
  const { kind, userName } = options;
  const site = await askEach(renderSiteReadings(kind, userName), options);
  const own = await ask(renderOwnJobs(kind, userName), options);
  const jobs = [...new Set([...options.jobs, ...readListedJobs(kind, own.stdout)])];
  const all = options.isOfAll ? [await ask(renderAllJobs(kind), options)] : [];
  const ofOthers = all.flatMap(({ stdout }) => readListedJobs(kind, stdout)).filter((job) => !jobs.includes(job));
  const ofJobs = await askEach(renderJobReadings(kind, jobs, ofOthers), options);
  return { readings: [...site, own, ...all, ...ofJobs], jobs: [...jobs, ...ofOthers] };
}

// By the question that tells the most: two schedulers may have programs of the same name.
const kindsInOrder: readonly RecordedKind[] = ["slurm", "lsf", "grid-engine", "moab", "pbs", "torque"];

/** The scheduler whose programs answer here. @throws request.invalid when none does. */
export async function findKind(channel: Pick<CommandChannel, "run">): Promise<RecordedKind> {
  for (const kind of kindsInOrder) if (await answers(channel, kind)) return kind;
  throw new AppError("request.invalid", "No scheduler answers here. Run this on a login node, or name the scheduler with --scheduler.");
}

async function answers(channel: Pick<CommandChannel, "run">, kind: RecordedKind): Promise<boolean> {
  const [probe] = schedulerOfKind(kind).renderProbes(undefined);
  if (probe === undefined) return false;
  const verdict = probe.judge(await run(channel, probe.command));
  // Both dialects of PBS read each other's version.
  return "summary" in verdict && (kind !== "pbs" || pbsDialectOf(verdict.summary) === "pbs");
}

async function askEach(readings: readonly Reading[], options: TakeOptions): Promise<readonly RecordedReading[]> {
  const answered: RecordedReading[] = [];
  for (const reading of readings) answered.push(await ask(reading, options));
  return answered;
}

async function ask({ name, command }: Reading, { channel, tell }: TakeOptions): Promise<RecordedReading> {
  tell(command.words);
  const { exitCode, stdout, stderr, isCut } = await run(channel, command);
  return { name, words: command.words, exitCode, stdout, stderr, ...(isCut === true ? { isCut } : {}) };
}

// A program that is missing or hangs is an answer too.
async function run(channel: Pick<CommandChannel, "run">, command: Reading["command"]): Promise<CommandResult> {
  try {
    return await channel.run({ ...command, timeoutMs: limitMs, maxOutputBytes: maxAnswerBytes });
  } catch (error) {
    return { exitCode: 127, stdout: "", stderr: error instanceof Error ? error.message : String(error) };
  }
}
