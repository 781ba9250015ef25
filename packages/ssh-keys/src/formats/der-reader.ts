import { withoutZeros } from "./wire-reader.ts";

/** The tags of DER that keys are made of. */
export const derTag = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, sequence: 0x30, zero: 0xa0, one: 0xa1 } as const;

const nothing = new Uint8Array(0);

/**
 * Reads DER as `WireReader` reads SSH's own form: what does not fit is read as nothing and remembered. Readers of what is inside
 * share what was remembered.
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #state: { isBroken: boolean };
  #at = 0;

  constructor(bytes: Uint8Array, state = { isBroken: false }) {
    this.#bytes = bytes;
    this.#state = state;
  }

  get isBroken(): boolean {
    return this.#state.isBroken;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.byteLength;
  }

  /** Whether this tag comes next. */
  isNext(tag: number): boolean {
    return this.#bytes[this.#at] === tag;
  }

  /** What is inside the next element, which must have this tag. A view, not a copy. */
  take(tag: number): Uint8Array {
    const header = this.isNext(tag) && !this.#state.isBroken ? readLength(this.#bytes, this.#at + 1) : undefined;
    if (header === undefined || header.size > this.#bytes.byteLength - header.start) {
      this.#state.isBroken = true;
      return nothing;
    }
    this.#at = header.start + header.size;
    return this.#bytes.subarray(header.start, this.#at);
  }

  inside(tag: number): DerReader {
    return new DerReader(this.take(tag), this.#state);
  }

  /** The bytes of an integer that is not negative, without zeros in front. */
  number(): Uint8Array {
    const bytes = this.take(derTag.integer);
    if (((bytes[0] ?? 0x80) & 0x80) !== 0) this.#state.isBroken = true;
    return withoutZeros(bytes);
  }

  /** Integers beyond 2^53 come out as 2^53, which is beyond every limit here. */
  smallNumber(): number {
    const bytes = this.number();
    if (bytes.byteLength > 6) return Number.MAX_SAFE_INTEGER;
    return bytes.reduce((value, byte) => value * 256 + byte, 0);
  }

  /** An object identifier, as hexadecimal digits of its content. */
  oid(): string {
    return Buffer.from(this.take(derTag.oid)).toString("hex");
  }

  /** Skips the next element, if there is one. */
  skip(): void {
    if (!this.isAtEnd) this.take(this.#bytes[this.#at] ?? 0);
  }
}

/** Where the content begins and how long it is. Lengths have at most three bytes here: a paste has at most 64 KiB. */
function readLength(bytes: Uint8Array, at: number): { readonly start: number; readonly size: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { start: at + 1, size: first };
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + 1 + count > bytes.byteLength) return undefined;
  const size = bytes.subarray(at + 1, at + 1 + count).reduce((value, byte) => value * 256 + byte, 0);
  return { start: at + 1 + count, size };
}
