import { timingSafeEqual } from "node:crypto";

const prime = (1n << 130n) - 5n;
const clamp = 0x0fff_fffc_0fff_fffc_0fff_fffc_0fff_ffffn;

/** Poly1305 (RFC 8439, section 2.5) of a message under a key of 32 bytes. It guards a file against damage, no channel. */
export function poly1305(message: Uint8Array, key: Uint8Array): Uint8Array {
  const r = littleEndian(key.subarray(0, 16)) & clamp;
  let sum = 0n;
  for (let at = 0; at < message.byteLength; at += 16) {
    const block = message.subarray(at, at + 16);
    sum = ((sum + littleEndian(block) + (1n << BigInt(8 * block.byteLength))) * r) % prime;
  }
  const tag = (sum + littleEndian(key.subarray(16, 32))) & ((1n << 128n) - 1n);
  return Uint8Array.from({ length: 16 }, (_, index) => Number((tag >> BigInt(8 * index)) & 0xffn));
}

/** Whether the tag is that of the message. */
export function isPoly1305(tag: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  return tag.byteLength === 16 && timingSafeEqual(tag, poly1305(message, key));
}

function littleEndian(bytes: Uint8Array): bigint {
  const digits = Buffer.from(bytes.toReversed()).toString("hex");
  return digits === "" ? 0n : BigInt(`0x${digits}`);
}
