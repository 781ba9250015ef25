import { inspect } from "node:util";
import { isAppError } from "@postern/domain";
import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { maxSecretSizeBytes, parseEnvelope, renderEnvelope } from "./envelope/envelope-format.ts";
import type { SealContext } from "./envelope/associated-data.ts";
import { KeyRing } from "./keys/key-ring.ts";
import { systemRandom } from "./random-bytes.ts";
import { Secret } from "./secret.ts";
import { Vault } from "./vault.ts";

const here: SealContext = { recordId: "4nSb2VQkqD7xW0mZr1LtYp", scope: "workspace/12", provider: "tw-agent" };
const there: SealContext = { ...here, recordId: "7hTq9ZRcvB3yK5nXf8MwJd" };
const doesNotOpen: unknown = expect.objectContaining({ code: "vault.envelope_invalid", message: "The sealed record does not open." });
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
const anyContext: fc.Arbitrary<SealContext> = fc.record({ recordId: name, scope: name, provider: name });
const anyPlaintext = fc.uint8Array({ maxLength: 400 });

const makeVault = () => new Vault(KeyRing.generate(0));
const read = (secret: Secret) => secret.use((bytes) => Uint8Array.from(bytes));
const sealText = (vault: Vault, text = "s3cr3t", context = here) => vault.seal(Secret.fromUtf8(text), context);

test("what was sealed opens to the same bytes under the same context", () => {
  const vault = makeVault();

  fc.assert(
    fc.property(anyPlaintext, anyContext, (plaintext, context) => {
      const opened = vault.open(vault.seal(Secret.fromBytes(plaintext), context), context);

      expect(read(opened)).toEqual(plaintext);
    }),
  );
});

test("an envelope is 93 bytes longer than its secret, whatever it holds", () => {
  const vault = makeVault();

  expect([0, 1, 15, 16, 17, 1000].map((size) => vault.seal(Secret.fromBytes(new Uint8Array(size)), here).byteLength - size)).toEqual(
    Array.from({ length: 6 }, () => 93),
  );
});

test("the largest secret is taken, and a byte more is refused", () => {
  const vault = makeVault();

  const opened = vault.open(vault.seal(Secret.fromBytes(new Uint8Array(maxSecretSizeBytes)), here), here);

  expect(opened.byteLength).toBe(1_048_576);
  expect(() => vault.seal(Secret.fromBytes(new Uint8Array(maxSecretSizeBytes + 1)), here)).toThrow(
    expect.objectContaining({ code: "vault.secret_too_large", kind: "too_large" }),
  );
});

test("confidentiality: an envelope does not contain its secret", () => {
  const envelope = Buffer.from(sealText(makeVault(), "a secret that would be found"));

  expect(envelope.includes("a secret that would be found")).toBe(false);
});

test("uniqueness: the same secret sealed twice shares no nonce, no wrapped key and no body", () => {
  const vault = makeVault();

  const one = parseEnvelope(sealText(vault));
  const other = parseEnvelope(sealText(vault));

  expect(one.wrapNonce).not.toEqual(other.wrapNonce);
  expect(one.wrappedKey).not.toEqual(other.wrappedKey);
  expect(one.bodyNonce).not.toEqual(other.bodyNonce);
  expect(one.body).not.toEqual(other.body);
});

test("a repeated body nonce is harmless: the data key is another, so the bodies have nothing in common", () => {
  const vault = new Vault(KeyRing.generate(0), { random: (size) => (size === 12 ? new Uint8Array(12) : systemRandom(size)) });

  const one = parseEnvelope(vault.seal(Secret.fromBytes(new Uint8Array(64)), here));
  const other = parseEnvelope(vault.seal(Secret.fromBytes(new Uint8Array(64)), here));

  expect(one.bodyNonce).toEqual(other.bodyNonce);
  expect(one.body).not.toEqual(other.body);
});

test("integrity: a flip of any single bit does not open", () => {
  const vault = makeVault();
  const envelope = sealText(vault);

  const opened = Array.from({ length: envelope.byteLength * 8 }, (_, bit) => outcome(() => vault.open(flipBit(envelope, bit), here)));

  expect(new Set(opened)).toEqual(new Set(["vault.envelope_invalid", "vault.key_term_unknown"]));
});

