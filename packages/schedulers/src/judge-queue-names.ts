import type { SchedulerProbe, SchedulerQueue } from "./scheduler.ts";

/** Whether a queue is there and open, with the others as the cure when it is not. */
export function judgeQueueNames(
  scheduler: string,
  queues: readonly SchedulerQueue[],
  queue: string | undefined,
): ReturnType<SchedulerProbe["judge"]> {
  const names = queues.map(({ name }) => name).join(", ");
  if (queue === undefined) return { summary: names };
  const found = queues.find(({ name }) => name === queue);
  if (found === undefined) return { problem: `${scheduler} has no queue ${queue}.`, cure: `Choose one of: ${names}.` };
  if (!found.isOpen) return { problem: `Queue ${queue} is closed.`, cure: `Choose one that is open, of: ${names}.`, isPassing: true };
  return { summary: `queue ${queue} is open` };
}
