import { writeFile } from "node:fs/promises";

import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";
import type { JobRequest, Scheduler, SchedulerCommand } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import { expect } from "vitest";

import { eventually } from "../eventually.ts";

const patienceMs = 90_000;

/** A scheduler that can be asked, over a channel of any kind. */
export interface AskedScheduler {
  readonly scheduler: Scheduler;
  readonly channel: CommandChannel;
  /** Shared by the channel and the jobs. */
  readonly folder: string;
  readonly queue: string;
}

/** Asks the questions of an adapter over its channel, as the server does. */
export function askerOf({ scheduler, channel, folder, queue }: AskedScheduler) {
  const run = (command: SchedulerCommand): Promise<CommandResult> => channel.run({ ...command, timeoutMs: 60_000 });
  const jobOf = async (name: string, script: string): Promise<JobRequest> => {
    await writeFile(`${folder}/${name}.sh`, `#!/bin/bash\ncd "${folder}" || exit 73\n${script}\n`);
    return { name, scriptPath: `${folder}/${name}.sh`, workDir: folder, outputPath: `${folder}/${name}.log`, queue, extraOptions: [] };
  };
  const final = async (id: SchedulerJobId): Promise<JobSighting> => {
    const results: CommandResult[] = [];
    for (const command of scheduler.renderFinal(id)) results.push(await run(command));
    return scheduler.parseFinal(results, id);
  };
  const look = async (id: SchedulerJobId): Promise<JobSighting> => {
    const seen =
      scheduler.parseStatus(await run(scheduler.renderStatus([id])), [id]).get(id) ?? expect.unreachable("every job has an entry");
    return seen.seen === "absent" || (seen.seen === "ended" && seen.remains === true) ? final(id) : seen;
  };
  return {
    run,
    jobOf,
    final,
    look,
    submit: async (job: JobRequest): Promise<SchedulerJobId> => scheduler.parseSubmit(await run(scheduler.renderSubmit(job))),
    find: async (name: string): Promise<readonly SchedulerJobId[]> =>
      scheduler.parseFindByName(await run(scheduler.renderFindByName(name)), name),
    cancel: async (id: SchedulerJobId): Promise<void> => scheduler.parseCancel(await run(scheduler.renderCancel(id))),
    seen: (id: SchedulerJobId, what: JobSighting["seen"]): Promise<JobSighting> =>
      eventually(
        `job ${id} is ${what}`,
        async () => {
          const sighting = await look(id);
          return sighting.seen === what && sighting;
        },
        patienceMs,
      ),
  };
}
