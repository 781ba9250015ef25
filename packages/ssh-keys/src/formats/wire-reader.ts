const nothing = new Uint8Array(0);

/**
 * Reads the building blocks of SSH (SPEC.md, in front). What does not fit is read as nothing and remembered: ask `isBroken` before
 * believing anything. So a parser is a list of reads and one question, and no input can make it throw or run on.
 */
export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #isBroken = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Something that was asked for was not there. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.byteLength;
  }

  get offset(): number {
    return this.#at;
  }

  u32(): number {
    const at = this.#advance(4);
    return at === undefined ? 0 : this.#view.getUint32(at);
  }

  u64(): bigint {
    const at = this.#advance(8);
    return at === undefined ? 0n : this.#view.getBigUint64(at);
  }

  /** A view, not a copy. */
  take(size: number): Uint8Array {
    const at = this.#advance(size);
    return at === undefined ? nothing : this.#bytes.subarray(at, at + size);
  }

  /** A view, not a copy. */
  string(): Uint8Array {
    return this.take(this.u32());
  }

  /** As text, each byte a character: for names, which are ASCII. */
  name(): string {
    return Buffer.from(this.string()).toString("latin1");
  }

  /** The bytes of a number that is not negative, without zeros in front. A view, not a copy. */
  number(): Uint8Array {
    const bytes = this.string();
    if (((bytes[0] ?? 0) & 0x80) !== 0) this.#isBroken = true;
    return withoutZeros(bytes);
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.byteLength - this.#at);
  }

  #advance(size: number): number | undefined {
    if (this.#isBroken || size > this.#bytes.byteLength - this.#at) {
      this.#isBroken = true;
      return undefined;
    }
    const at = this.#at;
    this.#at += size;
    return at;
  }
}

/** A view without the zero bytes in front. */
export function withoutZeros(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.byteLength && bytes[start] === 0) start++;
  return bytes.subarray(start);
}
