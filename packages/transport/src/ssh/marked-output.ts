import { Buffer } from "node:buffer";

/** What is kept of the noise before the mark, for saying what a host did instead of a shell. */
const maxNoiseBytes = 400;
/** Of a marked line: longer ones are not ours. */
const maxLineBytes = 200;

/**
 * One output of the shell of a command: what comes before its mark is noise, what comes after is content up to the line that ends it.
 *
 * The mark is a line of its own, with a token that nobody can guess.
 */
export class MarkedOutput {
  readonly #mark: Buffer;
  readonly #maxBytes: number;
  /** With room for more. In one: a host may send each byte in a packet of its own, and pieces take more than their bytes. */
  #kept = Buffer.alloc(0);
  #keptBytes = 0;
  #droppedBytes = 0;
  #state: "noise" | "content" | "end" = "noise";
  /** What may be the beginning of a mark. */
  #held = Buffer.alloc(0);
  #noise = Buffer.alloc(0);
  #noiseBytes = 0;
  #words: readonly string[] = [];

  constructor(token: string, maxBytes: number) {
    this.#mark = Buffer.from(`\n${token} `);
    this.#maxBytes = maxBytes;
  }

  get hasBegun(): boolean {
    return this.#state !== "noise";
  }

  /** The words of the last line, such as `done 0`; `undefined` until it has come. */
  get end(): readonly string[] | undefined {
    return this.#state === "end" ? this.#words : undefined;
  }

  /** Noise before and behind, and what is beyond the limit. */
  get uselessBytes(): number {
    return this.#noiseBytes + this.#droppedBytes;
  }

  get isCut(): boolean {
    return this.#droppedBytes > 0;
  }

  /** What was printed before the mark, as far as it was kept. */
  get noise(): string {
    return this.#noise.toString("utf8");
  }

  get content(): Buffer {
    return this.#kept.subarray(0, this.#keptBytes);
  }

  add(bytes: Buffer): void {
    if (this.#state === "end") {
      this.#noiseBytes += bytes.length;
      return;
    }
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#held = Buffer.alloc(0);
    while (this.end === undefined) {
      const at = rest.indexOf(this.#mark);
      const lineEnd = at === -1 ? -1 : rest.indexOf(0x0a, at + this.#mark.length);
      if (lineEnd === -1) {
        if (at !== -1 && rest.length - at > this.#mark.length + maxLineBytes) this.#turn(["spoilt"]);
        else this.#hold(rest, at === -1 ? this.#possibleMark(rest) : at);
        return;
      }
      this.#take(rest.subarray(0, at));
      const words = rest
        .subarray(at + this.#mark.length, lineEnd)
        .toString("latin1")
        .split(" ");
      // The end of this line may be the beginning of the next mark.
      rest = rest.subarray(lineEnd);
      this.#turn(words);
      if (words[0] === "begin") rest = rest.subarray(1);
    }
  }

  #turn(words: readonly string[]): void {
    if (words[0] === "begin") {
      this.#state = "content";
      return;
    }
    this.#words = words;
    this.#state = "end";
  }

  #hold(bytes: Buffer, from: number): void {
    this.#take(bytes.subarray(0, from));
    this.#held = Buffer.from(bytes.subarray(from));
  }

  /** Where the mark may begin that has not come whole. */
  #possibleMark(bytes: Buffer): number {
    for (let at = Math.max(0, bytes.length - this.#mark.length + 1); at < bytes.length; at += 1) {
      if (this.#mark.subarray(0, bytes.length - at).equals(bytes.subarray(at))) return at;
    }
    return bytes.length;
  }

  #take(bytes: Buffer): void {
    if (this.#state === "noise") {
      this.#noiseBytes += bytes.length;
      this.#noise = Buffer.concat([this.#noise, bytes.subarray(0, maxNoiseBytes - this.#noise.length)]);
      return;
    }
    const room = this.#maxBytes - this.#keptBytes;
    this.#droppedBytes += Math.max(0, bytes.length - room);
    if (room <= 0) return;
    this.#keep(bytes.subarray(0, room));
  }

  #keep(piece: Buffer): void {
    const wanted = this.#keptBytes + piece.length;
    if (wanted > this.#kept.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(wanted, Math.min(this.#maxBytes, 2 * this.#kept.length)));
      this.#kept.copy(grown);
      this.#kept = grown;
    }
    this.#keptBytes += piece.copy(this.#kept, this.#keptBytes);
  }
}
