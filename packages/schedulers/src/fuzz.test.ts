import { isAppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { seededRandom } from "@postern/testing";
import { describe, expect, test } from "vitest";

import { schedulerOfKind } from "./scheduler-of-kind.ts";
import type { Scheduler, SchedulerKind } from "./scheduler.ts";
import { mutate } from "./testing/mutations.ts";
import { recordedAnswer, recordedNames } from "./testing/recorded-answer.ts";

const mutantsEach = 60;
const folders: readonly { readonly folder: string; readonly kind: SchedulerKind }[] = [
  { folder: "slurm", kind: "slurm" },
  { folder: "grid-engine", kind: "grid-engine" },
  { folder: "pbs", kind: "pbs" },
  { folder: "pbs", kind: "torque" },
  { folder: "lsf", kind: "lsf" },
  { folder: "moab", kind: "moab" },
];

/** Ids as the adapter may give them: no more than stood in the answer before it was damaged. */
function numbersIn({ stdout, stderr }: CommandResult): ReadonlySet<string> {
  return new Set(`${stdout}\n${stderr}`.match(/\d+/g));
}

/** Calls every parser with the answer, whether it was meant for it or not. Answers with the ids that came out. */
function readWithAll(scheduler: Scheduler, result: CommandResult): readonly string[] {
  const job = toSchedulerJobId("3");
  const { askAccounts, askMemoryRules, askQueues, askStart } = scheduler.site;
  scheduler.parseStatus(result, [job]);
  scheduler.shortStatus?.parse(result, [job]);
  scheduler.parseFinal([result, result, result], job);
  for (const probe of scheduler.renderProbes("all.q")) probe.judge(result);
  const readers = [
    () => [scheduler.parseSubmit(result)],
    () => scheduler.parseFindByName(result, "nf-workflow-5Mq3xJ2vRp8a1b"),
    () => (scheduler.parseCancel(result), []),
    () => (askQueues()?.read(result), []),
    () => (askAccounts("jane")?.read(result), []),
    () => (askStart(job)?.read(result), []),
    ...askMemoryRules().map((question) => () => (question.read(result), [])),
  ];
  return readers.flatMap((read) => {
    try {
      return read();
    } catch (error) {
      expect(error).toSatisfy((thrown) => isAppError(thrown, "scheduler.unclear") || isAppError(thrown, "scheduler.rejected"));
      return [];
    }
  });
}

describe.each(folders)("damaged answers of $folder, read as $kind", ({ folder, kind }) => {
  const scheduler = schedulerOfKind(kind);

  test.each(recordedNames(folder))("of %s never throw anything but the catalogue's errors, and never make up a job id", (name) => {
    const answer = recordedAnswer(folder, name);
    const known = numbersIn(answer);
    const random = seededRandom(name.length);

    for (let count = 0; count < mutantsEach; count += 1) {
      const { how, result } = mutate(answer, random);
      for (const id of readWithAll(scheduler, result))
        expect({ how, id, isKnown: known.has(/\d+/.exec(id)?.[0] ?? "") }).toMatchObject({ isKnown: true });
    }
  });

  test.each(recordedNames(folder).filter((name) => /running/.test(name)))("of %s, cut anywhere, never take a job away", (name) => {
    const answer = recordedAnswer(folder, name);
    const jobs = [...numbersIn(answer)].map(toSchedulerJobId);
    const whole = scheduler.parseStatus(answer, jobs);
    const alive = jobs.filter((job) => ["queued", "running"].includes(whole.get(job)?.seen ?? ""));

    for (let length = 0; length < answer.stdout.trimEnd().length; length += 7) {
      const seen = scheduler.parseStatus({ ...answer, stdout: answer.stdout.slice(0, length) }, alive);
      for (const job of alive) expect(["nothing", whole.get(job)?.seen]).toContain(seen.get(job)?.seen);
    }
  });
});
