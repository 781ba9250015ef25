import { expect, test } from "vitest";
import { shortenMiddle } from "./shorten-middle.ts";

test("short text stays whole", () => {
  expect(shortenMiddle("/scratch/work", 20)).toBe("/scratch/work");
});

test("long text keeps both ends and the length asked for", () => {
  const short = shortenMiddle("/scratch/project/alpha/work/1a/2b3c4d5e6f", 21);

  expect(short).toHaveLength(21);
  expect(short.startsWith("/scratch/")).toBe(true);
  expect(short.endsWith("2b3c4d5e6f")).toBe(true);
});
