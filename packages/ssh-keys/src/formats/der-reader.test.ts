import fc from "fast-check";
import { expect, test } from "vitest";
import { DerReader, derTag } from "./der-reader.ts";

test("what is inside shares what was broken", () => {
  const reader = new DerReader(Uint8Array.of(0x30, 3, 2, 5, 1));
  const inside = reader.inside(derTag.sequence);

  inside.number();

  expect(reader.isBroken).toBe(true);
});

test("a number beyond every limit is read as one beyond every limit", () => {
  const reader = new DerReader(Uint8Array.of(2, 8, 127, 255, 255, 255, 255, 255, 255, 255));

  expect(reader.smallNumber()).toBe(Number.MAX_SAFE_INTEGER);
});

test.each([
  ["another tag", [0x04, 1, 0]],
  ["no length", [0x30]],
  ["a length without end", [0x30, 0x80, 0, 0]],
  ["a length of four bytes", [0x30, 0x84, 0, 0, 0, 1, 0]],
  ["more than there is", [0x30, 2, 0]],
])("%s is nothing, and remembered", (_, bytes) => {
  const reader = new DerReader(Uint8Array.from(bytes));

  expect(reader.take(derTag.sequence).byteLength).toBe(0);
  expect(reader.isBroken).toBe(true);
});

test("no bytes make it throw or run on", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const reader = new DerReader(bytes);
      const inside = reader.inside(derTag.sequence);
      inside.smallNumber();
      inside.skip();
      inside.oid();
      expect(reader.isBroken || bytes.byteLength > 0).toBe(true);
    }),
  );
});
