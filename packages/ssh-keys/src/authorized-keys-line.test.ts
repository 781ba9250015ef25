import fc from "fast-check";
import { expect, test } from "vitest";
import { authorizedKeysLine } from "./authorized-keys-line.ts";

const publicKey = "ssh-ed25519 AAAA";

test("everything but commands and SFTP is taken away", () => {
  expect(authorizedKeysLine({ publicKey, comment: "postern my-cluster" })).toBe("restrict ssh-ed25519 AAAA postern my-cluster");
});

test("addresses become one option", () => {
  expect(authorizedKeysLine({ publicKey, comment: "postern", from: ["192.0.2.7", "2001:db8::/32"] })).toBe(
    'restrict,from="192.0.2.7,2001:db8::/32" ssh-ed25519 AAAA postern',
  );
});

test("addresses that are none leave a key that signs in from nowhere", () => {
  expect(authorizedKeysLine({ publicKey, comment: "postern", from: ['1.2.3.4",command="x'] })).toBe(
    'restrict,from="" ssh-ed25519 AAAA postern',
  );
});

test("no comment and no address adds a line, an option or a key", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.string()), (comment, from) => {
      const line = authorizedKeysLine({ publicKey, comment, from });

      expect(line).not.toMatch(/[\r\n\0\u2028]/u);
      expect(line).toMatch(/^restrict(?:,from="[^"\\\s]*")? ssh-ed25519 AAAA(?: |$)/u);
    }),
  );
});
