import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { asOpenSshSeesIt, ensureDebianPackages, ManualClock, makeSshKey, rewriteSshKey } from "@postern/testing";
import type { MadeSshKey } from "@postern/testing";
import { Secret } from "@postern/vault";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PrivateKeyReader } from "./private-key-reader.ts";
import type { PrivateKeyReading } from "./private-key-reader.ts";
import { generateKeyPair } from "./generate-key-pair.ts";

let folder = "";
let first: MadeSshKey;
let rsa: MadeSshKey;
const reader = new PrivateKeyReader({ clock: new ManualClock() });

beforeAll(async () => {
  await ensureDebianPackages(["openssh-client", "openssl"]);
  folder = await mkdtemp(join(tmpdir(), "postern-ssh-keys-"));
  first = await makeSshKey(folder, { type: "ed25519" });
  rsa = await makeSshKey(folder, { type: "rsa", bits: 2048 });
}, 300_000);

afterAll(async () => {
  await reader[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const read = (text: string, passphrase?: string): Promise<PrivateKeyReading> =>
  reader.read({ text: Secret.fromUtf8(text), passphrase: passphrase === undefined ? undefined : Secret.fromUtf8(passphrase) });

async function expectSameKey(reading: PrivateKeyReading, publicKey: string): Promise<void> {
  expect(reading).toMatchObject({ kind: "key", publicKey });
  if (reading.kind !== "key") return;
  expect(await reading.openssh.useText((text) => asOpenSshSeesIt(folder, text))).toEqual({ publicKey, fingerprint: reading.fingerprint });
  reading.openssh.destroy();
}

const ciphers = ["aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc"];
const tagged = ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com"];

test.each([...ciphers, ...tagged])("a key that is encrypted with %s opens with its passphrase, and with no other", async (cipher) => {
  const made = await rewriteSshKey(folder, first, { passphrase: "secret", cipher, rounds: 2 });

  await expectSameKey(await read(made.privateText, "secret"), made.publicKey);
  expect(await read(made.privateText, "Secret")).toMatchObject({ reason: "passphrase_wrong" });
  expect(await read(made.privateText, "")).toMatchObject({ reason: "passphrase_missing" });
});

test.each(tagged)("a byte that changed in what %s encrypted is found", async (cipher) => {
  const { privateText } = await rewriteSshKey(folder, first, { passphrase: "secret", cipher });
  const changed = privateText.replace(
    /(?<before>[A-Za-z\d+/]{40}\n)(?<letter>.)(?=[^\n]*=*\n-----END)/u,
    (_, before: string, letter: string) => {
      return before + (letter === "A" ? "B" : "A");
    },
  );

  expect(changed).not.toBe(privateText);
  expect(await read(changed, "secret")).toMatchObject({ reason: "passphrase_wrong" });
});

test.each(["PEM", "PKCS8"] as const)("a wrong passphrase of a key in %s is named", async (format) => {
  const { privateText } = await rewriteSshKey(folder, rsa, { format, passphrase: "secret" });

  expect(await read(privateText, "Secret")).toMatchObject({ reason: "passphrase_wrong" });
  expect(await read(privateText)).toMatchObject({ reason: "passphrase_missing" });
});

test("Ed25519 in PKCS#8, with and without passphrase", async () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const plain = await read(pem);
  const encrypted = privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" }).toString();

  expect(plain.kind).toBe("key");
  if (plain.kind === "key") await expectSameKey(await read(encrypted, "secret"), plain.publicKey);
});

const openssl = async (...words: readonly string[]): Promise<string> => (await promisify(execFile)("openssl", words)).stdout;

test.each([
  ["scrypt", ["-scrypt"], "key"],
  ["the older triple DES", ["-v1", "PBE-SHA1-3DES"], "key"],
  ["a hundred thousand iterations", ["-iter", "100000"], "key"],
  ["Camellia", ["-v2", "camellia-256-cbc"], "cipher_unknown"],
])("PKCS#8 that OpenSSL encrypted with %s", async (_, words, expected) => {
  const { path, publicKey } = await makeSshKey(folder, { type: "ecdsa", bits: 256, format: "PKCS8" });
  const text = await openssl("pkcs8", "-topk8", "-in", path, "-passout", "pass:secret", ...words);

  const reading = await read(text, "secret");

  expect(reading.kind === "key" ? "key" : reading.reason).toBe(expected);
  if (expected === "key") await expectSameKey(reading, publicKey);
});

test("one key is kept as the same bytes, whatever it was pasted as", async () => {
  const forms = [{}, { format: "PEM" }, { format: "PKCS8" }, { passphrase: "secret" }, { comment: "another one" }] as const;
  const made = await Promise.all(forms.map((form) => rewriteSshKey(folder, rsa, form)));

  const readings = await Promise.all(made.map(({ privateText }) => read(privateText, "secret")));

  const kept = readings.map((reading) => reading.kind === "key" && reading.openssh.useText((text) => text));
  expect(new Set(kept).size).toBe(1);
});

test("a comment comes out without its line ends", async () => {
  const made = await makeSshKey(folder, { type: "ed25519", comment: "one\nssh-ed25519 AAAA\u2028two" });

  expect(await read(made.privateText)).toMatchObject({ kind: "key", comment: "onessh-ed25519 AAAAtwo" });
});

test("a key that OpenSSL wrote behind the parameters of its curve", async () => {
  const text = await openssl("ecparam", "-name", "prime256v1", "-genkey");

  expect(text).toContain("BEGIN EC PARAMETERS");
  expect(await read(text)).toMatchObject({ kind: "key", algorithm: "ecdsa-sha2-nistp256" });
});

test("a generated pair is read by ssh-keygen", async () => {
  const pair = generateKeyPair();

  expect(await pair.openssh.useText((text) => asOpenSshSeesIt(folder, text))).toEqual({
    publicKey: pair.publicKey,
    fingerprint: pair.fingerprint,
  });
});
