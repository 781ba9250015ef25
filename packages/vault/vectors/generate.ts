/**
 * Writes the vectors of SPEC.md, section 10, from fixed randomness: the same bytes at each run. From the root of the repository:
 *
 *     node_modules/.bin/node --conditions=source packages/vault/vectors/generate.ts
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { KeyRing, Secret, Vault } from "../src/index.ts";
import type { RandomBytes, SealContext } from "../src/index.ts";
import { parseKeyFile, renderKeyFile } from "../src/seals/key-file-format.ts";
import { makeSealedKeyFiles } from "./sealed-key-files.ts";

interface Context extends SealContext {
  readonly recordId: string;
}

const context: Context = { recordId: "4nSb2VQkqD7xW0mZr1LtYp", scope: "workspace/12", provider: "tw-agent" };
const otherRecord: Context = { ...context, recordId: "7hTq9ZRcvB3yK5nXf8MwJd" };
const createdAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

const good = makeGood();
const goodEnvelope = bytesOf(good.find((each) => each.name === "a short text")?.envelope);
const otherEnvelope = bytesOf(good.find((each) => each.name === "another record")?.envelope);

write("envelopes-good.json", { keyRing: describeRing(), vectors: good });
write("envelopes-bad.json", { keyRing: describeRing(), vectors: makeBad() });
write("keyed-hashes.json", { keyRing: describeRing(), vectors: makeHashes() });
write("key-files.json", { vectors: [...makeGoodKeyFiles(), ...makeBadKeyFiles()] });
write("sealed-key-files.json", { vectors: await makeSealedKeyFiles({ keys: makeRing(2), fixedRandom }) });

/** SHA-256 in counter mode: bytes that anybody can make again. Never for a real key. */
function fixedRandom(label: string): RandomBytes {
  let counter = 0;
  return (sizeBytes) => {
    counter += 1;
    const digest = createHash("sha256")
      .update(`${label} ${String(counter)}`)
      .digest();
    return Uint8Array.from(digest.subarray(0, sizeBytes));
  };
}

function makeRing(activeTerm: number): KeyRing {
  const keys = [1, 2, 2026].map((term) => ({ term, createdAt, key: Secret.fromBytes(fixedRandom(`master key ${String(term)}`)(32)) }));
  return new KeyRing(keys, activeTerm);
}

function describeRing() {
  return { activeTerm: 2, keys: describeKeys(makeRing(2)) };
}

function describeKeys(ring: KeyRing) {
  return ring.masterKeys.map(({ term, key, createdAt: time }) => ({ term, key: key.use(hex), createdAt: time }));
}

function makeGood() {
  const large = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);
  return [
    sealOne("a short text", { context, plaintext: Buffer.from("s3cr3t"), term: 1 }),
    sealOne("another record", { context: otherRecord, plaintext: Buffer.from("s3cr3t"), term: 1 }),
    sealOne("the active term", { context, plaintext: Buffer.from("s3cr3t"), term: 2 }),
    sealOne("a term of several bytes", { context, plaintext: Buffer.from("s3cr3t"), term: 2026 }),
    sealOne("an empty secret", { context, plaintext: Buffer.alloc(0), term: 2 }),
    sealOne("one block", { context, plaintext: Buffer.alloc(16, 0xa5), term: 2 }),
    sealOne("bytes that are not text", { context, plaintext: Buffer.from("00ff80c3287f", "hex"), term: 2 }),
    sealOne("five thousand bytes", { context, plaintext: large, term: 2 }),
    sealOne("one byte in each name", { context: { recordId: "a", scope: "b", provider: "c" }, plaintext: Buffer.from("x"), term: 2 }),
    sealOne("names that are not ASCII", {
      context: { recordId: "ключ-🔑", scope: "é composed", provider: "e\u0301 combined" },
      plaintext: Buffer.from("пароль"),
      term: 2,
    }),
    sealOne("the longest record id", { context: { ...context, recordId: "r".repeat(1024) }, plaintext: Buffer.from("x"), term: 2 }),
  ];
}

