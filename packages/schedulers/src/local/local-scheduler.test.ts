import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";

import { createLocalScheduler } from "./local-scheduler.ts";
import { askScript } from "./scripts.ts";

const scheduler = createLocalScheduler();
const answer = (more: Partial<CommandResult>): CommandResult => ({ exitCode: 0, stdout: "", stderr: "", ...more });
const job = { name: "nf-workflow-1", scriptPath: "/w/a.sh", workDir: "/w", outputPath: "/w/a.log", extraOptions: [] };

test("nothing of a job becomes program text", () => {
  const { words } = scheduler.renderSubmit({ ...job, workDir: "/w/$(id)", scriptPath: "/w/'; id; '" });

  expect(words.slice(0, 3)).toEqual(["sh", "-c", askScript]);
  expect(words.slice(3, 9)).toEqual(["postern-local", "submit", ".postern-jobs", "nf-workflow-1", "/w/$(id)", "/w/'; id; '"]);
});

test("the id is read between banners, and a missing one is unclear", () => {
  expect(scheduler.parseSubmit(answer({ stdout: "hello\npostern-local|job|/w/.postern-jobs/a b\nbye\n" }))).toBe("/w/.postern-jobs/a b");
  for (const lost of [answer({}), answer({ exitCode: 1 }), answer({ exitCode: 143, stdout: "postern-local|job|/w/x\n" })]) {
    expect(() => scheduler.parseSubmit(lost)).toThrow(expect.objectContaining({ code: "scheduler.unclear" }));
  }
});

test("a refusal says why", () => {
  const refused = answer({ exitCode: 1, stdout: "postern-local|rejected|the work directory /w does not exist\n" });

  expect(() => scheduler.parseSubmit(refused)).toThrow(
    expect.objectContaining({ code: "scheduler.rejected", message: "The job cannot be started: the work directory /w does not exist." }),
  );
});

test("jobs that the answer did not reach are not seen, neither alive nor absent", () => {
  const jobs = ["/j/a", "/j/b", "/j/c"].map(toSchedulerJobId);
  const stdout = "postern-local|0|running\npostern-local|1|ended|7|\n";

  const sightings = scheduler.parseStatus(answer({ exitCode: 143, stdout }), jobs);

  expect([...sightings.values()]).toEqual([
    { seen: "running" },
    { seen: "ended", exitCode: 7, reason: "" },
    { seen: "nothing", reason: "exit code 143" },
  ]);
});

test("a damaged state says nothing", () => {
  const [id] = ["/j/a"].map(toSchedulerJobId);
  if (id === undefined) return expect.unreachable();

  expect(scheduler.parseStatus(answer({ stdout: "postern-local|0|ended||\n" }), [id]).get(id)).toMatchObject({ seen: "nothing" });
});

test("a search or a cancel that did not come to its end is unclear", () => {
  const halfway = answer({ stdout: "postern-local|job|/j/a\n" });

  expect(() => scheduler.parseFindByName(halfway, "a")).toThrow(expect.objectContaining({ code: "scheduler.unclear" }));
  expect(() => scheduler.parseCancel(answer({ exitCode: 1 }))).toThrow(expect.objectContaining({ code: "scheduler.unclear" }));
  expect(scheduler.parseFindByName(answer({ stdout: "postern-local|end\n" }), "a")).toEqual([]);
});

test("there is no second place to ask about the end", () => {
  expect(scheduler.renderFinal(toSchedulerJobId("/j/a"))).toEqual([]);
  expect(scheduler.parseFinal([], toSchedulerJobId("/j/a"))).toEqual({ seen: "absent" });
});
