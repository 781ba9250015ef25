import { expect, test } from "vitest";
import { groovyQuote } from "./groovy-quote.ts";

test("line ends stay inside a quoted text", () => {
  expect(groovyQuote("a\r\nb")).toBe(String.raw`'a\r\nb'`);
});
