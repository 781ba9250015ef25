import { expect, test } from "vitest";
import { generateKeyPair } from "./generate-key-pair.ts";

test("each pair is another one", () => {
  expect(generateKeyPair().publicKey).not.toBe(generateKeyPair().publicKey);
});

test("the pair follows from the random source, and the seed is wiped (RFC 8032, section 7.1, test 1)", () => {
  const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");

  const pair = generateKeyPair((size) => (size === 32 ? seed : new Uint8Array(size)));

  const point = Buffer.from(pair.publicKey.split(" ")[1] ?? "", "base64").subarray(-32);
  expect(point.toString("hex")).toBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  expect(seed.every((byte) => byte === 0)).toBe(true);
});

test("a random source that gives too little makes no key", () => {
  expect(() => generateKeyPair(() => new Uint8Array(16))).toThrow(expect.objectContaining({ code: "server.internal" }));
});
