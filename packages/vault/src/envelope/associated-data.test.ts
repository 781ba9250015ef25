import fc from "fast-check";
import { expect, test } from "vitest";
import { bindTo } from "./associated-data.ts";
import type { SealContext } from "./associated-data.ts";

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const anyContext: fc.Arbitrary<SealContext> = fc.record({ recordId: text, scope: text, provider: text });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("associated data is what the specification says, byte by byte", () => {
  const binding = bindTo({ recordId: "id", scope: "é", provider: "p" });

  const context = "00026964" + "0002c3a9" + "000170";
  expect(hex(binding.forBody)).toBe(`0012${Buffer.from("postern-vault/body").toString("hex")}01${context}`);
  expect(hex(binding.forWrap(258))).toBe(`0012${Buffer.from("postern-vault/wrap").toString("hex")}0100000102${context}`);
});

test("two contexts have the same associated data only when they are the same", () => {
  fc.assert(
    fc.property(anyContext, anyContext, (one, other) => {
      const isSame = one.recordId === other.recordId && one.scope === other.scope && one.provider === other.provider;

      expect(hex(bindTo(one).forBody) === hex(bindTo(other).forBody)).toBe(isSame);
      expect(hex(bindTo(one).forWrap(1)) === hex(bindTo(other).forWrap(1))).toBe(isSame);
    }),
  );
});

test("moving a letter between neighbouring names changes the associated data", () => {
  const one = bindTo({ recordId: "ab", scope: "c", provider: "d" });
  const other = bindTo({ recordId: "a", scope: "bc", provider: "d" });

  expect(hex(one.forBody)).not.toBe(hex(other.forBody));
});

test("each term has associated data of its own, and none is that of the body", () => {
  const binding = bindTo({ recordId: "a", scope: "b", provider: "c" });

  expect(new Set([binding.forWrap(1), binding.forWrap(256), binding.forWrap(4_294_967_295), binding.forBody].map(hex)).size).toBe(4);
});

test.each(["recordId", "scope", "provider"] as const)("%s must have 1 to 1,024 bytes and be well-formed", (name) => {
  const withText = (value: string) => () => bindTo({ recordId: "a", scope: "b", provider: "c", [name]: value });
  const refused: unknown = expect.objectContaining({ code: "vault.context_invalid", kind: "internal" });

  expect(withText("r".repeat(1024))).not.toThrow();
  expect(withText("é".repeat(512))).not.toThrow();
  expect(withText("")).toThrow(refused);
  expect(withText("r".repeat(1025))).toThrow(refused);
  expect(withText("é".repeat(513))).toThrow(refused);
  expect(withText("a\udc00")).toThrow(refused);
});
