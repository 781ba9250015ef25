import type { Answer } from "./answer.ts";
import type { FakeJob, QueueModel } from "./queue-model.ts";

export type Wish = Pick<FakeJob, "name" | "queue" | "workDir" | "outputPath" | "script"> & { readonly isHeld: boolean };

/** Puts a job into the queue. A held one stays there; another begins at once. */
export function takeJob(model: QueueModel, { isHeld, ...wish }: Wish): { readonly job: FakeJob; readonly start: readonly number[] } {
  const job: FakeJob = { ...wish, number: model.nextNumber, state: isHeld ? "held" : "queued" };
  model.nextNumber += 1;
  model.jobs.push(job);
  return { job, start: isHeld ? [] : [job.number] };
}

/** Takes a job out of the queue. What runs is told to end, and ends by itself. */
export function cancelJob(job: FakeJob): Pick<Answer, "kill"> {
  job.isCancelled = true;
  if (job.state === "running" && job.pid !== undefined) return { kill: [job.pid] };
  job.state = "ended";
  return {};
}

/** 128 and the number of the signal, as a shell says it. */
export function exitOf({ exitCode, signal }: FakeJob): number | undefined {
  return signal === undefined ? exitCode : 128 + signal;
}
