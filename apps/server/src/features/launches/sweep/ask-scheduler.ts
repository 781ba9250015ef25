import { isAppError } from "@postern/domain";
import type { AppError, CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";
import type { Scheduler, SchedulerCommand, StatusQuestion } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import type { AccountQuestions } from "./question-budget.ts";
import type { QuestionCommand } from "./question-tally.ts";

/** A controller under load answers late; a question that hangs for longer holds up nothing but this cluster. */
const questionTimeoutMs = 60_000;

const longestReason = 1000;

const usedUp = "The scheduler is asked no more in this minute.";

/** A scheduler and the way to it. */
export interface Cluster {
  readonly channel: CommandChannel;
  readonly scheduler: Scheduler;
  /** Counts every question, and says when no more may be asked in this minute. */
  readonly questions: AccountQuestions;
}

export interface ToldStatuses {
  readonly sightings: ReadonlyMap<SchedulerJobId, JobSighting>;
  /** That it took, those of them included that the budget did not allow. */
  readonly questions: number;
}

/**
 * One question about all the jobs, or as few as the scheduler's limit allows. Where it can only be asked about everybody's jobs, first one about
 * those of our account, and the long one when something is missing there. What is not answered is `nothing`; a scheduler that leaves one
 * question unanswered is not asked the next one at once.
 */
export async function askStatuses(cluster: Cluster, jobs: readonly SchedulerJobId[]): Promise<ToldStatuses> {
  const ofUser = await askOfUser(cluster, jobs);
  const sightings = new Map(ofUser.sightings);
  let { questions, silence } = ofUser;
  const others = jobs.filter((job) => !sightings.has(job));
  for (const part of partsOf(cluster.scheduler, others)) {
    const told: AnsweredPart = silence === undefined ? await askPart(cluster, part) : unasked(part, silence);
    questions += told.questions;
    silence = told.silence;
    for (const [job, sighting] of told.sightings) sightings.set(job, sighting);
  }
  return { sightings, questions };
}

/** INVARIANT: of one that was not asked about nothing is said. */
export function seenOf(sightings: JobSightings, job: SchedulerJobId): JobSighting {
  return sightings.get(job) ?? nothing("The job was not asked about.");
}

/** As many jobs as one question can be about: of one place, and not too many. */
function partsOf({ maxJobsPerQuestion, placeOfJob = () => "" }: Scheduler, jobs: readonly SchedulerJobId[]): SchedulerJobId[][] {
  const places = [...Map.groupBy(jobs, (job) => placeOfJob(job)).values()];
  return places.flatMap((there) => {
    const count = Math.ceil(there.length / maxJobsPerQuestion);
    return Array.from({ length: count }, (_, index) => there.slice(index * maxJobsPerQuestion, (index + 1) * maxJobsPerQuestion));
  });
}

interface AnsweredPart extends ToldStatuses {
  /** Why there was no answer; `undefined` when there was one, whatever it said. */
  readonly silence: Nothing | undefined;
}

function unasked(jobs: readonly SchedulerJobId[], silence: Nothing): AnsweredPart {
  return { sightings: new Map(jobs.map((job) => [job, silence])), questions: 0, silence };
}

/** Those of the jobs that the scheduler lists for our account. INVARIANT: that it lists none says nothing, not even that a job is absent. */
async function askOfUser(cluster: Cluster, jobs: readonly SchedulerJobId[]): Promise<AnsweredPart> {
  const { channel, scheduler } = cluster;
  const command = scheduler.renderStatusOfUser?.(channel.peer.userName);
  if (command === undefined || jobs.length === 0) return { sightings: new Map(), questions: 0, silence: undefined };
  const question: StatusQuestion = { render: () => command, parse: (answer, about) => scheduler.parseStatus(answer, about) };
  const { sightings, silence } = await askStatus(cluster, jobs, question);
  const listed = [...sightings].filter(([, { seen }]) => seen !== "absent" && seen !== "nothing");
  return { sightings: new Map(listed), questions: 1, silence };
}

async function askPart(cluster: Cluster, jobs: readonly SchedulerJobId[]): Promise<AnsweredPart> {
  const { scheduler } = cluster;
  const whole: StatusQuestion = {
    render: (about) => scheduler.renderStatus(about),
    parse: (answer, about) => scheduler.parseStatus(answer, about),
  };
  const first = await askStatus(cluster, jobs, whole);
  if (!first.isCut || scheduler.shortStatus === undefined) return { ...first, questions: 1 };
  const second = await askStatus(cluster, jobs, scheduler.shortStatus);
  // What the first one said was said in full; of the others only the second one knows.
  const known = [...first.sightings].filter(([, { seen }]) => seen !== "nothing");
  return { sightings: new Map([...second.sightings, ...known]), questions: 2, silence: second.silence };
}

async function askStatus(cluster: Cluster, jobs: readonly SchedulerJobId[], question: StatusQuestion) {
  if (!cluster.questions.take("status")) return { ...unasked(jobs, nothing(usedUp)), isCut: false };
  const answer = await askOnce(cluster, "status", question.render(jobs));
  if (isAppError(answer)) {
    const told = unasked(jobs, nothing(answer.message));
    // What an agent does not let through, it may let through in another form.
    return { ...told, isCut: false, silence: answer.kind === "forbidden" ? undefined : told.silence };
  }
  const sightings = new Map<SchedulerJobId, JobSighting>(jobs.map((job) => [job, nothing("The job was not in the answer.")]));
  for (const [job, sighting] of question.parse(answer, jobs)) sightings.set(job, withShortReason(sighting));
  return { sightings, isCut: answer.isCut === true, silence: undefined };
}

/** Asks for the end of a job that the queue no longer lists. `undefined`: the questions of this minute are used up, and nothing was asked. */
export async function askFinal(cluster: Cluster, job: SchedulerJobId): Promise<JobSighting | undefined> {
  const commands = cluster.scheduler.renderFinal(job);
  if (!cluster.questions.take("final", commands.length)) return undefined;
  const results: CommandResult[] = [];
  for (const command of commands) {
    const answer = await askOnce(cluster, "final", command);
    if (isAppError(answer)) return nothing(answer.message);
    results.push(answer);
  }
  return withShortReason(cluster.scheduler.parseFinal(results, job));
}

/** Ids of live jobs of a name; `undefined` when the scheduler did not say. */
export async function askByName(cluster: Cluster, name: string): Promise<readonly SchedulerJobId[] | undefined> {
  const { channel, scheduler } = cluster;
  const whole = await askForName(cluster, name, scheduler.renderFindByName(name));
  if (whole !== "cut") return whole;
  const ofUser = scheduler.renderStatusOfUser?.(channel.peer.userName);
  const found = ofUser === undefined ? undefined : await askForName(cluster, name, ofUser);
  // INVARIANT: that it lists none says nothing, as in `askOfUser`.
  return found === undefined || found === "cut" || found.length === 0 ? undefined : found;
}

/** `cut`: the answer was too long to be whole. */
async function askForName(
  cluster: Cluster,
  name: string,
  command: SchedulerCommand,
): Promise<readonly SchedulerJobId[] | "cut" | undefined> {
  if (!cluster.questions.take("find")) return undefined;
  const answer = await askOnce(cluster, "find", command);
  if (isAppError(answer)) return undefined;
  try {
    return cluster.scheduler.parseFindByName(answer, name);
  } catch (error) {
    if (!isAppError(error, "scheduler.unclear")) throw error;
    return answer.isCut === true ? "cut" : undefined;
  }
}

/** Asks for the end of a job; the job's own state tells later whether that worked. */
export async function askCancel(cluster: Cluster, job: SchedulerJobId): Promise<boolean> {
  if (!cluster.questions.take("cancel")) return false;
  const answer = await askOnce(cluster, "cancel", cluster.scheduler.renderCancel(job));
  if (isAppError(answer)) return false;
  try {
    cluster.scheduler.parseCancel(answer);
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return false;
  }
}

type Nothing = Extract<JobSighting, { seen: "nothing" }>;

/** Gives the error when nothing came back. Whatever kept us from asking says nothing about the job. */
async function askOnce(
  { channel, questions }: Cluster,
  kind: QuestionCommand,
  command: SchedulerCommand,
): Promise<CommandResult | AppError> {
  try {
    return await channel.run({ ...command, timeoutMs: questionTimeoutMs, isQuestion: kind !== "cancel" });
  } catch (error) {
    if (!isAppError(error)) throw error;
    questions.noteUnanswered(kind);
    return error;
  }
}

/** It is kept with the run and shown in lists; whoever is at the login node may make it as long as an answer. */
function withShortReason(sighting: JobSighting): JobSighting {
  if (!("reason" in sighting) || sighting.reason.length <= longestReason) return sighting;
  return { ...sighting, reason: `${sighting.reason.slice(0, longestReason - 1).toWellFormed()}…` };
}

function nothing(reason: string): Nothing {
  return { seen: "nothing", reason };
}
