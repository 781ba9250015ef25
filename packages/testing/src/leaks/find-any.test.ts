import fc from "fast-check";
import { expect, test } from "vitest";
import { FindAny } from "./find-any.ts";

/** The same, said as simply as possible. */
function findSlowly(patterns: readonly Buffer[], bytes: Buffer): readonly string[] {
  return patterns.flatMap((pattern, index) => {
    const places: string[] = [];
    for (let at = bytes.indexOf(pattern); at !== -1; at = bytes.indexOf(pattern, at + 1)) places.push(`${String(index)} at ${String(at)}`);
    return places;
  });
}

test("finds exactly what looking for each pattern by itself finds", () => {
  // Few letters, so that patterns and bytes have much in common.
  const letters = (minLength: number, maxLength: number) =>
    fc.array(fc.constantFrom(0, 97, 98, 255), { minLength, maxLength }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(letters(8, 12), { minLength: 1, maxLength: 6 }), letters(0, 300), (patterns, rest) => {
      const bytes = Buffer.concat([rest, ...patterns, rest.subarray(3)]);

      const found = new FindAny(patterns).find(bytes).map(({ pattern, offset }) => `${String(pattern)} at ${String(offset)}`);

      expect(found.toSorted()).toEqual(findSlowly(patterns, bytes).toSorted());
    }),
    { numRuns: 500 },
  );
});

test("patterns that chance could write are refused", () => {
  expect(() => new FindAny([Buffer.from("1234567")])).toThrow(RangeError);
  expect(() => new FindAny([])).toThrow(RangeError);
});
