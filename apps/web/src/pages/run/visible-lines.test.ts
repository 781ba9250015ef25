import { expect, test } from "vitest";
import { visibleLines } from "./visible-lines.ts";

const view = { scrollTop: 0, viewportHeight: 360, lineHeight: 18, lineCount: 10_000 };

test("at the top the first lines are drawn, with spare ones below", () => {
  expect(visibleLines(view)).toEqual({ first: 0, end: 51 });
});

test("in the middle there are spare lines on both sides", () => {
  expect(visibleLines({ ...view, scrollTop: 1000 * 18 })).toEqual({ first: 970, end: 1051 });
});

test("at the end the last line is drawn", () => {
  expect(visibleLines({ ...view, scrollTop: 10_000 * 18 - 360 }).end).toBe(10_000);
});

test("a short text is drawn whole, and an empty one not at all", () => {
  expect(visibleLines({ ...view, lineCount: 3 })).toEqual({ first: 0, end: 3 });
  expect(visibleLines({ ...view, lineCount: 0 })).toEqual({ first: 0, end: 0 });
});

test("a place beyond the end, left over from a longer text, still draws its end", () => {
  expect(visibleLines({ ...view, scrollTop: 900_000, lineCount: 100 })).toEqual({ first: 49, end: 100 });
});
