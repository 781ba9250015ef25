import { generateKeyPairSync } from "node:crypto";
import { ManualClock } from "@postern/testing";
import { Secret } from "@postern/vault";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBase64 } from "./formats/base64.ts";
import { joined, number, string, u32 } from "./formats/wire-writer.ts";
import { generateKeyPair } from "./generate-key-pair.ts";
import { PrivateKeyReader } from "./private-key-reader.ts";
import type { PrivateKeyReading } from "./private-key-reader.ts";
import { refusalReasons } from "./refusals.ts";

async function read(text: string, passphrase?: string): Promise<PrivateKeyReading> {
  await using reader = new PrivateKeyReader({ clock: new ManualClock() });
  using secret = Secret.fromUtf8(text);
  return await reader.read({ text: secret, passphrase: passphrase === undefined ? undefined : Secret.fromUtf8(passphrase) });
}

const generated = generateKeyPair();
const text = generated.openssh.useText((key) => key);
const armoured = (label: string, bytes: Uint8Array): string => `-----BEGIN ${label}-----\n${encodeBase64(bytes)}\n-----END ${label}-----\n`;

interface Container {
  readonly cipher?: string;
  readonly kdf?: string;
  readonly rounds?: number;
  readonly count?: number;
  readonly publicBlob?: Uint8Array;
}

/** An `openssh-key-v1` of which only what stands in clear is right. */
function container({ cipher = "none", kdf = "none", rounds = 16, count = 1, publicBlob }: Container): string {
  const options = kdf === "bcrypt" ? joined([string("saltsaltsaltsalt"), u32(rounds)]) : "";
  const blob = publicBlob ?? joined([string("ssh-ed25519"), string(new Uint8Array(32))]);
  const head = [new TextEncoder().encode("openssh-key-v1\0"), string(cipher), string(kdf), string(options), u32(count)];
  return armoured("OPENSSH PRIVATE KEY", joined([...head, string(blob), string(new Uint8Array(160))]));
}

const rsaBlob = (bits: number): Uint8Array =>
  joined([string("ssh-rsa"), number(Uint8Array.of(1, 0, 1)), number(new Uint8Array(bits / 8).fill(255))]);

test("a generated key is read back, with the same public half", async () => {
  const reading = await read(text);

  expect(reading).toMatchObject({ kind: "key", algorithm: "ssh-ed25519", bits: 256, comment: "", warnings: [] });
  expect(reading).toMatchObject({ publicKey: generated.publicKey, fingerprint: generated.fingerprint });
});

test("what is kept is the same, byte for byte, when it is read again", async () => {
  const reading = await read(text);

  expect(reading.kind === "key" && reading.openssh.useText((key) => key)).toBe(text);
});

test("a passphrase that is not needed is no error, and said", async () => {
  expect(await read(text, "secret")).toMatchObject({ kind: "key", warnings: ["The key has no passphrase; the one given was not needed."] });
});

test("the key does not show when the answer is printed", async () => {
  expect(JSON.stringify(await read(text))).toContain('"openssh":"[secret]"');
});

test.each([
  ["more than 64 KiB", "A".repeat(1_000_000), "too_large"],
  ["nothing", "", "empty"],
  ["a DSA key", container({ publicBlob: joined([string("ssh-dss"), string("p")]) }), "dsa"],
  [
    "a DSA key in PKCS#8",
    generateKeyPairSync("dsa", { modulusLength: 1024, divisorLength: 160 }).privateKey.export({ type: "pkcs8", format: "pem" }),
    "dsa",
  ],
  ["a key of a device", container({ publicBlob: string("sk-ssh-ed25519@openssh.com") }), "security_key"],
  ["an ECDSA key of a device", container({ publicBlob: string("sk-ecdsa-sha2-nistp256@openssh.com") }), "security_key"],
  ["another algorithm", container({ publicBlob: string("ssh-xmss@openssh.com") }), "algorithm_unknown"],
  ["Ed448", generateKeyPairSync("ed448").privateKey.export({ type: "pkcs8", format: "pem" }), "algorithm_unknown"],
  [
    "another curve",
    generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey.export({ type: "sec1", format: "pem" }),
    "algorithm_unknown",
  ],
  [
    "another curve in PKCS#8",
    generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey.export({ type: "pkcs8", format: "pem" }),
    "algorithm_unknown",
  ],
  ["another cipher", container({ cipher: "blowfish-cbc", kdf: "bcrypt" }), "cipher_unknown"],
  ["another derivation", container({ cipher: "aes256-ctr", kdf: "argon2" }), "cipher_unknown"],
  ["too many rounds", container({ cipher: "aes256-ctr", kdf: "bcrypt", rounds: 4_294_967_295 }), "derivation_too_slow"],
  ["two keys in one file", container({ count: 2 }), "several_keys"],
  ["no key in the file", container({ count: 0 }), "damaged"],
  ["RSA of 1024 bits", container({ publicBlob: rsaBlob(1024) }), "rsa_too_short"],
  ["RSA of 1024 bits that is encrypted", container({ publicBlob: rsaBlob(1024), cipher: "aes256-ctr", kdf: "bcrypt" }), "rsa_too_short"],
  [
    "RSA of 1024 bits in PEM",
    generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({ type: "pkcs1", format: "pem" }),
    "rsa_too_short",
  ],
  ["RSA of 32768 bits", container({ publicBlob: rsaBlob(32_768) }), "rsa_too_long"],
  ["an encrypted key", container({ cipher: "aes256-ctr", kdf: "bcrypt" }), "passphrase_missing"],
  ["what is no base64", text.replace("b3Blb", "b3*lb"), "damaged"],
  ["nothing between the lines", "-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----", "truncated"],
  ["nothing between the lines of PEM", "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----", "truncated"],
  ["no last line of base64", text.split("\n").toSpliced(-3, 1).join("\n"), "truncated"],
])("%s is named, with a cure", async (_, pasted, reason) => {
  const reading = await read(String(pasted));

  expect(reading).toMatchObject({ kind: "refused", reason });
  expect(reading.kind === "refused" && reading.message.length > 10 && reading.cure.length > 10).toBe(true);
});

