import { toSchedulerJobId } from "@postern/domain";
import { expect, test } from "vitest";

import { headJobOptionProblem } from "./head-job-option-problem.ts";
import { schedulerOfKind } from "./scheduler-of-kind.ts";
import { schedulerKinds } from "./scheduler.ts";

test.each(schedulerKinds)("%s has an adapter of its own kind, which only runs programs that it names", (kind) => {
  const scheduler = schedulerOfKind(kind);
  const job = { name: "nf-1", scriptPath: "/w/a.sh", workDir: "/w", outputPath: "/w/a.log", extraOptions: [] };

  const commands = [
    scheduler.renderSubmit(job),
    scheduler.renderStatus([]),
    scheduler.renderFindByName("nf-1"),
    ...scheduler.renderProbes("queue").map((probe) => probe.command),
  ];

  expect(scheduler.kind).toBe(kind);
  expect(scheduler.renderScriptHeader(job)).toEqual([]);
  for (const { words } of commands) expect(scheduler.programs).toContain(words[0]);
});

/** What Linux takes as one word of a command line; the words of all together, and their number, that the protocol of agents takes. */
const most = { word: 131_071, words: 1000, bytes: 128 * 1024 };

test.each(schedulerKinds)("the longest question of %s about the state of jobs is one that systems take", (kind) => {
  const scheduler = schedulerOfKind(kind);
  // Longer than any number of a job; PBS and Moab write their server behind it.
  const server = kind === "pbs" || kind === "torque" || kind === "moab" ? ".pbs-server-1.hpc.some-university.example.org" : "";
  const jobs = Array.from({ length: scheduler.maxJobsPerQuestion }, (_, index) =>
    toSchedulerJobId(`${String(4_000_000_000 + index)}${server}`),
  );

  const { words } = scheduler.renderStatus(jobs);
  const sizes = words.map((word) => Buffer.byteLength(word));

  expect(Math.max(...sizes)).toBeLessThanOrEqual(most.word);
  expect(words.length).toBeLessThanOrEqual(most.words);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(most.bytes);
});

test("options are judged by the scheduler that will read them", () => {
  expect(headJobOptionProblem("slurm", ["--mem=8G"])).toBeUndefined();
  expect(headJobOptionProblem("slurm", ["--wrap=id"])).toContain("--wrap");
  expect(headJobOptionProblem("local", [])).toBeUndefined();
  expect(headJobOptionProblem("local", ["--mem=8G"])).toContain("no head job options");
});