test("integrity: a flip of any single bit of any secret does not open", () => {
  const vault = makeVault();

  fc.assert(
    fc.property(anyPlaintext, anyContext, fc.nat(), (plaintext, context, bit) => {
      const envelope = vault.seal(Secret.fromBytes(plaintext), context);

      expect(outcome(() => vault.open(flipBit(envelope, bit % (envelope.byteLength * 8)), context))).toMatch(/^vault\./);
    }),
  );
});

test("integrity: an envelope cut or grown at any place does not open", () => {
  const vault = makeVault();
  const envelope = sealText(vault);

  for (let size = 0; size < envelope.byteLength; size += 1) {
    expect(() => vault.open(envelope.subarray(0, size), here)).toThrow(doesNotOpen);
  }
  expect(() => vault.open(Buffer.concat([envelope, Buffer.of(0)]), here)).toThrow(doesNotOpen);
});

test("whatever bytes are opened, the outcome is an error of the catalogue", () => {
  const vault = makeVault();
  const anyBytes = fc.uint8Array({ minLength: 0, maxLength: 200 }).map((tail) => Uint8Array.of(1, 0, 0, 0, 1, ...tail));

  fc.assert(
    fc.property(anyBytes, (candidate) => {
      expect(outcome(() => vault.open(candidate, here))).toBe("vault.envelope_invalid");
    }),
  );
});

test("a ciphertext moved to another record does not open", () => {
  const vault = makeVault();

  fc.assert(
    fc.property(anyContext, anyContext, (from, to) => {
      fc.pre(from.recordId !== to.recordId || from.scope !== to.scope || from.provider !== to.provider);
      const envelope = vault.seal(Secret.fromUtf8("s3cr3t"), from);

      expect(() => vault.open(envelope, to)).toThrow(doesNotOpen);
    }),
  );
});

test.each([
  ["record", there],
  ["scope", { ...here, scope: "workspace/13" }],
  ["provider", { ...here, provider: "ssh" }],
])("an envelope of another %s does not open", (_, elsewhere) => {
  const vault = makeVault();
  const envelope = sealText(vault);

  expect(() => vault.open(envelope, elsewhere)).toThrow(doesNotOpen);
});

test("who knows the data key of one record cannot forge a secret for another with its wrapped key", () => {
  const drawn: Uint8Array[] = [];
  const ring = KeyRing.generate(0);
  const leaky = new Vault(ring, { random: (size) => copyTo(drawn, systemRandom(size)) });
  const stolen = parseEnvelope(sealText(leaky));
  const knownKey = () => Uint8Array.from(drawn[0] ?? []);
  const attacker = new Vault(ring, { random: (size) => (size === 32 ? knownKey() : systemRandom(size)) });
  const forgedBody = parseEnvelope(sealText(attacker, "forged", there));

  const forged = renderEnvelope({ ...forgedBody, wrapNonce: stolen.wrapNonce, wrappedKey: stolen.wrappedKey });

  expect(() => leaky.open(forged, there)).toThrow(doesNotOpen);
});

test("wrapped keys exchanged between two records open neither", () => {
  const vault = makeVault();
  const one = parseEnvelope(sealText(vault, "one", here));
  const other = parseEnvelope(sealText(vault, "two", there));

  const mixed = renderEnvelope({ ...one, wrapNonce: other.wrapNonce, wrappedKey: other.wrappedKey });

  expect(() => vault.open(mixed, here)).toThrow(doesNotOpen);
  expect(() => vault.open(mixed, there)).toThrow(doesNotOpen);
});

test("another installation's key of the same term does not open", () => {
  expect(() => makeVault().open(sealText(makeVault()), here)).toThrow(doesNotOpen);
});

test("a context that cannot be bound is refused before a key is touched", () => {
  const vault = makeVault();
  const envelope = sealText(vault);
  const refused: unknown = expect.objectContaining({ code: "vault.context_invalid" });

  expect(() => sealText(vault, "s3cr3t", { ...here, scope: "" })).toThrow(refused);
  expect(() => vault.open(envelope, { ...here, scope: "" })).toThrow(refused);
  expect(() => vault.rewrap(envelope, { ...here, scope: "" })).toThrow(refused);
});

