import fc from "fast-check";
import { expect, test } from "vitest";
import { renderMessage } from "./render-message.ts";
import type { ColumnValue } from "./render-message.ts";

const hex = (label: string, values: readonly ColumnValue[]) => Buffer.from(renderMessage(label, values)).toString("hex");

test("each value has its kind and its length", () => {
  expect(hex("", [null, 7, -12, "é", new Uint8Array([255]), 1.5])).toBe(
    ["00", "010000000137", "01000000032d3132", "0200000002c3a9", "0300000001ff", "0400000003312e35"].join(""),
  );
});

test("no two lists of values give the same bytes", () => {
  const value: fc.Arbitrary<ColumnValue> = fc.oneof(
    fc.constant(null),
    fc.integer(),
    fc.string({ maxLength: 4 }),
    fc.uint8Array({ maxLength: 3 }),
  );
  const list = fc.array(value, { maxLength: 4 });
  const show = (values: readonly ColumnValue[]) =>
    JSON.stringify(values.map((each) => (each instanceof Uint8Array ? ["bytes", ...each] : each)));

  fc.assert(
    fc.property(list, list, (one, other) => {
      fc.pre(show(one) !== show(other));

      expect(hex("label", one)).not.toBe(hex("label", other));
    }),
    { numRuns: 1000 },
  );
});

test("a number and its text are told apart", () => {
  expect(hex("", [5])).not.toBe(hex("", ["5"]));
});
