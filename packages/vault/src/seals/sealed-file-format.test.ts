import { isAppError } from "@postern/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isBounded } from "./passphrase-key.ts";
import { parseSealedFile, renderSealedFile } from "./sealed-file-format.ts";
import type { SealedFile } from "./sealed-file-format.ts";

const bytes = (size: number, fill: number) => new Uint8Array(size).fill(fill);
const file: SealedFile = {
  derivation: { memoryKib: 65_536, passes: 3, lanes: 4, salt: bytes(16, 1) },
  nonce: bytes(12, 2),
  body: bytes(200, 3),
};
const text = Buffer.from(renderSealedFile(file)).toString("latin1");

/** What came out, or the code with which it was refused. Anything else that is thrown is a fault of ours. */
function parse(input: Uint8Array): SealedFile | string {
  try {
    return parseSealedFile(input, "the file");
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

test("what is written is read back", () => {
  const found = parseSealedFile(renderSealedFile(file), "the file");

  expect(found.derivation).toEqual({ ...file.derivation, salt: Buffer.from(file.derivation.salt) });
  expect([...found.nonce, ...found.body]).toEqual([...file.nonce, ...file.body]);
});

test("any bytes are refused by code, or ask for no more than a small machine can give", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (input) => {
      expect(parse(input)).toBe("vault.key_file_invalid");
    }),
  );
});

test("a file that was changed anywhere is refused, or stays within the bounds", () => {
  const change = fc.record({ at: fc.nat(text.length - 1), length: fc.nat(8), put: fc.string({ maxLength: 12 }) });
  fc.assert(
    fc.property(change, ({ at, length, put }) => {
      const found = parse(Buffer.from(`${text.slice(0, at)}${put}${text.slice(at + length)}`, "latin1"));
      expect(typeof found === "string" ? found === "vault.key_file_invalid" : isBounded(found.derivation)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("numbers of any size are refused outside of the bounds, before anything is derived from them", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.nat(999), fc.nat(999), (memory, passes, lanes) => {
      const found = parse(
        Buffer.from(text.replace("argon2id 65536 3 4", `argon2id ${String(memory)} ${String(passes)} ${String(lanes)}`), "latin1"),
      );
      const isGood = isBounded({ memoryKib: Number(memory), passes, lanes });
      expect(typeof found === "string").toBe(!isGood);
    }),
  );
});
