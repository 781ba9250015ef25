import { inspect } from "node:util";
import { expect, test } from "vitest";
import { systemRandom } from "../random-bytes.ts";
import { Secret } from "../secret.ts";
import { KeyRing } from "./key-ring.ts";
import type { MasterKey } from "./key-ring.ts";

function makeKey(term: number, sizeBytes = 32): MasterKey {
  return { term, key: Secret.fromBytes(new Uint8Array(sizeBytes).fill(term % 256)), createdAt: 1000 + term };
}

const firstByte = (key: Secret) => key.use((bytes) => bytes[0]);
const invalid: unknown = expect.objectContaining({ code: "vault.key_ring_invalid" });
const sealed: unknown = expect.objectContaining({ code: "vault.sealed" });

test("a ring gives the key of each of its terms, and names the active one", () => {
  const ring = new KeyRing([makeKey(7), makeKey(2), makeKey(4_294_967_295)], 7);

  expect(ring.activeTerm).toBe(7);
  expect(ring.terms).toEqual([2, 7, 4_294_967_295]);
  expect(ring.masterKeys.map(({ createdAt }) => createdAt)).toEqual([1002, 1007, 4_294_968_295]);
  expect(firstByte(ring.getKey(2))).toBe(2);
});

test("a new ring has one random key of 32 bytes, term 1", () => {
  const one = KeyRing.generate(5);
  const other = KeyRing.generate(5);

  expect(one.terms).toEqual([1]);
  expect(one.masterKeys[0]).toMatchObject({ term: 1, createdAt: 5 });
  expect(one.getKey(1).byteLength).toBe(32);
  expect(one.getKey(1).use((bytes) => other.getKey(1).use((more) => Buffer.compare(bytes, more)))).not.toBe(0);
});

test("random bytes that became a key are wiped", () => {
  const drawn: Uint8Array[] = [];
  const watched = (sizeBytes: number) => {
    const bytes = systemRandom(sizeBytes);
    drawn.push(bytes);
    return bytes;
  };

  KeyRing.generate(5, watched).addTerm(6, watched);

  expect(drawn.map((bytes) => bytes.every((byte) => byte === 0))).toEqual([true, true]);
});

test("a term that the ring does not hold is named", () => {
  const ring = new KeyRing([makeKey(1)], 1);

  expect(() => ring.getKey(9)).toThrow(
    expect.objectContaining({ code: "vault.key_term_unknown", message: "No key of term 9 is at hand." }),
  );
});

test("a new term follows the highest, becomes active, and leaves the old keys usable", () => {
  const ring = new KeyRing([makeKey(5), makeKey(3)], 3);

  const term = ring.addTerm(9000);

  expect(term).toBe(6);
  expect(ring.activeTerm).toBe(6);
  expect(ring.masterKeys.at(-1)?.createdAt).toBe(9000);
  expect(firstByte(ring.getKey(3))).toBe(3);
});

test("no term follows the last one", () => {
  const ring = new KeyRing([makeKey(4_294_967_295)], 4_294_967_295);

  expect(() => ring.addTerm(1)).toThrow(invalid);
  expect(ring.activeTerm).toBe(4_294_967_295);
});

test.each<readonly [string, readonly MasterKey[], number]>([
  ["no keys", [], 1],
  ["an active term without a key", [makeKey(1)], 2],
  ["a term twice", [makeKey(1), makeKey(1)], 1],
  ["term 0", [makeKey(0)], 0],
  ["a term that is not whole", [makeKey(1.5)], 1.5],
  ["a term above 2^32-1", [makeKey(4_294_967_296)], 4_294_967_296],
  ["a key of 31 bytes", [makeKey(1, 31)], 1],
])("a ring with %s is refused", (_, keys, activeTerm) => {
  expect(() => new KeyRing(keys, activeTerm)).toThrow(invalid);
});

test("a destroyed ring has wiped its keys and gives none", () => {
  const key = makeKey(1);
  const ring = new KeyRing([key], 1);

  ring.destroy();
  ring.destroy();

  expect(key.key.byteLength).toBe(0);
  expect(ring.isDestroyed).toBe(true);
  expect(ring.terms).toEqual([]);
  expect(() => ring.getKey(1)).toThrow(sealed);
  expect(() => ring.addTerm(1)).toThrow(sealed);
});

test("a ring is destroyed at the end of its block", () => {
  const ring = new KeyRing([makeKey(1)], 1);

  {
    using _scoped = ring;
  }

  expect(ring.isDestroyed).toBe(true);
});

test("a ring that is printed shows no key", () => {
  const ring = new KeyRing([makeKey(0xab)], 0xab);

  const shown = `${inspect(ring, { showHidden: true, depth: Infinity })}${inspect(ring.masterKeys, { depth: Infinity })}${JSON.stringify(ring.masterKeys)}`;

  expect(shown).not.toMatch(/abab|171, ?171|q6urq6/i);
});
