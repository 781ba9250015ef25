import { expect, test } from "vitest";
import { gcmDecrypt, gcmEncrypt } from "./aes-gcm.ts";

// Test case 16 of "The Galois/Counter Mode of Operation (GCM)", McGrew and Viega.
const key = Buffer.from("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "hex");
const nonce = Buffer.from("cafebabefacedbaddecaf888", "hex");
const associatedData = Buffer.from("feedfacedeadbeeffeedfacedeadbeefabaddad2", "hex");
const plaintext =
  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
const ciphertext =
  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662";
const tag = "76fc6ece0f4e1768cddf8853bb2d551b";
const input = { key, nonce, associatedData };

test("encryption gives the published answer, the tag last", () => {
  expect(Buffer.from(gcmEncrypt(input, Buffer.from(plaintext, "hex"))).toString("hex")).toBe(ciphertext + tag);
});

test("decryption gives the published answer", () => {
  expect(Buffer.from(gcmDecrypt(input, Buffer.from(ciphertext + tag, "hex"))).toString("hex")).toBe(plaintext);
});

test("the plaintext lies in memory that holds nothing else, so that wiping it wipes all of it", () => {
  const opened = gcmDecrypt(input, Buffer.from(ciphertext + tag, "hex"));

  expect(opened.buffer.byteLength).toBe(opened.byteLength);
});

test.each([
  ["key", { ...input, key: Buffer.alloc(32, 1) }],
  ["nonce", { ...input, nonce: Buffer.alloc(12, 1) }],
  ["associated data", { ...input, associatedData: Buffer.alloc(0) }],
])("another %s does not open", (_, other) => {
  expect(() => gcmDecrypt(other, Buffer.from(ciphertext + tag, "hex"))).toThrow(
    expect.objectContaining({ code: "vault.envelope_invalid" }),
  );
});

test("a shortened tag does not open", () => {
  const withShortTag = Buffer.from(ciphertext + tag.slice(0, 24), "hex");

  expect(() => gcmDecrypt(input, withShortTag)).toThrow(expect.objectContaining({ code: "vault.envelope_invalid" }));
});