test("a locked vault has wiped its keys and does nothing any more", () => {
  const ring = KeyRing.generate(0);
  const vault = new Vault(ring);
  const envelope = sealText(vault);
  const refused: unknown = expect.objectContaining({ code: "vault.sealed", kind: "unavailable" });

  vault.lock();

  expect(vault.isSealed).toBe(true);
  expect(ring.isDestroyed).toBe(true);
  expect(() => sealText(vault)).toThrow(refused);
  expect(() => vault.open(envelope, here)).toThrow(refused);
  expect(() => vault.rewrap(envelope, here)).toThrow(refused);
  expect(() => vault.open(new Uint8Array(0), here)).toThrow(refused);
});

test("a vault is locked at the end of its block", () => {
  const vault = makeVault();

  {
    using _scoped = vault;
    expect(vault.isSealed).toBe(false);
  }

  expect(vault.isSealed).toBe(true);
});

test("the data key is wiped after sealing, also when sealing fails", () => {
  const drawn: Uint8Array[] = [];
  const vault = new Vault(KeyRing.generate(0), { random: (size) => keepIn(drawn, systemRandom(size)) });
  const destroyed = Secret.fromUtf8("gone");
  destroyed.destroy();

  sealText(vault);
  const failure = outcome(() => vault.seal(destroyed, here));

  expect(failure).toBe("vault.secret_destroyed");
  const dataKeys = drawn.filter((bytes) => bytes.byteLength === 32);
  expect(dataKeys.map((bytes) => bytes.every((byte) => byte === 0))).toEqual([true, true]);
});

test("the opened plaintext is wiped everywhere but in the secret", () => {
  const fromBytes = vi.spyOn(Secret, "fromBytes");
  onTestFinished(() => fromBytes.mockRestore());
  const vault = makeVault();
  const envelope = sealText(vault);
  fromBytes.mockClear();

  const opened = vault.open(envelope, here);

  expect(fromBytes.mock.calls).toEqual([[Buffer.alloc(6)]]);
  expect(opened.useText((text) => text)).toBe("s3cr3t");
});

test("sealing leaves the caller's secret and context alone, opening leaves the envelope alone", () => {
  const vault = makeVault();
  const secret = Secret.fromUtf8("s3cr3t");
  const envelope = vault.seal(secret, Object.freeze({ ...here }));
  const before = Uint8Array.from(envelope);

  vault.open(envelope, here).destroy();

  expect(secret.useText((text) => text)).toBe("s3cr3t");
  expect(envelope).toEqual(before);
});

test("neither a printed vault nor a refusal shows a key or a secret", () => {
  const key = Buffer.alloc(32, 0xab);
  const vault = new Vault(new KeyRing([{ term: 1, key: Secret.fromBytes(key), createdAt: 0 }], 1));
  const envelope = sealText(vault, "very-secret-words");
  const refusal = caught(() => vault.open(flipBit(envelope, envelope.byteLength * 8 - 1), here));

  const shown = inspect([vault, refusal], { showHidden: true, depth: Infinity });

  expect(shown).not.toMatch(/very-secret-words|abab|171, ?171|ab ab/);
});

function flipBit(envelope: Uint8Array, bit: number): Uint8Array {
  const flipped = Uint8Array.from(envelope);
  const at = Math.floor(bit / 8);
  flipped[at] = (flipped[at] ?? 0) ^ (0x80 >> (bit % 8));
  return flipped;
}

function outcome(act: () => unknown): string {
  const result = caught(act);
  return isAppError(result) ? result.code : `no AppError: ${typeof result}`;
}

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

function keepIn(drawn: Uint8Array[], bytes: Uint8Array): Uint8Array {
  drawn.push(bytes);
  return bytes;
}

function copyTo(drawn: Uint8Array[], bytes: Uint8Array): Uint8Array {
  drawn.push(Uint8Array.from(bytes));
  return bytes;
}
