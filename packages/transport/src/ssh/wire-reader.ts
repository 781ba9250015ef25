/** Reads what SSH writes, member after member. @throws RangeError where the bytes end before. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Of the next byte. */
  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Bytes with their length before them, in place. */
  string(): Buffer {
    const length = this.#bytes.readUInt32BE(this.#at);
    const from = this.#at + 4;
    // As for numbers: it throws where the bytes end before.
    if (length > 0) this.#bytes.readUInt8(from + length - 1);
    this.#at = from + length;
    return this.#bytes.subarray(from, this.#at);
  }

  text(): string {
    return this.string().toString("latin1");
  }

  uint32(): number {
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }

  uint64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigUInt64BE(this.#at - 8);
  }
}

/** As `WireReader.string` reads it. */
export function wireString(bytes: Uint8Array | string): Buffer {
  const content = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}