function makeHashes() {
  return [
    hashOne("a short message", { purpose: "audit-row", term: 1, message: Buffer.from("message") }),
    hashOne("the active term", { purpose: "audit-row", term: 2, message: Buffer.from("message") }),
    hashOne("a term of several bytes", { purpose: "audit-row", term: 2026, message: Buffer.from("message") }),
    hashOne("another purpose", { purpose: "audit-image", term: 1, message: Buffer.from("message") }),
    hashOne("an empty message", { purpose: "audit-row", term: 2, message: Buffer.alloc(0) }),
    hashOne("five thousand bytes", {
      purpose: "audit-row",
      term: 2,
      message: Uint8Array.from({ length: 5000 }, (_, index) => index % 251),
    }),
    hashOne("a purpose that is not ASCII", { purpose: "ключ-🔑", term: 2, message: Buffer.from("message") }),
    hashOne("the longest purpose", { purpose: "p".repeat(1024), term: 2, message: Buffer.from("message") }),
  ];
}

function hashOne(name: string, { purpose, term, message }: { purpose: string; term: number; message: Uint8Array }) {
  const { hash } = new Vault(makeRing(2)).keyedHash(purpose, message, term);
  return { name, purpose, term, message: hex(message), hash: hex(hash) };
}

interface Sealing {
  readonly context: Context;
  readonly plaintext: Uint8Array;
  readonly term: number;
}

function sealOne(name: string, sealing: Sealing) {
  const [dataKey, bodyNonce, wrapNonce] = drawThree(name);
  const vault = new Vault(makeRing(sealing.term), { random: fixedRandom(name) });
  const envelope = hex(vault.seal(Secret.fromBytes(sealing.plaintext), sealing.context));
  const { context: place, plaintext, term } = sealing;
  return { name, context: place, term, plaintext: hex(plaintext), random: { dataKey, bodyNonce, wrapNonce }, envelope };
}

function drawThree(label: string): readonly [string, string, string] {
  const random = fixedRandom(label);
  return [hex(random(32)), hex(random(12)), hex(random(12))];
}

function makeBad() {
  return [...badSizes(), ...badBytes(), ...badContexts(), ...badMixtures()];
}

function badSizes() {
  const cuts = [1, 2, 5, 6, 17, 18, 49, 64, 65, 66, 77, 78, 92, goodEnvelope.length - 16, goodEnvelope.length - 1];
  return [
    bad("empty", new Uint8Array(0)),
    ...cuts.map((size) => bad(`cut to ${String(size)} bytes`, goodEnvelope.subarray(0, size))),
    bad("one byte more", Buffer.concat([goodEnvelope, Buffer.of(0)])),
    bad("a tag more", Buffer.concat([goodEnvelope, goodEnvelope.subarray(-16)])),
    bad("a byte before", Buffer.concat([Buffer.of(1), goodEnvelope]), "vault.key_term_unknown"),
    bad("twice", Buffer.concat([goodEnvelope, goodEnvelope])),
  ];
}

function badBytes() {
  const regions = { "wrap nonce": 5, "wrapped key": 17, "wrap tag": 49, "body nonce": 65, body: 77, "body tag": goodEnvelope.length - 16 };
  const ends = { "wrap nonce": 16, "wrapped key": 48, "wrap tag": 64, "body nonce": 76, body: goodEnvelope.length - 17 };
  return [
    ...[0, 2, 255].map((version) => bad(`version ${String(version)}`, replaced(0, version))),
    bad("term 0", replaced(4, 0)),
    bad("a term that the ring does not hold", replaced(4, 3), "vault.key_term_unknown"),
    bad("the highest term", replacedAll(1, "ffffffff"), "vault.key_term_unknown"),
    bad("another term of the ring", replaced(4, 2)),
    ...Object.entries(regions).map(([name, at]) => bad(`first bit of the ${name} flipped`, flipped(at, 0x80))),
    ...Object.entries(ends).map(([name, at]) => bad(`last bit of the ${name} flipped`, flipped(at, 0x01))),
    bad("last bit of the body tag flipped", flipped(goodEnvelope.length - 1, 0x01)),
    bad("only zeros after the term", replacedAll(5, "00".repeat(goodEnvelope.length - 5))),
  ];
}

