/** Keeps the beginning of a stream and counts on, so that the writer is never held up. */
export class OutputCollector {
  readonly #maxBytes: number;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  #isCut = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  add(bytes: Buffer): void {
    const room = this.#maxBytes - this.#keptBytes;
    if (bytes.length > room) this.#isCut = true;
    if (room <= 0) return;
    const piece = bytes.subarray(0, room);
    this.#kept.push(piece);
    this.#keptBytes += piece.length;
  }

  /** As UTF-8. A character that the cut went through is left out; bytes that are no text become U+FFFD. */
  text(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(this.#kept), { stream: this.#isCut });
  }
}
