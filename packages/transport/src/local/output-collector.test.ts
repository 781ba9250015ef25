import { expect, test } from "vitest";

import { OutputCollector } from "./output-collector.ts";

test("output up to the limit is kept whole", () => {
  const output = new OutputCollector(6);

  output.add(Buffer.from("abc"));
  output.add(Buffer.from("def"));

  expect([output.text(), output.isCut]).toEqual(["abcdef", false]);
});

test("a character that the cut went through is left out", () => {
  const output = new OutputCollector(4);

  output.add(Buffer.from("abcé and more"));

  expect([output.text(), output.isCut]).toEqual(["abc", true]);
});

test("bytes that are no text are shown as such", () => {
  const output = new OutputCollector(10);

  output.add(Buffer.from([0x61, 0xff, 0x62]));

  expect(output.text()).toBe("a\ufffdb");
});
