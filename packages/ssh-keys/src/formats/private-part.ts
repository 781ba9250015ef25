import { toKeyAlgorithm, curves } from "../keys/algorithms.ts";
import type { EcdsaAlgorithm, KeyAlgorithm } from "../keys/algorithms.ts";
import type { KeyNumbers } from "../keys/key-numbers.ts";
import { joinedAndWiped, number, string, u32 } from "./wire-writer.ts";
import { WireReader } from "./wire-reader.ts";

/** What is in the private part of an `openssh-key-v1` once it is decrypted. */
export type PrivatePart =
  | { readonly kind: "key"; readonly numbers: KeyNumbers; readonly comment: Uint8Array }
  /** The two check numbers differ. */
  | { readonly kind: "not_opened" }
  | { readonly kind: "broken" };

/** The numbers are copies, the caller's own. The bytes stay the caller's too. */
export function parsePrivatePart(bytes: Uint8Array, blockSizeBytes: number): PrivatePart {
  const reader = new WireReader(bytes);
  if (reader.u32() !== reader.u32()) return { kind: "not_opened" };
  const algorithm = toKeyAlgorithm(reader.name());
  if (algorithm === undefined) return { kind: "broken" };
  const views = readNumbers(reader, algorithm);
  const comment = Uint8Array.from(reader.string());
  const padding = reader.rest();
  const isWhole = !reader.isBroken && padding.byteLength < blockSizeBytes && padding.every((byte, index) => byte === index + 1);
  return views !== undefined && isWhole ? { kind: "key", numbers: copied(views), comment } : { kind: "broken" };
}

/** Without a comment, padded for no cipher. SAFETY: the caller wipes it. `check` is any number. */
export function renderPrivatePart(numbers: KeyNumbers, check: number): Uint8Array {
  const parts = [u32(check), u32(check), string(numbers.algorithm), ...renderNumbers(numbers), string("")];
  const size = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const padding = Uint8Array.from({ length: (8 - (size % 8)) % 8 }, (_, index) => index + 1);
  return joinedAndWiped([...parts, padding]);
}

function readNumbers(reader: WireReader, algorithm: KeyAlgorithm): KeyNumbers | undefined {
  switch (algorithm) {
    case "ssh-ed25519":
      return readEd25519(reader);
    case "ssh-rsa": {
      const [n, e, d, inverse, p, q] = [
        reader.number(),
        reader.number(),
        reader.number(),
        reader.number(),
        reader.number(),
        reader.number(),
      ];
      return { algorithm, n, e, d, inverse, p, q };
    }
    default:
      return readEcdsa(reader, algorithm);
  }
}

function readEd25519(reader: WireReader): KeyNumbers | undefined {
  const point = reader.string();
  const both = reader.string();
  // The seed, and the public half once more.
  const isSame = both.byteLength === 64 && Buffer.compare(both.subarray(32), point) === 0;
  return isSame ? { algorithm: "ssh-ed25519", seed: both.subarray(0, 32), point } : undefined;
}

function readEcdsa(reader: WireReader, algorithm: EcdsaAlgorithm): KeyNumbers | undefined {
  const curve = reader.name();
  const point = reader.string();
  const d = reader.number();
  return curve === curves[algorithm].name ? { algorithm, d, point } : undefined;
}

function renderNumbers(numbers: KeyNumbers): readonly Uint8Array[] {
  switch (numbers.algorithm) {
    case "ssh-ed25519": {
      const point = numbers.point ?? new Uint8Array(0);
      return [string(point), u32(numbers.seed.byteLength + point.byteLength), Uint8Array.from(numbers.seed), Uint8Array.from(point)];
    }
    case "ssh-rsa":
      return [numbers.n, numbers.e, numbers.d, numbers.inverse, numbers.p, numbers.q].map(number);
    default:
      return [string(curves[numbers.algorithm].name), string(numbers.point ?? new Uint8Array(0)), number(numbers.d)];
  }
}

// SAFETY: copies of their own, so that the bytes they were read from can be wiped as a whole.
function copied(numbers: KeyNumbers): KeyNumbers {
  switch (numbers.algorithm) {
    case "ssh-ed25519":
      return { ...numbers, seed: copy(numbers.seed), point: numbers.point === undefined ? undefined : copy(numbers.point) };
    case "ssh-rsa": {
      const [n, e, d] = [copy(numbers.n), copy(numbers.e), copy(numbers.d)];
      return { ...numbers, n, e, d, p: copy(numbers.p), q: copy(numbers.q), inverse: copy(numbers.inverse) };
    }
    default:
      return { ...numbers, d: copy(numbers.d), point: numbers.point === undefined ? undefined : copy(numbers.point) };
  }
}

function copy(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
