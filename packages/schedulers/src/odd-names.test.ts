import { expect, test } from "vitest";

import { schedulerOfKind } from "./scheduler-of-kind.ts";
import { schedulerKinds } from "./scheduler.ts";
import { rejected, sampleJob } from "./testing/scheduler-asker.ts";

const oddNames = ["two words", 'quo"te', "it's", "two\nlines", "umläut", "a;b", "$(id)", "-x", ""];
const oddFolder = `/scratch/jäne's "two words"/$(id);*`;

test.each(schedulerKinds.flatMap((kind) => oddNames.map((name) => [kind, name] as const)))(
  "%s is asked for no job with the name %j, before anything is sent",
  (kind, name) => {
    expect(() => schedulerOfKind(kind).renderSubmit({ ...sampleJob, name })).toThrow(rejected);
  },
);

test.each(schedulerKinds)("%s gets paths with quotes, blanks and umlauts as words of their own", (kind) => {
  const { renderSubmit } = schedulerOfKind(kind);
  const job = { ...sampleJob, workDir: oddFolder, outputPath: '/scratch/jäne\'s "two words"/out' };

  const { words, workDir } = renderSubmit(job);

  expect(words).toContain(job.outputPath);
  expect([...words, workDir]).toContain(oddFolder);
});

// Of a plain process they are words, and nothing reads them as lines.
test.each(schedulerKinds.filter((kind) => kind !== "local"))("%s is asked for nothing that holds a line end", (kind) => {
  for (const change of [{ workDir: "/a\nb" }, { outputPath: "/a\nb" }, { scriptPath: "/a\nb" }, { queue: "a\nb" }])
    expect(() => schedulerOfKind(kind).renderSubmit({ ...sampleJob, ...change })).toThrow(rejected);
});
