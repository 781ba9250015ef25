import { isAppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";

import { schedulerOfKind } from "./scheduler-of-kind.ts";
import { schedulerKinds } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

const sizeBytes = 100_000;
const pieces = [
  "1",
  "-",
  "[",
  "exit",
  "a=",
  "1|",
  "\n ",
  "\r",
  "\r\n",
  "\u2028",
  "\n\t",
  "<Data>",
  "<Data><queue>",
  "<Job>",
  "<Job ",
  "<job ",
];

function readersOf(scheduler: Scheduler): readonly ((result: CommandResult) => unknown)[] {
  const job = toSchedulerJobId("3");
  const { askAccounts, askMemoryRules, askQueues, askStart } = scheduler.site;
  return [
    (result) => scheduler.parseStatus(result, [job]),
    (result) => scheduler.shortStatus?.parse(result, [job]),
    (result) => scheduler.parseFinal([result, result, result], job),
    (result) => scheduler.parseSubmit(result),
    (result) => scheduler.parseFindByName(result, "nf-1"),
    (result) => scheduler.parseCancel(result),
    ...[askQueues(), askAccounts("jane"), askStart(job), ...askMemoryRules()].map(
      (question) => (result: CommandResult) => (question?.read as ((answer: CommandResult) => unknown) | undefined)?.(result),
    ),
    ...scheduler.renderProbes("all.q").map((probe) => (result: CommandResult) => probe.judge(result)),
  ];
}

// One login node, broken or in wrong hands, must not hold up the server of everybody.
test.each(schedulerKinds)("an answer of %s that says one thing again and again is read in a moment, whatever it is", (kind) => {
  const readers = readersOf(schedulerOfKind(kind));
  let read = 0;

  // Tried in every way, some of these would take minutes, and of the size that an answer may have, days.
  for (const text of pieces.flatMap(textsOf)) {
    for (const reader of readers) {
      read += 1;
      readQuietly(() => reader({ exitCode: 0, stdout: text, stderr: "" }));
      readQuietly(() => reader({ exitCode: 1, stdout: "", stderr: text }));
    }
  }

  expect(read).toBe(pieces.length * 2 * readers.length);
});

function textsOf(piece: string): readonly string[] {
  const again = piece.repeat(sizeBytes / piece.length);
  return [again, `x${" ".repeat(1000)}${again}`];
}

/** What a reader may say of it is the business of the fuzz. */
function readQuietly(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toSatisfy((thrown) => isAppError(thrown));
  }
}
