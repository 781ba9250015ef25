import { isAppError } from "@postern/domain";
import type { JobResources, SchedulerQueue } from "@postern/schedulers";
import { given } from "../../../given.ts";
import type { CheckContext } from "./check-context.ts";
import { problemOf } from "./check-scheduler.ts";
import { doubtOfShell } from "./doubt-of-shell.ts";
import type { StepResult } from "./check-step.ts";

const timeoutMs = 60_000;

/** The named queues are there and open, and give what head jobs ask for. */
export async function checkQueues(context: CheckContext): Promise<StepResult> {
  const { scheduler, environment } = context;
  if (scheduler.site.askQueues() === undefined) return { status: "passed", summary: "This scheduler has no queues." };
  const head = given(environment.config.headQueue);
  const compute = given(environment.config.computeQueue);
  const problem =
    (await findQueueProblem(context, { queue: head })) ?? (await findQueueProblem(context, { queue: compute, isForTasks: true }));
  if (problem !== undefined) return problem;
  const known = await listQueues(context);
  const limits = known.find(({ name, isDefault }) => (head === undefined ? isDefault === true : name === head));
  const excess = limits === undefined ? undefined : excessOf(environment.resources, limits);
  return (
    excess ??
    doubtOfShell(environment, known) ?? {
      status: "passed",
      summary: `${[describe(head, limits), ...(compute === undefined ? [] : [`tasks go to ${compute}`])].join("; ")}.`,
    }
  );
}

async function findQueueProblem(
  { channel, scheduler }: CheckContext,
  { queue, isForTasks = false }: { readonly queue: string | undefined; readonly isForTasks?: boolean },
): Promise<StepResult | undefined> {
  // The last probe is the one about the queue; the others have passed already.
  const probe = queue === undefined ? undefined : scheduler.renderProbes(queue).at(-1);
  if (probe === undefined) return undefined;
  const result = await channel.run({ ...probe.command, timeoutMs });
  const verdict = probe.judge(result);
  if (!("problem" in verdict)) return undefined;
  return problemOf({ ...verdict, problem: `${isForTasks ? "Compute queue: " : ""}${verdict.problem}` }, result);
}

/** Empty when the scheduler keeps them to itself: limits that nobody knows fail nothing. */
async function listQueues({ channel, scheduler }: CheckContext): Promise<readonly SchedulerQueue[]> {
  const question = scheduler.site.askQueues();
  if (question === undefined) return [];
  try {
    return question.read(await channel.run({ ...question.command, timeoutMs }));
  } catch (error) {
    if (isAppError(error)) return [];
    throw error;
  }
}

// A warning only: options that the user wrote win over these fields, and what a site says of its limits need not be all.
function excessOf(asked: JobResources, queue: SchedulerQueue): StepResult | undefined {
  const limits = [
    { what: "wall time", asked: asked.wallTimeSeconds, most: queue.maxWallTimeSeconds, show: renderSeconds },
    { what: "memory", asked: asked.memoryMb, most: queue.maxMemoryMb, show: (size: number) => `${String(size)} MB` },
    { what: "processors", asked: asked.cpus, most: queue.maxCpus, show: String },
  ];
  // 0 stands for "not told".
  const over = limits.find((limit) => limit.asked !== undefined && (limit.most ?? 0) > 0 && limit.asked > (limit.most ?? 0));
  if (over?.asked === undefined) return undefined;
  return {
    status: "warning",
    summary: `Head jobs ask for ${over.show(over.asked)} of ${over.what}, and queue ${queue.name} gives at most ${over.show(over.most ?? 0)}.`,
    cure: `Ask for less ${over.what} in the settings of the head job, or choose another queue.`,
  };
}

function describe(name: string | undefined, queue: SchedulerQueue | undefined): string {
  if (name === undefined) return "No queue is named: the scheduler chooses";
  const wall = queue?.maxWallTimeSeconds;
  return `${name} is open${wall === undefined ? "" : `, at most ${renderSeconds(wall)}`}`;
}

function renderSeconds(seconds: number): string {
  const parts = [
    { size: 86_400, unit: "d" },
    { size: 3600, unit: "h" },
    { size: 60, unit: "min" },
  ];
  const { size, unit } = parts.find((part) => seconds % part.size === 0) ?? { size: 1, unit: "s" };
  return `${String(seconds / size)} ${unit}`;
}
