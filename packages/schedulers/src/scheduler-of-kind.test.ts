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

test("options are judged by the scheduler that will read them", () => {
  expect(headJobOptionProblem("slurm", ["--mem=8G"])).toBeUndefined();
  expect(headJobOptionProblem("slurm", ["--wrap=id"])).toContain("--wrap");
  expect(headJobOptionProblem("local", [])).toBeUndefined();
  expect(headJobOptionProblem("local", ["--mem=8G"])).toContain("no head job options");
});
