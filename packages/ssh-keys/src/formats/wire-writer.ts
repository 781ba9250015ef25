const encoder = new TextEncoder();

/** A part of what is written: bytes as they are. */
export type Part = Uint8Array;

export function u32(value: number): Part {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Length and bytes. SAFETY: the caller wipes it when it holds something secret. */
export function string(value: Uint8Array | string): Part {
  const bytes = typeof value === "string" ? encoder.encode(value) : value;
  const written = new Uint8Array(4 + bytes.byteLength);
  new DataView(written.buffer).setUint32(0, bytes.byteLength);
  written.set(bytes, 4);
  return written;
}

/** A number that is not negative, given without zeros in front. */
export function number(bytes: Uint8Array): Part {
  const isSigned = ((bytes[0] ?? 0) & 0x80) !== 0;
  const size = bytes.byteLength + (isSigned ? 1 : 0);
  const written = new Uint8Array(4 + size);
  new DataView(written.buffer).setUint32(0, size);
  written.set(bytes, isSigned ? 5 : 4);
  return written;
}

/** One array of its own. */
export function joined(parts: readonly Part[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

/** As `joined`, and the parts are wiped: for parts that hold a secret. */
export function joinedAndWiped(parts: readonly Part[]): Uint8Array {
  const whole = joined(parts);
  // SAFETY: what was copied together is the only copy that stays.
  for (const part of parts) part.fill(0);
  return whole;
}