test("the length of a key that is too short is said", async () => {
  expect(await read(container({ publicBlob: rsaBlob(1024) }))).toMatchObject({ message: "This RSA key is too short. It has 1024 bits." });
});

test("a private half of another public half is damaged", async () => {
  const other = generateKeyPair();
  const bytes = Buffer.from(text.split("\n").slice(1, -2).join(""), "base64");
  const theirs = Buffer.from(
    other.openssh
      .useText((key) => key)
      .split("\n")
      .slice(1, -2)
      .join(""),
    "base64",
  );
  // The public key in clear, of the other one.
  theirs.copy(bytes, 39, 39, 39 + 55);

  expect(await read(armoured("OPENSSH PRIVATE KEY", bytes))).toMatchObject({ reason: "damaged" });
});

test("numbers of RSA that do not belong together are damaged", async () => {
  const der = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "der" });
  const changed = Buffer.from(der);
  const last = changed.byteLength - 1;
  changed[last] = (changed[last] ?? 0) ^ 1;

  expect(await read(armoured("RSA PRIVATE KEY", der))).toMatchObject({ kind: "key", bits: 2048 });
  expect(await read(armoured("RSA PRIVATE KEY", changed))).toMatchObject({ reason: "damaged" });
});

test("every change of a byte is refused, and never throws", async () => {
  const bytes = Buffer.from(text.split("\n").slice(1, -2).join(""), "base64");
  await using reader = new PrivateKeyReader({ clock: new ManualClock() });
  for (let at = 0; at < bytes.byteLength; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x41;
    using secret = Secret.fromUtf8(armoured("OPENSSH PRIVATE KEY", changed));

    const reading = await reader.read({ text: secret });

    expect(reading.kind, `byte ${String(at)}`).toBe("refused");
  }
});

const canary = "Canary7Bird";
const pieces = fc.constantFrom(
  ...["-----BEGIN OPENSSH PRIVATE KEY-----\n", "-----END OPENSSH PRIVATE KEY-----\n", "-----BEGIN RSA PRIVATE KEY-----\n"],
  ...["-----END RSA PRIVATE KEY-----\n", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "-----END ENCRYPTED PRIVATE KEY-----\n"],
  ...[
    "-----BEGIN PRIVATE KEY-----\n",
    "-----END PRIVATE KEY-----\n",
    "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n",
  ],
  ...[text, canary, `ssh-ed25519 AAAA${canary} ${canary}`, `/home/${canary}`, "b3BlbnNzaC1rZXktdjE", "MIIE", "\r\n", " ", "-", ">"],
);

test("no mixture of pieces throws, and no message says what was pasted", async () => {
  await using reader = new PrivateKeyReader({ clock: new ManualClock() });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(pieces, fc.string({ unit: "binary" }), fc.base64String()), { maxLength: 8 }), async (parts) => {
      using secret = Secret.fromUtf8(parts.join("").toWellFormed());
      using passphrase = Secret.fromUtf8(canary);

      const reading = await reader.read({ text: secret, passphrase });

      expect(JSON.stringify(reading)).not.toContain(canary);
      expect(reading.kind === "key" || refusalReasons.includes(reading.reason)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
