import { expect, test } from "vitest";
import { wordsOfClose } from "./words-of-close.ts";

test("a connection that nobody closed is told from one that the agent closed", () => {
  expect(wordsOfClose(1006)).toBe("the connection broke");
  expect(wordsOfClose(1000)).toBe("the agent ended");
});

test("a code that has no words is named", () => {
  expect(wordsOfClose(4999)).toBe("closed with code 4999");
});
