import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult, JobSighting } from "@postern/domain";
import { expect } from "vitest";

import { schedulerOfKind } from "../scheduler-of-kind.ts";
import type { JobRequest, SchedulerKind } from "../scheduler.ts";
import { recordedAnswer } from "./recorded-answer.ts";

export const unclear = expect.objectContaining({ code: "scheduler.unclear" }) as Error;
export const rejected = expect.objectContaining({ code: "scheduler.rejected" }) as Error;

export const sampleJob: JobRequest = {
  name: "nf-workflow-5Mq3xJ2vRp8a1b",
  scriptPath: "/scratch/jane/nf-5M.launcher.sh",
  workDir: "/scratch/jane",
  outputPath: "/scratch/jane/nf-5M.job.log",
  extraOptions: [],
};

/** Short words for tests that give recorded answers to a scheduler. */
export function readerOf(kind: SchedulerKind, folder: string, prefix: string) {
  const scheduler = schedulerOfKind(kind);
  const recorded = (name: string): CommandResult => recordedAnswer(folder, `${prefix}${name}`);
  return {
    scheduler,
    recorded,
    look: (name: string, job: string): JobSighting | undefined =>
      scheduler.parseStatus(recorded(name), [toSchedulerJobId(job)]).get(toSchedulerJobId(job)),
    final: (names: readonly string[], job: string): JobSighting => scheduler.parseFinal(names.map(recorded), toSchedulerJobId(job)),
    judge: (queue: string | undefined, names: readonly string[]) =>
      scheduler.renderProbes(queue).map((probe, index) => probe.judge(recorded(names[index] ?? ""))),
  };
}

/** As it arrives from a site that greets. */
export const withBanner = (answer: CommandResult): CommandResult => ({
  ...answer,
  stdout: `Welcome to node 7!\nQuota: 12 of 100 GB\n\n${answer.stdout}See https://hpc.example.org\n`,
});
