import { given } from "../../../given.ts";
import type { CheckContext } from "./check-context.ts";
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
  return problem ?? { status: "passed", summary: `${summaries.join("; ")}.` };
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