function badContexts() {
  const { recordId, scope, provider } = context;
  const place = (name: string, other: Context) => ({ ...bad(name, goodEnvelope), context: other });
  const refused = (name: string, other: Context) => ({ ...bad(name, goodEnvelope, "vault.context_invalid"), context: other });
  return [
    place("another record id", otherRecord),
    place("another scope", { ...context, scope: "workspace/1" }),
    place("another provider", { ...context, provider: "ssh" }),
    place("record id and scope swapped", { recordId: scope, scope: recordId, provider }),
    place("a letter moved from record id to scope", { recordId: recordId.slice(0, -1), scope: `p${scope}`, provider }),
    place("a letter moved from provider to scope", { recordId, scope: `${scope}t`, provider: provider.slice(1) }),
    place("another case", { ...context, recordId: recordId.toLowerCase() }),
    place("a blank after the scope", { ...context, scope: `${scope} ` }),
    refused("no record id", { ...context, recordId: "" }),
    refused("no scope", { ...context, scope: "" }),
    refused("no provider", { ...context, provider: "" }),
    refused("a record id of 1,025 bytes", { ...context, recordId: "r".repeat(1025) }),
    refused("a scope with an unpaired surrogate", { ...context, scope: "\ud83d" }),
  ];
}

function badMixtures() {
  const wrapOfOther = Buffer.concat([goodEnvelope.subarray(0, 5), otherEnvelope.subarray(5, 65), goodEnvelope.subarray(65)]);
  const bodyOfOther = Buffer.concat([goodEnvelope.subarray(0, 65), otherEnvelope.subarray(65)]);
  const sameRecord = bytesOf(good.find((each) => each.name === "the active term")?.envelope);
  const bodyOfSame = Buffer.concat([goodEnvelope.subarray(0, 65), sameRecord.subarray(65)]);
  return [
    bad("the envelope of another record", otherEnvelope),
    bad("the wrapped key of another record", wrapOfOther),
    bad("the body of another record", bodyOfOther),
    { ...bad("the body of this record under the wrapped key of another, at the other", bodyOfOther), context: otherRecord },
    { ...bad("the wrapped key of this record at the other", wrapOfOther), context: otherRecord },
    bad("the body of another sealing of the same record", bodyOfSame),
    bad("wrap and body exchanged", Buffer.concat([goodEnvelope.subarray(0, 5), goodEnvelope.subarray(65), goodEnvelope.subarray(5, 65)])),
  ];
}

function bad(name: string, envelope: Uint8Array, error = "vault.envelope_invalid") {
  return { name, context, envelope: hex(envelope), error };
}

function flipped(at: number, mask: number): Uint8Array {
  return replaced(at, (goodEnvelope[at] ?? 0) ^ mask);
}

function replaced(at: number, value: number): Uint8Array {
  return Uint8Array.from(goodEnvelope).fill(value, at, at + 1);
}

function replacedAll(at: number, text: string): Uint8Array {
  const bytes = Uint8Array.from(goodEnvelope);
  bytes.set(Buffer.from(text, "hex"), at);
  return bytes;
}

