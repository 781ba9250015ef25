import { describe, expect, test } from "vitest";

import { helpFields } from "./field-help.ts";
import type { HelpField } from "./field-help.ts";
import { jobResourceProblem } from "./job-resource-problem.ts";
import { splitOptionWords } from "./option-words.ts";
import { schedulerOfKind } from "./scheduler-of-kind.ts";
import { schedulerKinds } from "./scheduler.ts";
import type { JobRequest, JobResources, SchedulerKind } from "./scheduler.ts";

const job: JobRequest = {
  ...{ name: "nf-workflow-4x1aB2c3D4e5F6", scriptPath: "/w/run.sh", workDir: "/w", outputPath: "/w/out" },
  extraOptions: [],
};
const resourceOf: Partial<Record<HelpField, JobResources>> = {
  account: { account: "lab" },
  qos: { qos: "long" },
  wallTime: { wallTimeSeconds: 7200 },
  memory: { memoryMb: 4096 },
  cpus: { cpus: 4 },
  constraint: { constraint: "fast" },
  notice: { noticeSeconds: 600 },
};
/** Some need another one beside them. */
const besides: Partial<Record<HelpField, JobResources>> = { notice: { wallTimeSeconds: 7200 } };
/** Slurm is asked in short, and explained in its long words. */
const short: Readonly<Record<string, string>> = {
  "--partition": "-p",
  "--account": "-A",
  "--qos": "-q",
  "--time": "-t",
  "--cpus-per-task": "-c",
  "--constraint": "-C",
};

/** The words that this field alone adds to a submission. */
function addedBy(kind: SchedulerKind, field: HelpField): readonly string[] {
  const scheduler = schedulerOfKind(kind);
  const resources = { ...besides[field], ...resourceOf[field] };
  const wish = field === "queue" ? { ...job, queue: "main" } : { ...job, resources };
  const without = scheduler.renderSubmit({ ...job, resources: besides[field] ?? {} }).words;
  return scheduler.renderSubmit(wish).words.filter((word, index, all) => word !== without[index] || all.length === without.length);
}

describe.each(schedulerKinds)("the help of %s", (kind) => {
  const { help, renderSubmit } = schedulerOfKind(kind);

  test.each(helpFields)("has a line for %s where the scheduler can be asked for it, and none where it refuses", (field) => {
    const resources = { ...besides[field], ...resourceOf[field] };
    const isRefused = kind === "local" || jobResourceProblem(kind, resources)?.member === Object.keys(resourceOf[field] ?? {})[0];

    expect(help[field] === undefined).toBe(resourceOf[field] === undefined ? kind === "local" : isRefused);
    expect(help[field]?.says ?? "A line.").toMatch(/^[A-Z].*[^ ,;:]\.$/);
    expect((help[field]?.says ?? "").length).toBeLessThan(120);
  });

  test.each(helpFields.filter((field) => field !== "options" && help[field] !== undefined))(
    "says of %s the words that it becomes",
    (field) => {
      const [program, ...options] = (help[field]?.words ?? "").split(" ");
      const added = addedBy(kind, field);
      // What stands behind an option, up to where the value begins.
      const pieces = options.flatMap((option) => option.split(/[,…]/)).filter((piece) => piece !== "");

      expect(renderSubmit(job).words[0]).toBe(program);
      expect(pieces.filter((piece) => !added.some((word) => word.includes(short[piece] ?? piece)))).toEqual([]);
      expect(pieces.length).toBeGreaterThan(0);
    },
  );

  test("names options for the head job that are taken as they stand", () => {
    const examples = (/ such as (?<all>.+)\.$/.exec(help.options?.says ?? "")?.groups?.["all"] ?? "").split(" or ");

    const rendered = examples.map((example) => renderSubmit({ ...job, extraOptions: splitOptionWords(example) }).words.join(" "));

    expect(rendered.every((words, index) => words.includes(examples[index] ?? "-"))).toBe(true);
    expect(help.options === undefined ? kind : examples[0]).toMatch(kind === "local" ? /^local$/ : /^-/);
  });
});
