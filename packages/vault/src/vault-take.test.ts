import { expect, test, vi } from "vitest";
import type { SealContext } from "./envelope/associated-data.ts";
import { parseEnvelope } from "./envelope/envelope-format.ts";
import { KeyRing } from "./keys/key-ring.ts";
import { Secret } from "./secret.ts";
import { Vault } from "./vault.ts";

const here: SealContext = { recordId: "4nSb2VQkqD7xW0mZr1LtYp", scope: "workspace/12", provider: "tw-agent" };
const sealText = (vault: Vault) => vault.seal(Secret.fromUtf8("s3cr3t"), here);
const openText = (vault: Vault, envelope: Uint8Array) => vault.open(envelope, here).useText((text) => text);
const message = new Uint8Array([1, 2, 3]);
const sealed: unknown = expect.objectContaining({ code: "vault.sealed" });

/** A ring with one term more than the given one. */
function extended(ring: KeyRing): KeyRing {
  const newer = ring.copyWithout();
  newer.addTerm(1);
  return newer;
}

test("a vault takes a new term while it is in use: old envelopes open, new ones and new hashes have the new term", () => {
  const ring = KeyRing.generate(0);
  const vault = new Vault(ring);
  const [before, hash] = [sealText(vault), vault.keyedHash("purpose", message)];

  vault.take(extended(ring));

  expect(openText(vault, before)).toBe("s3cr3t");
  expect(parseEnvelope(sealText(vault)).term).toBe(2);
  expect(vault.keyedHash("purpose", message, 1)).toEqual(hash);
  expect(vault.keyedHash("purpose", message).term).toBe(2);
  expect(vault.terms).toEqual([1, 2]);
  expect(ring.isDestroyed).toBe(true);
});

test("a ring with another key under a known term is refused and wiped, and the vault works on", () => {
  const ring = KeyRing.generate(0);
  const vault = new Vault(ring);
  const before = sealText(vault);
  const other = KeyRing.generate(0);
  other.addTerm(1);

  expect(() => vault.take(other)).toThrow(expect.objectContaining({ code: "vault.key_wrong" }));

  expect(other.isDestroyed).toBe(true);
  expect(openText(vault, before)).toBe("s3cr3t");
  expect(vault.activeTerm).toBe(1);
});

test("a vault may begin sealed: nothing opens, seals or hashes until it gets its keys", () => {
  const ring = KeyRing.generate(0);
  const envelope = sealText(new Vault(ring.copyWithout()));
  const vault = new Vault(undefined);

  expect(vault.isSealed).toBe(true);
  expect(() => openText(vault, envelope)).toThrow(sealed);
  expect(() => sealText(vault)).toThrow(sealed);
  expect(() => vault.keyedHash("purpose", message)).toThrow(sealed);
  expect(() => vault.keyedHash("purpose", message, 1)).toThrow(sealed);
  expect(() => vault.activeTerm).toThrow(sealed);
  vault.lock();

  vault.take(ring);

  expect(vault.isSealed).toBe(false);
  expect(openText(vault, envelope)).toBe("s3cr3t");
});

test("a vault that was locked takes keys again", () => {
  const ring = KeyRing.generate(0);
  const vault = new Vault(ring.copyWithout());
  const envelope = sealText(vault);
  vault.lock();

  vault.take(ring);

  expect(openText(vault, envelope)).toBe("s3cr3t");
});

test("taking the ring that it has leaves it whole", () => {
  const ring = KeyRing.generate(0);
  const vault = new Vault(ring);

  vault.take(ring);

  expect(openText(vault, sealText(vault))).toBe("s3cr3t");
});

test("a term that another process added is found in the seal, for opening, re-wrapping and hashing alike", () => {
  const ring = KeyRing.generate(0);
  const stored = extended(ring);
  const elsewhere = new Vault(stored.copyWithout());
  const [envelope, hash] = [sealText(elsewhere), elsewhere.keyedHash("purpose", message)];
  const make = () => new Vault(ring.copyWithout(), { reread: () => stored.copyWithout() });

  expect(openText(make(), envelope)).toBe("s3cr3t");
  expect(make().rewrap(envelope, here)).toEqual(envelope);
  expect(make().keyedHash("purpose", message, 2)).toEqual(hash);
});

test("the seal is not asked for terms that are known", () => {
  const reread = vi.fn(() => undefined);
  const vault = new Vault(KeyRing.generate(0), { reread });

  openText(vault, sealText(vault));
  vault.keyedHash("purpose", message);

  expect(reread).not.toHaveBeenCalled();
});

test.each([
  ["has it no more", (ring: KeyRing) => ring.copyWithout()],
  ["cannot be read", () => undefined],
  ["holds other keys", () => extended(KeyRing.generate(9))],
])("a term that the vault does not know stays unknown when the seal %s, and nothing else changes", (_, read) => {
  const ring = KeyRing.generate(0);
  const envelope = sealText(new Vault(extended(ring)));
  const vault = new Vault(ring, { reread: () => read(ring) });
  const before = sealText(vault);

  expect(() => openText(vault, envelope)).toThrow(expect.objectContaining({ code: "vault.key_term_unknown" }));
  expect(openText(vault, before)).toBe("s3cr3t");
  expect(vault.terms).toEqual([1]);
});

test("a ring without a term is a ring of its own, and the active term cannot be left out", () => {
  const ring = extended(KeyRing.generate(0));

  const rest = ring.copyWithout(1);
  ring.destroy();

  expect(rest.terms).toEqual([2]);
  expect(rest.getKey(2).byteLength).toBe(32);
  expect(() => rest.copyWithout(2)).toThrow(expect.objectContaining({ code: "vault.key_ring_invalid" }));
  expect(() => ring.copyWithout()).toThrow(sealed);
});
