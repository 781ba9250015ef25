import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { completeKey } from "../keys/complete-key.ts";
import { isRefusal } from "../refusals.ts";
import { parsePkcs1, parsePkcs8, parseSec1 } from "./der-keys.ts";
import { parseOpenSshKey } from "./openssh-key.ts";
import { refuseEncryption } from "./pkcs8-encryption.ts";
import { joined, string, u32 } from "./wire-writer.ts";

/** Files that are right but for some bytes: cut, changed, put in and taken out. */
const changes = fc.array(fc.record({ at: fc.nat(), take: fc.nat(4), put: fc.uint8Array({ maxLength: 4 }) }), {
  minLength: 1,
  maxLength: 4,
});

function changed(bytes: Uint8Array, list: readonly { at: number; take: number; put: Uint8Array }[]): Uint8Array {
  let result = bytes;
  for (const { at, take, put } of list) {
    const start = at % (result.byteLength + 1);
    result = joined([result.subarray(0, start), put, result.subarray(start + take)]);
  }
  return result;
}

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ecdsa = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const ed25519 = generateKeyPairSync("ed25519").privateKey;
const locked = { cipher: "aes-256-cbc", passphrase: "secret" };

test.each([
  ["PKCS#1", rsa.export({ type: "pkcs1", format: "der" }), parsePkcs1],
  ["PKCS#8 of RSA", rsa.export({ type: "pkcs8", format: "der" }), parsePkcs8],
  ["SEC 1", ecdsa.export({ type: "sec1", format: "der" }), parseSec1],
  ["PKCS#8 of ECDSA", ecdsa.export({ type: "pkcs8", format: "der" }), parsePkcs8],
  ["PKCS#8 of Ed25519", ed25519.export({ type: "pkcs8", format: "der" }), parsePkcs8],
] as const)("a changed file of %s is a key or a refusal, and never throws", (_, der, parse) => {
  const whole = parse(der);
  expect(isRefusal(whole) ? whole.reason : "key").toBe("key");

  fc.assert(
    fc.property(changes, (list) => {
      const numbers = parse(changed(der, list));
      const key = isRefusal(numbers) ? numbers : completeKey(numbers);
      expect(isRefusal(key) || key.publicBlob.byteLength > 0).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test("a changed file of encrypted PKCS#8 is judged, and never throws", () => {
  const der = ecdsa.export({ type: "pkcs8", format: "der", ...locked });
  expect(refuseEncryption(der)).toBeUndefined();

  fc.assert(
    fc.property(changes, (list) => {
      const refusal = refuseEncryption(changed(der, list));
      expect(refusal === undefined || refusal.kind === "refused").toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("a changed encrypted file of OpenSSH is read or refused, and never throws", () => {
  const blob = joined([string("ssh-ed25519"), string(new Uint8Array(32))]);
  const options = joined([string("saltsaltsaltsalt"), u32(16)]);
  const head = [new TextEncoder().encode("openssh-key-v1\0"), string("aes256-ctr"), string("bcrypt"), string(options), u32(1)];
  const file = joined([...head, string(blob), string(new Uint8Array(160))]);
  expect(parseOpenSshKey(file).kind).toBe("file");

  fc.assert(
    fc.property(changes, (list) => {
      expect(["file", "refused"]).toContain(parseOpenSshKey(changed(file, list)).kind);
    }),
    { numRuns: 1000 },
  );
});
