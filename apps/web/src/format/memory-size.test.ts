import { expect, test } from "vitest";
import { formatMemorySize, parseMemorySize } from "./memory-size.ts";

test.each([
  ["4 GB", 4096],
  ["4G", 4096],
  ["4 GiB", 4096],
  ["512mb", 512],
  ["1.5 TB", 1_572_864],
])("%s is read", (text, megabytes) => {
  expect(parseMemorySize(text)).toBe(megabytes);
});

test.each(["", "4096", "4 kB", "GB", "-4 GB"])("%j is not understood, instead of misread", (text) => {
  expect(parseMemorySize(text)).toBeUndefined();
});

test.each([1, 1024, 1500, 1_048_576])("%i MB are written so that they are read the same", (megabytes) => {
  expect(parseMemorySize(formatMemorySize(megabytes))).toBe(megabytes);
});
