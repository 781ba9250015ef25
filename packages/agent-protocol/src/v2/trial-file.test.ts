import { expect, test } from "vitest";

import { isTrialRemoval, renderTrialRemoval } from "./trial-file.ts";

test("the removal of the trial file is known again", () => {
  expect(isTrialRemoval(renderTrialRemoval("/scratch/it's mine"))).toBe(true);
});

test.each([
  ["of another file", ["rm", "-f", "--", "/scratch/results"]],
  ["of a file whose name only ends so", ["rm", "-f", "--", "/scratch/my.postern-check"]],
  ["of two files", ["rm", "-f", "--", "/scratch/.postern-check", "/scratch/results"]],
  ["of a folder", ["rm", "-rf", "--", "/scratch/.postern-check"]],
  ["relative to somewhere", ["rm", "-f", "--", "x/.postern-check"]],
  ["by another program", ["/tmp/rm", "-f", "--", "/scratch/.postern-check"]],
])("a removal %s is none", (_what, words) => {
  expect(isTrialRemoval(words)).toBe(false);
});
