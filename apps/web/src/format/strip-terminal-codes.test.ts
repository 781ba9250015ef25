import { expect, test } from "vitest";
import { stripTerminalCodes } from "./strip-terminal-codes.ts";

test.each([
  ["plain", "plain"],
  ["\u001B[2m[\u001B[0;34m1a/2b3c4d\u001B[0m] FASTQC", "[1a/2b3c4d] FASTQC"],
  ["\u001B]8;;https://x.example\u0007link\u001B]8;;\u0007", "link"],
  ["10 %\r50 %\r100 %", "100 %"],
  ["windows line\r", "windows line"],
])("%j reads %j", (line, text) => {
  expect(stripTerminalCodes(line)).toBe(text);
});
