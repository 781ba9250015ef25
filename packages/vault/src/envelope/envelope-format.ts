import { AppError } from "@postern/domain";

/** The only version there is. See SPEC.md, section 1, for the offsets below. */
export const envelopeVersion = 1;
export const keySizeBytes = 32;
export const nonceSizeBytes = 12;
export const tagSizeBytes = 16;
export const highestTerm = 0xffff_ffff;
export const maxSecretSizeBytes = 1_048_576;

const termOffset = 1;
const wrapNonceOffset = 5;
const wrappedKeyOffset = 17;
const bodyNonceOffset = 65;
const bodyOffset = 77;
const wrappedKeySizeBytes = keySizeBytes + tagSizeBytes;
const minSizeBytes = bodyOffset + tagSizeBytes;
const maxSizeBytes = minSizeBytes + maxSecretSizeBytes;

/** The parts of an envelope, version 1. Ciphertexts end with their tag. Nothing here is authenticated yet. */
export interface Envelope {
  /** 1 to 2^32−1. */
  readonly term: number;
  /** 12 bytes. */
  readonly wrapNonce: Uint8Array;
  /** 48 bytes. */
  readonly wrappedKey: Uint8Array;
  /** 12 bytes. */
  readonly bodyNonce: Uint8Array;
  /** 16 to 1,048,592 bytes. */
  readonly body: Uint8Array;
}

/**
 * The bytes of an envelope. No crypto.
 *
 * @throws vault.envelope_invalid when a part has a size or a term that version 1 does not allow.
 */
export function renderEnvelope(envelope: Envelope): Uint8Array {
  requireParts(envelope);

  const bytes = new Uint8Array(bodyOffset + envelope.body.byteLength);
  bytes[0] = envelopeVersion;
  new DataView(bytes.buffer).setUint32(termOffset, envelope.term);
  bytes.set(envelope.wrapNonce, wrapNonceOffset);
  bytes.set(envelope.wrappedKey, wrappedKeyOffset);
  bytes.set(envelope.bodyNonce, bodyNonceOffset);
  bytes.set(envelope.body, bodyOffset);
  return bytes;
}

/**
 * The parts of an envelope, as views into the given bytes. No crypto: a parsed envelope may still be forged.
 *
 * @throws vault.envelope_invalid for an unknown version, a wrong size, or term 0.
 */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  const version = bytes[0];
  if (version === undefined) throw invalid("empty");
  // The version comes first: sizes and offsets mean something only once it is known.
  if (version !== envelopeVersion) throw invalid(`unknown version ${String(version)}`);
  if (bytes.byteLength < minSizeBytes || bytes.byteLength > maxSizeBytes) throw invalid(`size ${String(bytes.byteLength)}`);

  const term = new DataView(bytes.buffer, bytes.byteOffset).getUint32(termOffset);
  if (term === 0) throw invalid("term 0");

  return {
    term,
    wrapNonce: bytes.subarray(wrapNonceOffset, wrappedKeyOffset),
    wrappedKey: bytes.subarray(wrappedKeyOffset, bodyNonceOffset),
    bodyNonce: bytes.subarray(bodyNonceOffset, bodyOffset),
    body: bytes.subarray(bodyOffset),
  };
}

/** Whether a number may be the term of a master key: a whole number from 1 to 2^32−1. */
export function isTerm(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= highestTerm;
}

function requireParts(envelope: Envelope): void {
  const { term, wrapNonce, wrappedKey, bodyNonce, body } = envelope;
  if (!isTerm(term)) throw invalid(`term ${String(term)}`);
  if (wrapNonce.byteLength !== nonceSizeBytes) throw invalid("size of the wrap nonce");
  if (wrappedKey.byteLength !== wrappedKeySizeBytes) throw invalid("size of the wrapped key");
  if (bodyNonce.byteLength !== nonceSizeBytes) throw invalid("size of the body nonce");
  if (body.byteLength < tagSizeBytes || body.byteLength > tagSizeBytes + maxSecretSizeBytes) throw invalid("size of the body");
}

function invalid(detail: string): AppError {
  return new AppError("vault.envelope_invalid", "The sealed record does not open.", { detail: `envelope: ${detail}` });
}
