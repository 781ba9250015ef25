import { isAppError } from "@postern/domain";
import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";
import type { Scheduler, SchedulerCommand, StatusQuestion } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import type { AccountQuestions } from "./question-budget.ts";
import type { QuestionCommand } from "./question-tally.ts";

/** A controller under load answers late; a question that hangs for longer holds up nothing but this cluster. */
const questionTimeoutMs = 60_000;

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
 * those of our account, and the long one when something is missing there. What is not answered is `nothing`.
 */
export async function askStatuses(cluster: Cluster, jobs: readonly SchedulerJobId[]): Promise<ToldStatuses> {
  const ofUser = await askOfUser(cluster, jobs);
  const sightings = new Map(ofUser.sightings);
  let { questions } = ofUser;
  const others = jobs.filter((job) => !sightings.has(job));
  const { maxJobsPerQuestion } = cluster.scheduler;
  for (let start = 0; start < others.length; start += maxJobsPerQuestion) {
    const told = await askPart(cluster, others.slice(start, start + maxJobsPerQuestion));
    questions += told.questions;
    for (const [job, sighting] of told.sightings) sightings.set(job, sighting);
  }
  return { sightings, questions };
}

/** Those of the jobs that the scheduler lists for our account. INVARIANT: that it lists none says nothing, not even that a job is absent. */
async function askOfUser(cluster: Cluster, jobs: readonly SchedulerJobId[]): Promise<ToldStatuses> {
  const { channel, scheduler } = cluster;
  const command = scheduler.renderStatusOfUser?.(channel.peer.userName);
  if (command === undefined || jobs.length === 0) return { sightings: new Map(), questions: 0 };
  const question: StatusQuestion = { render: () => command, parse: (answer, about) => scheduler.parseStatus(answer, about) };
  const { sightings } = await askStatus(cluster, jobs, question);
  const listed = [...sightings].filter(([, { seen }]) => seen !== "absent" && seen !== "nothing");
  return { sightings: new Map(listed), questions: 1 };
}

async function askPart(cluster: Cluster, jobs: readonly SchedulerJobId[]): Promise<ToldStatuses> {
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
  return { sightings: new Map([...second.sightings, ...known]), questions: 2 };
}

async function askStatus(cluster: Cluster, jobs: readonly SchedulerJobId[], question: StatusQuestion) {
  const answer = cluster.questions.take("status") ? await askOnce(cluster, "status", question.render(jobs)) : nothing(usedUp);
  const unanswered = "seen" in answer ? answer : nothing("The job was not in the answer.");
  const sightings = new Map<SchedulerJobId, JobSighting>(jobs.map((job) => [job, unanswered]));
  if ("exitCode" in answer) for (const [job, sighting] of question.parse(answer, jobs)) sightings.set(job, sighting);
  return { sightings, isCut: "exitCode" in answer && answer.isCut === true };
}

/** Asks for the end of a job that the queue no longer lists. `undefined`: the questions of this minute are used up, and nothing was asked. */
export async function askFinal(cluster: Cluster, job: SchedulerJobId): Promise<JobSighting | undefined> {
  const commands = cluster.scheduler.renderFinal(job);
  if (!cluster.questions.take("final", commands.length)) return undefined;
  const results: CommandResult[] = [];
  for (const command of commands) {
    const answer = await askOnce(cluster, "final", command);
    if ("seen" in answer) return answer;
    results.push(answer);
  }
  return cluster.scheduler.parseFinal(results, job);
}

/** Ids of live jobs of a name; `undefined` when the scheduler did not say. */
export async function askByName(cluster: Cluster, name: string): Promise<readonly SchedulerJobId[] | undefined> {
  if (!cluster.questions.take("find")) return undefined;
  const answer = await askOnce(cluster, "find", cluster.scheduler.renderFindByName(name));
  if ("seen" in answer) return undefined;
  try {
    return cluster.scheduler.parseFindByName(answer, name);
  } catch (error) {
    if (!isAppError(error, "scheduler.unclear")) throw error;
    return undefined;
  }
}

/** Asks for the end of a job; the job's own state tells later whether that worked. */
export async function askCancel(cluster: Cluster, job: SchedulerJobId): Promise<boolean> {
  if (!cluster.questions.take("cancel")) return false;
  const answer = await askOnce(cluster, "cancel", cluster.scheduler.renderCancel(job));
  if ("seen" in answer) return false;
  try {
    cluster.scheduler.parseCancel(answer);
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return false;
  }
}

type Nothing = Extract<JobSighting, { seen: "nothing" }>;

async function askOnce(
  { channel, questions }: Cluster,
  kind: QuestionCommand,
  command: SchedulerCommand,
): Promise<CommandResult | Nothing> {
  try {
    return await channel.run({ ...command, timeoutMs: questionTimeoutMs });
  } catch (error) {
    // Whatever kept us from asking says nothing about the job.
    if (!isAppError(error)) throw error;
    questions.noteUnanswered(kind);
    return nothing(error.message);
  }
}

function nothing(reason: string): Nothing {
  return { seen: "nothing", reason };
}