function makeGoodKeyFiles() {
  const one = new KeyRing([{ term: 1, createdAt, key: Secret.fromBytes(fixedRandom("only")(32)) }], 1);
  const texts = {
    "one key": keyFileText(one),
    "three keys, the second active": keyFileText(makeRing(2)),
    "without comments": keyFileText(one).replaceAll(/^#.*\n/gm, ""),
    "terms in another order": exchangeKeyLines(keyFileText(makeRing(1))),
    "a comment between the keys": keyFileText(one).replace("\nend", "\n#key\nend"),
  };
  return Object.entries(texts).map(([name, text]) => {
    const ring = parseKeyFile(Buffer.from(text), name);
    return { name, text, activeTerm: ring.activeTerm, keys: describeKeys(ring) };
  });
}

function makeBadKeyFiles() {
  const text = keyFileText(makeRing(2));
  const [first = "", second = ""] = text.split("\n").filter((line) => line.startsWith("key "));
  const texts = {
    empty: "",
    "only a line end": "\n",
    "only the first line": "postern-key-file 1\n",
    "no keys": "postern-key-file 1\nend 0\n",
    "another version": text.replace("file 1", "file 2"),
    "not a key file": "-----BEGIN PRIVATE KEY-----\n",
    "lines end with CR LF": text.replaceAll("\n", "\r\n"),
    "no line end at the end": text.slice(0, -1),
    "cut after the second key": text.slice(0, text.indexOf(second) + second.length + 1),
    "a key line lost": text.replace(`${first}\n`, ""),
    "something after the end": `${text}end 3\n`,
    "the end says fewer": text.replace("end 3", "end 2"),
    "an empty line": text.replace("\nkey 2", "\n\nkey 2"),
    "a key changed": text.replace(first, first.replace(/(?<=Z .)./, "A")),
    "a term changed": text.replace("key 2026", "key 2027"),
    "the active word changed": text.replace("key 2 active", "key 2 old"),
    "a time changed": text.replace("2026-01-02", "2026-01-03"),
    "a checksum changed": text.replace(first, `${first.slice(0, -1)}${first.endsWith("0") ? "1" : "0"}`),
    "a checksum in upper case": text.replace(first, first.slice(0, -16) + first.slice(-16).toUpperCase()),
    "a term twice": text.replace(second, `${first}\n${second}`).replace("end 3", "end 4"),
    "no active key": rechecked(text, "key 2 active", "key 2 old"),
    "two active keys": rechecked(text, "key 1 old", "key 1 active"),
    "term 0": rechecked(text, "key 1 ", "key 0 "),
    "a term above 2^32-1": rechecked(text, "key 1 ", "key 4294967296 "),
    "a term with a leading zero": rechecked(text, "key 1 ", "key 01 "),
    "not a time": rechecked(text, "2026-01-02T03:04:05.678Z", "2026-13-02T03:04:05.678Z"),
    "a time without zone": rechecked(text, "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.6789"),
    "a key of 31 bytes": rechecked(text, /(?<=key 1 \S+ \S+ )\S+/, Buffer.alloc(31, 7).toString("base64")),
    "a key in base64 that is not canonical": rechecked(text, /(?<=key 1 \S+ \S+ )\S+/, `${"A".repeat(42)}B=`),
    "a word more": rechecked(text, /(?<=key 1 )/, "x "),
  };
  return Object.entries(texts).map(([name, each]) => ({ name, text: each, error: "vault.key_file_invalid" }));
}

/** Changes a text and makes the checksums fit again, so that only the change is wrong. */
function rechecked(text: string, from: string | RegExp, to: string): string {
  return text.replace(from, to).replaceAll(/^(key .*) \S{16}$/gm, (_, checked: string) => {
    const digest = createHash("sha256").update(checked, "latin1").digest("hex");
    return `${checked} ${digest.slice(0, 16)}`;
  });
}

function exchangeKeyLines(text: string): string {
  return text.replace(/^(key 1 .*)\n(key 2 .*)$/m, "$2\n$1");
}

function keyFileText(ring: KeyRing): string {
  return Buffer.from(renderKeyFile(ring)).toString("ascii");
}

function bytesOf(text: string | undefined): Uint8Array {
  return Buffer.from(text ?? "", "hex");
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function write(name: string, content: unknown): void {
  writeFileSync(join(import.meta.dirname, name), `${JSON.stringify(content, undefined, 2)}\n`);
}
