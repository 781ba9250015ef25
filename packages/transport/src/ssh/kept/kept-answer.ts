import { Buffer } from "node:buffer";

/** Of the first line of an answer: longer ones are not ours. */
const maxLineBytes = 100;
/** Of what comes before it: nobody else prints in a kept session. */
const maxNoiseBytes = 64 * 1024;
const headerForm = /^(?<word>\S+) (?<number>\d{1,9}) (?<out>\d{1,9}) (?<err>\d{1,9}) (?<cut>[01])$/;
const states: readonly KeptAnswer["state"][] = ["done", "nocd", "noexec", "nofork"];

/** What the answerer said of a question; `number` is the exit code, or why the program was not started. */
export interface KeptAnswer {
  readonly state: "done" | "nocd" | "noexec" | "nofork";
  readonly number: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly isCut: boolean;
}

interface Header {
  readonly state: KeptAnswer["state"];
  readonly number: number;
  readonly outBytes: number;
  readonly errBytes: number;
  readonly isCut: boolean;
  /** The last line of the answer, which says the same again: else a digit that somebody else printed could become a part of a number. */
  readonly last: Buffer;
}

/** The bytes of a question, as `SPEC.md` says. Nothing in it has a NUL but what stands between its fields. */
export function renderQuestion(fields: readonly (string | number)[]): Buffer {
  const body = Buffer.from(fields.join("\0"));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/**
 * Reads one answer from bytes as they come. Nothing that is in an output is looked at: its length is announced, and the last line has to stand
 * where that says. `undefined` until it is whole; `spoilt` when it cannot be an answer any more.
 */
export class KeptAnswerReader {
  readonly #mark: Buffer;
  readonly #lastMark: string;
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #sizeBytes = 0;
  #header: Header | undefined;
  #outcome: KeptAnswer | "spoilt" | undefined;
  #hasMore = false;

  constructor(token: string, maxBytes: number) {
    this.#mark = Buffer.from(`\n${token} `);
    this.#lastMark = `\n${token} end `;
    this.#maxBytes = maxBytes;
  }

  get outcome(): KeptAnswer | "spoilt" | undefined {
    return this.#outcome;
  }

  /** Whether something came behind the answer. */
  get hasMore(): boolean {
    return this.#hasMore;
  }

  add(bytes: Buffer): void {
    if (this.#outcome !== undefined) {
      this.#hasMore ||= bytes.length > 0;
      return;
    }
    this.#pieces.push(bytes);
    this.#sizeBytes += bytes.length;
    if (this.#header === undefined) this.#readHeader();
    if (this.#header !== undefined && this.#outcome === undefined) this.#readBody(this.#header);
  }

  #readHeader(): void {
    const bytes = this.#join();
    const at = bytes.indexOf(this.#mark);
    const lineAt = at + this.#mark.length;
    const lineEnd = at === -1 ? -1 : bytes.indexOf(0x0a, lineAt);
    if (lineEnd === -1) {
      const isTooLong = at === -1 ? bytes.length > maxNoiseBytes : bytes.length - lineAt > maxLineBytes;
      if (isTooLong) this.#outcome = "spoilt";
      return;
    }
    const line = bytes.subarray(lineAt, lineEnd).toString("latin1");
    const header = parseHeader(line, this.#maxBytes);
    this.#header = header === undefined ? undefined : { ...header, last: Buffer.from(`${this.#lastMark}${line}\n`) };
    if (this.#header === undefined) this.#outcome = "spoilt";
    this.#pieces = [bytes.subarray(lineEnd + 1)];
    this.#sizeBytes = bytes.length - lineEnd - 1;
  }

  #readBody({ outBytes, errBytes, last, ...rest }: Header): void {
    const bodyBytes = outBytes + errBytes;
    const wholeBytes = bodyBytes + last.length;
    if (this.#sizeBytes < wholeBytes) return;
    const bytes = this.#join();
    this.#hasMore = bytes.length > wholeBytes;
    const isWhole = bytes.subarray(bodyBytes, wholeBytes).equals(last);
    this.#outcome = isWhole ? { ...rest, stdout: bytes.subarray(0, outBytes), stderr: bytes.subarray(outBytes, bodyBytes) } : "spoilt";
  }

  #join(): Buffer {
    const bytes = this.#pieces.length === 1 ? (this.#pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#pieces);
    this.#pieces = [bytes];
    return bytes;
  }
}

function parseHeader(line: string, maxBytes: number): Omit<Header, "last"> | undefined {
  const groups = headerForm.exec(line)?.groups;
  const state = states.find((each) => each === groups?.["word"]);
  if (groups === undefined || state === undefined) return undefined;
  const [number, outBytes, errBytes] = [Number(groups["number"]), Number(groups["out"]), Number(groups["err"])];
  if (outBytes > maxBytes || errBytes > maxBytes) return undefined;
  if (state === "done" ? number > 255 : outBytes + errBytes > 0) return undefined;
  return { state, number, outBytes, errBytes, isCut: groups["cut"] === "1" };
}
