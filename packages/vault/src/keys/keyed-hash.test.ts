import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { Secret } from "../secret.ts";
import { Vault } from "../vault.ts";
import { KeyRing } from "./key-ring.ts";
import { HashKeys } from "./keyed-hash.ts";

const message = Buffer.from("row 7");
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const purposeRefused: unknown = expect.objectContaining({ code: "vault.purpose_invalid", kind: "internal" });

test("the same message has the same hash under the same key, also in another vault", () => {
  const bytes = new Uint8Array(32).fill(7);
  const vaultOf = () => new Vault(new KeyRing([{ term: 1, key: Secret.fromBytes(bytes), createdAt: 0 }], 1));

  expect(vaultOf().keyedHash("audit-row", message)).toEqual(vaultOf().keyedHash("audit-row", message));
});

test("unforgeability: without the key, with another purpose or for another message the hash is another one", () => {
  const vault = new Vault(KeyRing.generate(0));
  const { hash } = vault.keyedHash("audit-row", message);

  expect(hash).toHaveLength(32);
  expect(hex(new Vault(KeyRing.generate(0)).keyedHash("audit-row", message).hash)).not.toBe(hex(hash));
  expect(hex(vault.keyedHash("audit-head", message).hash)).not.toBe(hex(hash));
  expect(hex(vault.keyedHash("audit-row", Buffer.from("row 8")).hash)).not.toBe(hex(hash));
});

test("no two pairs of purpose and message have the same hash", () => {
  const vault = new Vault(KeyRing.generate(0));
  const anyPair = fc.tuple(fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }), fc.uint8Array({ maxLength: 6 }));

  fc.assert(
    fc.property(anyPair, anyPair, ([purpose, bytes], [otherPurpose, otherBytes]) => {
      fc.pre(purpose !== otherPurpose || hex(bytes) !== hex(otherBytes));

      expect(hex(vault.keyedHash(purpose, bytes).hash)).not.toBe(hex(vault.keyedHash(otherPurpose, otherBytes).hash));
    }),
  );
});

test("after a rotation new hashes have the new term, and old ones can be made again by naming theirs", () => {
  const keys = KeyRing.generate(0);
  const vault = new Vault(keys);
  const before = vault.keyedHash("audit-row", message);
  keys.addTerm(1);

  const after = vault.keyedHash("audit-row", message);

  expect([before.term, after.term, vault.activeTerm]).toEqual([1, 2, 2]);
  expect(hex(after.hash)).not.toBe(hex(before.hash));
  expect(vault.keyedHash("audit-row", message, 1)).toEqual(before);
});

test("a term that the ring does not hold is told apart, and a locked vault hashes nothing", () => {
  const vault = new Vault(KeyRing.generate(0));

  for (const term of [9, 0, -1, 2 ** 32, 1.5]) {
    expect(() => vault.keyedHash("audit-row", message, term)).toThrow(expect.objectContaining({ code: "vault.key_term_unknown" }));
  }
  vault.lock();
  expect(() => vault.activeTerm).toThrow(expect.objectContaining({ code: "vault.sealed" }));
  expect(() => vault.keyedHash("audit-row", message)).toThrow(expect.objectContaining({ code: "vault.sealed" }));
});

test.each(["", "p".repeat(1025), "half \uD800 a character"])("a purpose that cannot be bound is refused", (purpose) => {
  expect(() => new Vault(KeyRing.generate(0)).keyedHash(purpose, message)).toThrow(purposeRefused);
});

test("the master key stays whole and usable after a hash", () => {
  const vault = new Vault(KeyRing.generate(0));
  const context = { recordId: "a", scope: "b", provider: "c" };
  const envelope = vault.seal(Secret.fromUtf8("s3cr3t"), context);

  vault.keyedHash("audit-row", message);

  expect(vault.open(envelope, context).useText((text) => text)).toBe("s3cr3t");
});

test("the keys that were made are wiped with the vault, and with what made them", () => {
  const wiped = vi.spyOn(Secret.prototype, "destroy");
  onTestFinished(() => wiped.mockRestore());
  const keys = KeyRing.generate(0);
  const hashes = new HashKeys(keys);
  hashes.hash(1, "audit-row", message);
  hashes.hash(1, "audit-row", message);
  hashes.hash(1, "audit-image", message);

  hashes[Symbol.dispose]();
  hashes.destroy();

  expect(wiped).toHaveBeenCalledTimes(2);
  expect(hashes.hash(1, "audit-row", message)).toEqual(new Vault(keys).keyedHash("audit-row", message));
});
