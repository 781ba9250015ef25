import { expect, test } from "vitest";
import { makeCheckRecord, opensCheckRecord } from "./check-record.ts";
import { KeyRing } from "./keys/key-ring.ts";
import { Vault } from "./vault.ts";

test("a check record opens with the key that made it, also when that is no longer the active one", () => {
  const ring = KeyRing.generate(0);
  const vault = new Vault(ring);
  const record = makeCheckRecord(vault);
  const newer = ring.copyWithout();
  newer.addTerm(1);

  expect(record.term).toBe(1);
  expect(opensCheckRecord(vault, record)).toBe(true);
  expect(opensCheckRecord(new Vault(newer), record)).toBe(true);
});

test("another key of the same term does not open it, nor does a ring without the term", () => {
  const record = makeCheckRecord(new Vault(KeyRing.generate(0)));
  const newer = KeyRing.generate(0);
  newer.addTerm(1);

  expect(opensCheckRecord(new Vault(KeyRing.generate(0)), record)).toBe(false);
  expect(opensCheckRecord(new Vault(newer.copyWithout(1)), record)).toBe(false);
});

test("the record of one term is none of another, and a cut one opens nothing", () => {
  const ring = KeyRing.generate(0);
  const vault = new Vault(ring);
  const { envelope } = makeCheckRecord(vault);

  expect(opensCheckRecord(vault, { term: 2, envelope })).toBe(false);
  expect(opensCheckRecord(vault, { term: 1, envelope: envelope.subarray(0, 50) })).toBe(false);
});

test("whether a key fits cannot be said while the vault is sealed", () => {
  const record = makeCheckRecord(new Vault(KeyRing.generate(0)));

  expect(() => opensCheckRecord(new Vault(undefined), record)).toThrow(expect.objectContaining({ code: "vault.sealed" }));
});
