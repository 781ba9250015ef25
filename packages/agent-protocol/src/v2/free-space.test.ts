import { expect, test } from "vitest";
import { isFreeSpaceQuestion, renderFreeSpace } from "./free-space.ts";

test("a question about free space is known again", () => {
  expect(isFreeSpaceQuestion(renderFreeSpace("/scratch/it's mine"))).toBe(true);
});

test.each([
  ["another program", ["rm", "-P", "-k", "--", "/scratch"]],
  ["another option", ["df", "-P", "-h", "--", "/scratch"]],
  ["no end of the options", ["df", "-P", "-k", "/scratch"]],
  ["a relative path", ["df", "-P", "-k", "--", "scratch"]],
  ["a second path", ["df", "-P", "-k", "--", "/scratch", "/home"]],
  ["no path", ["df", "-P", "-k", "--"]],
])("%s is none", (_, words) => {
  expect(isFreeSpaceQuestion(words)).toBe(false);
});
