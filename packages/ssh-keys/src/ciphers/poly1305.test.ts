import { expect, test } from "vitest";
import { isPoly1305, poly1305 } from "./poly1305.ts";

const key = Buffer.from("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b", "hex");
const message = new TextEncoder().encode("Cryptographic Forum Research Group");

test("the tag is that of RFC 8439, section 2.5.2", () => {
  expect(Buffer.from(poly1305(message, key)).toString("hex")).toBe("a8061dc1305136c6c22b8baf0c0127a9");
});

test("a sum beyond the prime is brought back below it (RFC 8439, appendix A.3, vector 7)", () => {
  const one = Buffer.from(`01${"00".repeat(31)}`, "hex");
  const wrapping = Buffer.from(`${"ff".repeat(16)}f0${"ff".repeat(15)}11${"00".repeat(15)}`, "hex");

  expect(Buffer.from(poly1305(wrapping, one)).toString("hex")).toBe(`05${"00".repeat(15)}`);
});

test("a changed bit, a shorter tag and an empty message do not pass for it", () => {
  const tag = poly1305(message, key);

  expect(isPoly1305(tag, message, key)).toBe(true);
  expect(isPoly1305(tag.subarray(0, 15), message, key)).toBe(false);
  expect(isPoly1305(tag, new Uint8Array(0), key)).toBe(false);
  expect(isPoly1305(tag.with(0, (tag[0] ?? 0) ^ 1), message, key)).toBe(false);
});
