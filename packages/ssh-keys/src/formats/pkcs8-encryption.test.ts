import { expect, test } from "vitest";
import { oid, pkcs8Ciphers } from "./object-ids.ts";
import { mostIterations, mostScryptWork, refuseEncryption } from "./pkcs8-encryption.ts";

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, 0x82, content.byteLength >> 8, content.byteLength & 255), content]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts);
const id = (hex: string): Buffer => tlv(6, Buffer.from(hex, "hex"));
const integer = (value: number): Buffer => tlv(2, Buffer.from(value.toString(16).padStart(18, "0"), "hex"));
const salt = tlv(4, Buffer.alloc(8));

const encrypted = (...algorithm: readonly Buffer[]): Buffer => sequence(sequence(...algorithm), tlv(4, Buffer.alloc(64)));
const pbes2 = (derivation: Buffer, cipher = pkcs8Ciphers[2] ?? ""): Buffer =>
  encrypted(id(oid.pbes2), sequence(derivation, sequence(id(cipher), tlv(4, Buffer.alloc(16)))));
const pbkdf2 = (iterations: number): Buffer => sequence(id(oid.pbkdf2), sequence(salt, integer(iterations)));
const scrypt = (n: number, r: number, p: number): Buffer => sequence(id(oid.scrypt), sequence(salt, integer(n), integer(r), integer(p)));

test.each([
  ["PBKDF2 within the limit", pbes2(pbkdf2(mostIterations)), undefined],
  ["PBKDF2 beyond it", pbes2(pbkdf2(mostIterations + 1)), "derivation_too_slow"],
  ["PBKDF2 with a number of nine bytes", pbes2(pbkdf2(Number.MAX_SAFE_INTEGER)), "derivation_too_slow"],
  ["scrypt within the limit", pbes2(scrypt(16_384, 8, 32)), undefined],
  ["scrypt with many p", pbes2(scrypt(16_384, 8, mostScryptWork)), "derivation_too_slow"],
  ["another derivation", pbes2(sequence(id(oid.rsa), sequence(salt))), "cipher_unknown"],
  ["another cipher", pbes2(pbkdf2(2048), oid.rsa), "cipher_unknown"],
  ["the older triple DES", encrypted(id(oid.pbeSha1TripleDes), sequence(salt, integer(2048))), undefined],
  ["the older triple DES, too often", encrypted(id(oid.pbeSha1TripleDes), sequence(salt, integer(3_000_000))), "derivation_too_slow"],
  ["the older RC2", encrypted(id("2a864886f70d010c0106"), sequence(salt, integer(2048))), "cipher_unknown"],
  ["a cut file", pbes2(pbkdf2(2048)).subarray(0, 60), "truncated"],
  ["something behind it", Buffer.concat([pbes2(pbkdf2(2048)), Buffer.of(0)]), "damaged"],
  ["another structure", sequence(integer(0)), "damaged"],
])("%s is judged before anything is computed", (_, der, reason) => {
  expect(refuseEncryption(der)?.reason).toBe(reason);
});
