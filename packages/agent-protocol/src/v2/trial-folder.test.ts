import { expect, test } from "vitest";
import { isTrialFolderRemoval, renderTrialFolderRemoval, trialFolderIn } from "./trial-folder.ts";

test.each(["/scratch/it's mine", "/"])("the removal of a trial folder in %s is known again", (directory) => {
  expect(isTrialFolderRemoval(renderTrialFolderRemoval(trialFolderIn(directory, "0123456789abcd")))).toBe(true);
});

test.each([
  ["another folder", "/scratch/results"],
  ["what is in it alone", "/scratch/.postern-check-0123456789abcd/report"],
  ["a way out of it", "/scratch/.postern-check-0123456789abcd/.."],
  ["a longer name", "/scratch/.postern-check-0123456789abcde"],
  ["a pattern", "/scratch/.postern-check-*"],
  ["a relative path", ".postern-check-0123456789abcd"],
  ["no path", ""],
])("%s is none", (_, path) => {
  expect(isTrialFolderRemoval(renderTrialFolderRemoval(path))).toBe(false);
});

test("neither are more words or other options", () => {
  const folder = trialFolderIn("/scratch", "0123456789abcd");

  expect(isTrialFolderRemoval([...renderTrialFolderRemoval(folder), "/home"])).toBe(false);
  expect(isTrialFolderRemoval(["rm", "-rf", folder, "--"])).toBe(false);
});
