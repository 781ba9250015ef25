import { isAppError } from "@postern/domain";
import { given } from "../../../given.ts";
import type { CheckContext } from "./check-context.ts";
import { doubtsOfMemory } from "./doubts-of-memory.ts";
import type { StepResult } from "./check-step.ts";

const timeoutMs = 60_000;

/** The scheduler's commands are there, it answers, and the queue exists. */
export async function checkScheduler({ channel, environment, scheduler }: CheckContext): Promise<StepResult> {
  const { headQueue, computeQueue } = environment.config;
  const summaries: string[] = [];
  for (const probe of scheduler.renderProbes(given(headQueue))) {
    const result = await channel.run({ ...probe.command, timeoutMs });
    const verdict = probe.judge(result);
    if ("problem" in verdict) return { status: "failed", summary: verdict.problem, cure: verdict.cure, detail: result.stderr };
    summaries.push(verdict.summary);
  }
  const problem = await findQueueProblem({ channel, environment, scheduler }, given(computeQueue));
  if (problem !== undefined) return problem;
  const context = { channel, environment, scheduler };
  const doubts = [...(await doubtOfAccount(context)), ...(await doubtsOfMemory(context))];
  return { status: "passed", summary: `${[...summaries, ...doubts].join("; ")}.` };
}

/**
 * What speaks against the account on which jobs are to be booked. No failure: a scheduler may take accounts that it does not name, and a
 * question that it does not answer says nothing.
 */
async function doubtOfAccount({ channel, environment, scheduler }: CheckContext): Promise<readonly string[]> {
  const { account } = environment.resources;
  const question = account === undefined ? undefined : scheduler.site.askAccounts(channel.peer.userName);
  if (account === undefined || question === undefined) return [];
  try {
    const names = question.read(await channel.run({ ...question.command, timeoutMs })).map(({ name }) => name);
    if (names.length === 0 || names.includes(account)) return [];
    return [`account ${account} is not among those that ${channel.peer.userName} may book on: ${names.slice(0, 20).join(", ")}`];
  } catch (error) {
    if (isAppError(error)) return [];
    throw error;
  }
}

async function findQueueProblem({ channel, scheduler }: CheckContext, queue: string | undefined): Promise<StepResult | undefined> {
  // The last probe is the one about the queue; the others have passed already.
  const probe = queue === undefined ? undefined : scheduler.renderProbes(queue).at(-1);
  if (probe === undefined) return undefined;
  const result = await channel.run({ ...probe.command, timeoutMs });
  const verdict = probe.judge(result);
  if (!("problem" in verdict)) return undefined;
  return { status: "failed", summary: `Compute queue: ${verdict.problem}`, cure: verdict.cure, detail: result.stderr };
}
