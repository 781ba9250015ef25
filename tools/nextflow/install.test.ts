import { expect, test } from "vitest";

import { defaultCacheDir, parseArguments } from "./install.mjs";
import { parseJavaMajor, requireJava } from "./java.mjs";

test("the folder is the option --dir, else the default", () => {
  expect(parseArguments(["--dir", "/data/nextflow"])).toEqual({ cacheDir: "/data/nextflow" });
  expect(parseArguments([])).toEqual({});
});

test.each([[["--dir"]], [["--folder", "x"]], [["--dir", "x", "y"]]])("the words %j are refused, and the usage is shown", (words) => {
  expect(() => parseArguments(words)).toThrow(/Cannot understand .* Usage: .*--dir DIR/);
});

test("the cache lies where the environment says, else in the home folder", () => {
  expect(defaultCacheDir({ POSTERN_CACHE_DIR: "/cache" })).toBe("/cache/nextflow-24.10.0");
  expect(defaultCacheDir({ XDG_CACHE_HOME: "/xdg" })).toBe("/xdg/postern/nextflow-24.10.0");
  expect(defaultCacheDir({})).toMatch(/\/\.cache\/postern\/nextflow-24\.10\.0$/);
});

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "21" 2023-09-19', 21],
  ["something else", undefined],
])("the version of Java is read from %j", (words, major) => {
  expect(parseJavaMajor(words)).toBe(major);
});

test("a missing Java is an error with the command that installs it", async () => {
  await expect(requireJava({ JAVA_HOME: "/nowhere" })).rejects.toThrow("apt-get install -y openjdk-17-jre-headless");
});
