import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDebianPackages, makeSshKey, sshKeygen } from "@postern/testing";
import type { MadeSshKey, SshKeyWish } from "@postern/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCertificate } from "./read-certificate.ts";
import type { Certificate, CertificateRefusal } from "./read-certificate.ts";

let folder = "";
let authority: MadeSshKey;
let key: MadeSshKey;
const day = 86_400_000;
const now = Date.UTC(2026, 5, 15, 12);

beforeAll(async () => {
  await ensureDebianPackages(["openssh-client"]);
  folder = await mkdtemp(join(tmpdir(), "postern-certificates-"));
  authority = await makeSshKey(folder, { type: "ed25519" });
  key = await makeSshKey(folder, { type: "ed25519" });
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Wish {
  readonly by?: MadeSshKey;
  readonly of?: MadeSshKey;
  readonly words?: readonly string[];
  readonly validity?: string;
}

async function certify({ by = authority, of = key, words = [], validity = "20260601000000Z:20260701000000Z" }: Wish = {}): Promise<string> {
  await sshKeygen(["-q", "-s", by.path, "-I", "me at home", "-n", "me,pipeline", "-z", "7", "-V", validity, ...words, `${of.path}.pub`]);
  return readFile(`${of.path}-cert.pub`, "utf8");
}

const read = (text: string, of = key, at = now): Certificate | CertificateRefusal =>
  readCertificate({ text, publicKey: of.publicKey, now: at });

test("what a certificate says is read", async () => {
  const listed = await sshKeygen(["-l", "-f", `${authority.path}.pub`]);

  expect(read(await certify({ words: ["-O", "source-address=192.0.2.0/24"] }))).toMatchObject({
    ...{ kind: "certificate", serial: "7", keyId: "me at home", principals: ["me", "pipeline"], signature: "good", isValidYet: true },
    ...{ validAfter: Date.UTC(2026, 5, 1), validBefore: Date.UTC(2026, 6, 1), criticalOptions: ["source-address"] },
    authorityFingerprint: listed.split(" ")[1],
  });
});

test("one without bounds has none", async () => {
  expect(read(await certify({ validity: "always:forever" }))).toMatchObject({
    validAfter: undefined,
    validBefore: undefined,
    isValidYet: true,
  });
});

const kinds: readonly SshKeyWish[] = [
  { type: "rsa", bits: 2048 },
  { type: "ecdsa", bits: 256 },
  { type: "ecdsa", bits: 384 },
  { type: "ecdsa", bits: 521 },
];

test.each(kinds)("keys and authorities of $type $bits are understood", async (kind) => {
  const of = await makeSshKey(folder, kind);
  const by = await makeSshKey(folder, kind);

  expect(read(await certify({ of, by }), of)).toMatchObject({ kind: "certificate", signature: "good" });
});

test("wrong ones are named", async () => {
  const other = await makeSshKey(folder, { type: "ed25519" });
  const whole = await certify();
  const [type = "", base64 = ""] = whole.split(" ");
  const changed = Buffer.from(base64, "base64");
  changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;

  expect(read(whole, other)).toMatchObject({ reason: "other_key" });
  expect(read(whole, key, now + 30 * day)).toMatchObject({ reason: "expired" });
  expect(read(await certify({ words: ["-h"] }))).toMatchObject({ reason: "host_certificate" });
  expect(read(`${type} ${base64.slice(0, -40)}`)).toMatchObject({ reason: "damaged" });
  expect(read(`${type} ${changed.toString("base64")}`)).toMatchObject({ reason: "damaged" });
  expect(read(`${key.publicKey} me@here`)).toMatchObject({ reason: "not_a_certificate" });
  expect(read("-----BEGIN CERTIFICATE-----")).toMatchObject({ reason: "not_a_certificate" });
  expect(read("")).toMatchObject({ reason: "not_a_certificate" });
});

test("one that is not valid yet is taken, and says so", async () => {
  expect(read(await certify(), key, now - 30 * day)).toMatchObject({ kind: "certificate", isValidYet: false });
});

test("blanks, line ends and a line of something else around it do not matter", async () => {
  expect(read(`# from the portal\r\n  ${(await certify()).trim()}  \r\n\r\n`)).toMatchObject({ kind: "certificate" });
});

test("no bytes make it throw, and none pass but those that were signed", async () => {
  const [type = "", base64 = ""] = (await certify()).split(" ");
  const bytes = Buffer.from(base64, "base64");

  fc.assert(
    fc.property(fc.nat(bytes.byteLength - 1), fc.integer({ min: 1, max: 255 }), fc.nat(bytes.byteLength), (at, change, length) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ change;

      expect(read(`${type} ${changed.toString("base64")}`).kind).toBe("refused");
      expect(read(`${type} ${bytes.subarray(0, Math.min(length, bytes.byteLength - 1)).toString("base64")}`).kind).toBe("refused");
    }),
    { numRuns: 500 },
  );
});
