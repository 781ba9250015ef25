const maxHeadBytes = 14;
const extendedAt = 2;

/**
 * Finds in the bytes of a WebSocket where messages end, by the heads of the frames (RFC 6455, section 5.2). It keeps none of them.
 *
 * The library says nothing of a message before all of it is there; what it holds until then can only be known from here.
 */
export class MessageBounds {
  readonly #head = Buffer.alloc(maxHeadBytes);
  #headBytes = 0;
  #payloadLeft = 0;
  #frame = { isControl: false, isLast: true };
  /** Some frames of a message came, and its last one did not. */
  #isWithin = false;
  #messageBytes = 0;

  /** Nothing of a message is here that has not ended. */
  get isBetween(): boolean {
    return this.#headBytes === 0 && !this.#isWithin;
  }

  /** What the message under way has announced so far; its bytes need not have come. */
  get messageBytes(): number {
    return this.#messageBytes;
  }

  /** Whether a message ended in these bytes. */
  read(bytes: Uint8Array): boolean {
    let hasEnded = false;
    for (let at = 0; at < bytes.length;) {
      if (this.#payloadLeft > 0) {
        const taken = Math.min(this.#payloadLeft, bytes.length - at);
        this.#payloadLeft -= taken;
        at += taken;
      } else {
        this.#head[this.#headBytes] = bytes[at] ?? 0;
        this.#headBytes += 1;
        at += 1;
        if (this.#headBytes < this.#wantedHeadBytes()) continue;
        this.#begin();
      }
      if (this.#payloadLeft === 0) hasEnded = this.#end() || hasEnded;
    }
    return hasEnded;
  }

  #wantedHeadBytes(): number {
    if (this.#headBytes < extendedAt) return extendedAt;
    const second = this.#head.readUInt8(1);
    const maskBytes = second >= 0x80 ? 4 : 0;
    return extendedAt + extendedBytesOf(second & 0x7f) + maskBytes;
  }

  #begin(): void {
    const first = this.#head.readUInt8(0);
    this.#frame = { isControl: (first & 0x08) !== 0, isLast: (first & 0x80) !== 0 };
    this.#payloadLeft = this.#readLength();
    if (this.#frame.isControl) return;
    this.#isWithin = true;
    this.#messageBytes += this.#payloadLeft;
  }

  #readLength(): number {
    const length = this.#head.readUInt8(1) & 0x7f;
    if (extendedBytesOf(length) === 0) return length;
    return length === 126 ? this.#head.readUInt16BE(extendedAt) : Number(this.#head.readBigUInt64BE(extendedAt));
  }

  #end(): boolean {
    this.#headBytes = 0;
    const { isControl, isLast } = this.#frame;
    if (isControl || !isLast) return false;
    this.#isWithin = false;
    this.#messageBytes = 0;
    return true;
  }
}

function extendedBytesOf(length: number): number {
  if (length < 126) return 0;
  return length === 126 ? 2 : 8;
}
