import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanJson, cleanText } from "./clean-text.ts";

test("a character that was cut in half becomes a replacement sign, and whole ones stay", () => {
  const cut = "grüße \u{1F600}".slice(0, -1);

  expect(cleanText(cut)).toBe("grüße \uFFFD");
  expect(cleanText("grüße \u{1F600}")).toBe("grüße \u{1F600}");
});

test("NULs are replaced", () => {
  expect(cleanText("a\0b")).toBe("a\uFFFDb");
});

test("strings are cleaned at any depth, and in the names of members", () => {
  const dirty = { "a\0": [{ b: "\uD800" }], n: 1, t: true, nothing: null };

  expect(cleanJson(dirty)).toEqual({ "a\uFFFD": [{ b: "\uFFFD" }], n: 1, t: true, nothing: null });
});

test("what is nested without end is dropped and does not exhaust the stack", () => {
  const deep = JSON.parse("[".repeat(200_000) + "]".repeat(200_000)) as unknown;

  expect(JSON.stringify(cleanJson(deep)).length).toBeLessThan(200);
});

test("any JSON value is storable afterwards", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      const text = JSON.stringify(cleanJson(value));

      expect(text.includes("\\u0000")).toBe(false);
      expect((JSON.parse(text) as unknown) === null || JSON.stringify(JSON.parse(text)).isWellFormed()).toBe(true);
    }),
  );
});
