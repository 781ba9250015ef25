import { AppError } from "@postern/domain";

import type { JobRequest } from "./scheduler.ts";

/**
 * What no scheduler can take. Words need no quotes, but a line end would make one directive or record two.
 *
 * @throws scheduler.rejected naming what is at fault.
 */
export function refuseBadJob(job: JobRequest): void {
  if (!/^[A-Za-z][\w.-]*$/.test(job.name)) {
    throw new AppError(
      "scheduler.rejected",
      "The name of the job may hold letters, digits, points, dashes and underscores, a letter first.",
    );
  }
  const { account, constraint, qos } = job.resources ?? {};
  const texts = {
    script: job.scriptPath,
    "work directory": job.workDir,
    "output file": job.outputPath,
    queue: job.queue,
    account,
    constraint,
    qos,
  };
  for (const [what, text] of Object.entries(texts)) {
    if (text !== undefined && /\p{Cc}/u.test(text))
      throw new AppError("scheduler.rejected", `The ${what} of the job has a control character.`);
  }
}
