import { AppError } from "@postern/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { highestTerm, maxSecretSizeBytes, parseEnvelope, renderEnvelope } from "./envelope-format.ts";
import type { Envelope } from "./envelope-format.ts";

const invalid: unknown = expect.objectContaining({ code: "vault.envelope_invalid" });

const bytes = (sizeBytes: number) => fc.uint8Array({ minLength: sizeBytes, maxLength: sizeBytes });
const anyEnvelope: fc.Arbitrary<Envelope> = fc.record({
  term: fc.integer({ min: 1, max: highestTerm }),
  wrapNonce: bytes(12),
  wrappedKey: bytes(48),
  bodyNonce: bytes(12),
  body: fc.uint8Array({ minLength: 16, maxLength: 200 }),
});

function makeEnvelope(change: Partial<Envelope> = {}): Envelope {
  const filled = (size: number, value: number) => new Uint8Array(size).fill(value);
  return {
    term: 0x01020304,
    wrapNonce: filled(12, 2),
    wrappedKey: filled(48, 3),
    bodyNonce: filled(12, 4),
    body: filled(17, 5),
    ...change,
  };
}

test("every part lies at the offset that the specification names", () => {
  const rendered = renderEnvelope(makeEnvelope());

  const regions = ["01", "01020304", "02".repeat(12), "03".repeat(48), "04".repeat(12), "05".repeat(17)];
  expect(Buffer.from(rendered).toString("hex")).toBe(regions.join(""));
});

test("an envelope parses to what it was rendered from", () => {
  fc.assert(
    fc.property(anyEnvelope, (envelope) => {
      const parsed = parseEnvelope(renderEnvelope(envelope));

      expect(parsed).toEqual(envelope);
    }),
  );
});

test("what parses renders to the same bytes, so no two texts are one envelope", () => {
  const candidates = fc.uint8Array({ minLength: 92, maxLength: 120 }).map((tail) => Uint8Array.of(1, ...tail));

  fc.assert(
    fc.property(candidates, (candidate) => {
      fc.pre(candidate.subarray(1, 5).some((byte) => byte !== 0));

      expect(renderEnvelope(parseEnvelope(candidate))).toEqual(candidate);
    }),
  );
});

test("parsing whatever bytes gives an envelope or an error of the catalogue", () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }).map((tail) => Uint8Array.of(1, ...tail)),
  );

  fc.assert(
    fc.property(anyBytes, (candidate) => {
      const outcome = attempt(() => parseEnvelope(candidate));

      expect(outcome instanceof AppError ? outcome.code : typeof outcome).toMatch(/^(vault\.envelope_invalid|object)$/);
      expect(outcome instanceof Error && !(outcome instanceof AppError)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test("an envelope inside a larger buffer is read at its own place", () => {
  const rendered = renderEnvelope(makeEnvelope());
  const inside = Buffer.concat([Buffer.alloc(7, 0xee), rendered, Buffer.alloc(3, 0xee)]).subarray(7, 7 + rendered.byteLength);

  expect(parseEnvelope(inside).term).toBe(0x01020304);
  expect(renderEnvelope(parseEnvelope(inside))).toEqual(rendered);
});

test("the version is judged before the size", () => {
  const detailOf = (candidate: Uint8Array) => (attempt(() => parseEnvelope(candidate)) as AppError).detail;

  expect(detailOf(Uint8Array.of(9))).toBe("envelope: unknown version 9");
  expect(detailOf(Uint8Array.of(1))).toBe("envelope: size 1");
  expect(detailOf(new Uint8Array(0))).toBe("envelope: empty");
});

test("term 0 is refused, and the highest term is taken", () => {
  const rendered = renderEnvelope(makeEnvelope({ term: highestTerm }));
  const ofTermZero = Uint8Array.from(rendered).fill(0, 1, 5);

  expect(parseEnvelope(rendered).term).toBe(4_294_967_295);
  expect(() => parseEnvelope(ofTermZero)).toThrow(invalid);
});

test("the smallest and the largest envelope are taken, and a byte less or more is refused", () => {
  const smallest = renderEnvelope(makeEnvelope({ body: new Uint8Array(16) }));
  const largest = renderEnvelope(makeEnvelope({ body: new Uint8Array(maxSecretSizeBytes + 16) }));

  expect(parseEnvelope(smallest).body.byteLength).toBe(16);
  expect(parseEnvelope(largest).body.byteLength).toBe(1_048_592);
  expect(() => parseEnvelope(smallest.subarray(0, -1))).toThrow(invalid);
  expect(() => parseEnvelope(Buffer.concat([largest, Buffer.of(0)]))).toThrow(invalid);
});

test.each<readonly [string, Partial<Envelope>]>([
  ["term 0", { term: 0 }],
  ["a term above 2^32-1", { term: highestTerm + 1 }],
  ["a term that is not whole", { term: 1.5 }],
  ["a short wrap nonce", { wrapNonce: new Uint8Array(11) }],
  ["a long wrapped key", { wrappedKey: new Uint8Array(49) }],
  ["a long body nonce", { bodyNonce: new Uint8Array(13) }],
  ["a body without its tag", { body: new Uint8Array(15) }],
  ["a body above the limit", { body: new Uint8Array(maxSecretSizeBytes + 17) }],
])("an envelope with %s is not rendered", (_, change) => {
  expect(() => renderEnvelope(makeEnvelope(change))).toThrow(invalid);
});

function attempt(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
