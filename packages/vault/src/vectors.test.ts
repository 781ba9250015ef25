import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SealContext } from "./envelope/associated-data.ts";
import { parseEnvelope } from "./envelope/envelope-format.ts";
import { KeyRing } from "./keys/key-ring.ts";
import type { RandomBytes } from "./random-bytes.ts";
import { parseKeyFile, renderKeyFile } from "./seals/key-file-format.ts";
import { Secret } from "./secret.ts";
import { Vault } from "./vault.ts";

interface KeyForm {
  readonly term: number;
  readonly key: string;
  readonly createdAt: number;
}

interface EnvelopeFile<V> {
  readonly keyRing: { readonly activeTerm: number; readonly keys: readonly KeyForm[] };
  readonly vectors: readonly V[];
}

interface VectorForm {
  readonly name: string;
  readonly context: SealContext;
  readonly envelope: string;
}

interface GoodForm extends VectorForm {
  readonly term: number;
  readonly plaintext: string;
  readonly random: { readonly dataKey: string; readonly bodyNonce: string; readonly wrapNonce: string };
}

interface BadForm extends VectorForm {
  readonly error: string;
}

interface HashForm {
  readonly name: string;
  readonly purpose: string;
  readonly term: number;
  readonly message: string;
  readonly hash: string;
}

interface KeyFileForm {
  readonly name: string;
  readonly text: string;
  readonly activeTerm?: number;
  readonly keys?: readonly KeyForm[];
  readonly error?: string;
}

const packageFolder = join(import.meta.dirname, "..");
const good = readVectors("envelopes-good.json") as EnvelopeFile<GoodForm>;
const bad = readVectors("envelopes-bad.json") as EnvelopeFile<BadForm>;
const hashes = readVectors("keyed-hashes.json") as EnvelopeFile<HashForm>;
const keyFiles = (readVectors("key-files.json") as { readonly vectors: readonly KeyFileForm[] }).vectors;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const unhex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

describe("good envelopes", () => {
  test.each(good.vectors)("$name: opens to its plaintext", ({ envelope, context, plaintext, term }) => {
    const opened = new Vault(makeRing(good.keyRing.activeTerm)).open(unhex(envelope), context);

    expect(opened.use(hex)).toBe(plaintext);
    expect(parseEnvelope(unhex(envelope)).term).toBe(term);
  });

  test.each(good.vectors)("$name: the same randomness seals to the same bytes", ({ envelope, context, plaintext, term, random }) => {
    const vault = new Vault(makeRing(term), { random: replay([random.dataKey, random.bodyNonce, random.wrapNonce]) });

    expect(hex(vault.seal(Secret.fromBytes(unhex(plaintext)), context))).toBe(envelope);
  });
});

describe("bad envelopes", () => {
  test.each(bad.vectors)("$name: does not open", ({ envelope, context, error }) => {
    const vault = new Vault(makeRing(bad.keyRing.activeTerm));

    expect(() => vault.open(unhex(envelope), context)).toThrow(expect.objectContaining({ code: error }));
  });

  test("each part of the envelope is cut and flipped in some vector", () => {
    const names = bad.vectors.map(({ name }) => name).join("\n");

    for (const part of ["wrap nonce", "wrapped key", "wrap tag", "body nonce", "body", "body tag"]) {
      expect(names).toContain(`first bit of the ${part} flipped`);
      expect(names).toContain(`last bit of the ${part} flipped`);
    }
    for (const size of [1, 5, 17, 49, 65, 77, 92]) expect(names).toContain(`cut to ${String(size)} bytes`);
  });
});

describe("keyed hashes", () => {
  test.each(hashes.vectors)("$name: comes out as the vector has it", ({ purpose, term, message, hash }) => {
    const made = new Vault(makeRing(hashes.keyRing.activeTerm)).keyedHash(purpose, unhex(message), term);

    expect(made.term).toBe(term);
    expect(hex(made.hash)).toBe(hash);
  });

  test("the vectors are what RFC 5869 makes of the master key", () => {
    const { purpose, term, message, hash } = hashes.vectors[0] ?? expect.fail("no vector");
    const master = hashes.keyRing.keys.find((each) => each.term === term)?.key ?? "";
    const info = Buffer.concat([Buffer.from("\0\x12postern-vault/hash\x01\0\0\0\x01\0\x09audit-row"), Buffer.of(1)]);

    const key = createHmac("sha256", unhex(master)).update(info).digest();

    expect(purpose).toBe("audit-row");
    expect(createHmac("sha256", key).update(unhex(message)).digest("hex")).toBe(hash);
  });
});

describe("key files", () => {
  test.each(keyFiles.filter(({ error }) => error === undefined))("$name: gives its keys", ({ text, activeTerm, keys }) => {
    const ring = parseKeyFile(Buffer.from(text), "vector");

    expect(ring.activeTerm).toBe(activeTerm);
    expect(ring.masterKeys.map(({ term, key, createdAt }) => ({ term, key: key.use(hex), createdAt }))).toEqual(keys);
  });

  test.each(keyFiles.filter(({ error }) => error !== undefined))("$name: is refused", ({ text, error }) => {
    expect(() => parseKeyFile(Buffer.from(text), "vector")).toThrow(expect.objectContaining({ code: error }));
  });

  test("a key file is rendered as the vector has it", () => {
    const vector = keyFiles.find(({ name }) => name === "three keys, the second active");

    expect(Buffer.from(renderKeyFile(makeRing(2))).toString()).toBe(vector?.text);
  });
});

test("the worked example of the specification is the first good vector", () => {
  const example = readFileSync(join(packageFolder, "SPEC.md"), "utf8").replaceAll(/\s+/g, "");
  const [vector, masterKey] = [good.vectors.slice(0, 1), good.keyRing.keys.slice(0, 1)];

  const parts = vector.flatMap(({ envelope, plaintext, random }) => [envelope, plaintext, ...Object.values(random)]);

  expect(parts).toHaveLength(5);
  expect(vector.map(({ term }) => term)).toEqual(masterKey.map(({ term }) => term));
  for (const part of [...parts, ...masterKey.map(({ key }) => key)]) expect(example).toContain(part);
});

test("the key file of the specification is the first good one", () => {
  const example = readFileSync(join(packageFolder, "SPEC.md"), "utf8").replaceAll(/^ {4}/gm, "");

  expect(example).toContain(keyFiles.find(({ name }) => name === "one key")?.text);
});

function readVectors(name: string): unknown {
  return JSON.parse(readFileSync(join(packageFolder, "vectors", name), "utf8"));
}

function makeRing(activeTerm: number): KeyRing {
  const keys = good.keyRing.keys.map(({ term, key, createdAt }) => ({ term, createdAt, key: Secret.fromBytes(unhex(key)) }));
  return new KeyRing(keys, activeTerm);
}

/** Gives the recorded bytes, in order, and checks that as many were asked for. */
function replay(recorded: readonly string[]): RandomBytes {
  const rest = [...recorded];
  return (sizeBytes) => {
    const bytes = unhex(rest.shift() ?? "");
    expect(bytes.byteLength).toBe(sizeBytes);
    return bytes;
  };
}
