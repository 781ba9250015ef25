/**
 * The bytes of a base64 text without blanks, with or without its padding; undefined when it is none.
 * SAFETY: the array is the caller's own, to wipe: `alloc`, not the shared pool of `from`.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const digits = /^(?<digits>[A-Za-z\d+/]*)={0,2}$/u.exec(text)?.groups?.["digits"];
  if (digits === undefined || digits.length % 4 === 1) return undefined;
  const bytes = Buffer.alloc(Math.floor((digits.length * 3) / 4));
  bytes.write(digits, "base64");
  return bytes;
}

/** Base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
