/** Pieces below half of it are put together in blocks of this size. */
const blockBytes = 64 * 1024;

interface Block {
  readonly bytes: Uint8Array;
  /** What is here and was not taken. */
  begin: number;
  end: number;
}

/**
 * Bytes that wait for their reader, in the order in which they came.
 *
 * A piece is a view into what arrived with it, and however small, it keeps all of that alive; and a million of them would cost a
 * million turns. So small ones are copied together, and no more than twice the bytes that wait is ever held, but for one block.
 */
export class PieceQueue {
  readonly #waiting: Block[] = [];
  /** Where the next small piece goes, while there is room. */
  #tail: Block | undefined;

  add(piece: Uint8Array): void {
    if (piece.length >= blockBytes / 2) {
      this.#tail = undefined;
      this.#waiting.push({ bytes: piece, begin: 0, end: piece.length });
      return;
    }
    for (let rest = piece; rest.length > 0;) rest = this.#addToTail(rest);
  }

  /** What came first, as much of it as lies together. Nobody writes to it any more. */
  take(): Uint8Array | undefined {
    const first = this.#waiting.shift();
    if (first === undefined) return undefined;
    const taken = first.bytes.subarray(first.begin, first.end);
    first.begin = first.end;
    return taken;
  }

  clear(): void {
    this.#waiting.length = 0;
    this.#tail = undefined;
  }

  #addToTail(piece: Uint8Array): Uint8Array {
    if (this.#tail === undefined || this.#tail.end === blockBytes)
      this.#tail = { bytes: Buffer.allocUnsafeSlow(blockBytes), begin: 0, end: 0 };
    const tail = this.#tail;
    if (tail.begin === tail.end) this.#waiting.push(tail);
    const fitting = piece.subarray(0, blockBytes - tail.end);
    tail.bytes.set(fitting, tail.end);
    tail.end += fitting.length;
    return piece.subarray(fitting.length);
  }
}
