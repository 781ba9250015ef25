import fc from "fast-check";
import { expect, test } from "vitest";
import { WireReader } from "./wire-reader.ts";
import { joined, number, string, u32 } from "./wire-writer.ts";

test("what was written is read", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), fc.nat(), (bytes, digits, count) => {
      const reader = new WireReader(joined([string(bytes), u32(count), number(digits)]));

      expect([...reader.string()]).toEqual([...bytes]);
      expect(reader.u32()).toBe(count);
      expect(Buffer.from(reader.number()).toString("hex")).toBe(
        Buffer.from(digits)
          .toString("hex")
          .replace(/^(?:00)+/u, ""),
      );
      expect([reader.isAtEnd, reader.isBroken]).toEqual([true, false]);
    }),
  );
});

test("a length beyond the end is nothing, and everything after it too", () => {
  const reader = new WireReader(joined([u32(5), Uint8Array.of(1, 2, 3, 4)]));

  expect(reader.string().byteLength).toBe(0);
  expect(reader.u32()).toBe(0);
  expect(reader.isBroken).toBe(true);
});

test("a number that would be negative is refused", () => {
  const reader = new WireReader(string(Uint8Array.of(0x80)));

  reader.number();

  expect(reader.isBroken).toBe(true);
});

test("no bytes make it throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const reader = new WireReader(bytes);
      reader.name();
      reader.u64();
      reader.number();
      reader.rest();
      expect(reader.isBroken || reader.isAtEnd).toBe(true);
    }),
  );
});
