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
  #noise: Buffer = Buffer.alloc(0);
  /** Of what was announced, as far as it has come. Copied: a host may send each byte in a packet of its own, and pieces take more than their bytes. */
  #body = Buffer.alloc(0);
  #bodyBytes = 0;
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
    if (this.#header === undefined) this.#readHeader(this.#noise.length === 0 ? bytes : Buffer.concat([this.#noise, bytes]));
    else this.#readBody(this.#header, bytes);
  }

  #readHeader(bytes: Buffer): void {
    const at = bytes.indexOf(this.#mark);
    const lineAt = at + this.#mark.length;
    const lineEnd = at === -1 ? -1 : bytes.indexOf(0x0a, lineAt);
    if (lineEnd === -1) {
      const isTooLong = at === -1 ? bytes.length > maxNoiseBytes : bytes.length - lineAt > maxLineBytes;
      if (isTooLong) this.#outcome = "spoilt";
      this.#noise = bytes;
      return;
    }
    const line = bytes.subarray(lineAt, lineEnd).toString("latin1");
    const header = parseHeader(line, this.#maxBytes);
    if (header === undefined) {
      this.#outcome = "spoilt";
      return;
    }
    this.#header = { ...header, last: Buffer.from(`${this.#lastMark}${line}\n`) };
    this.#body = Buffer.allocUnsafeSlow(header.outBytes + header.errBytes + this.#header.last.length);
    this.#readBody(this.#header, bytes.subarray(lineEnd + 1));
  }

  #readBody({ outBytes, errBytes, last, ...rest }: Header, bytes: Buffer): void {
    const taken = bytes.copy(this.#body, this.#bodyBytes);
    this.#bodyBytes += taken;
    if (this.#bodyBytes < this.#body.length) return;
    this.#hasMore = taken < bytes.length;
    const [errAt, lastAt] = [outBytes, outBytes + errBytes];
    const isWhole = this.#body.subarray(lastAt).equals(last);
    this.#outcome = isWhole ? { ...rest, stdout: this.#body.subarray(0, errAt), stderr: this.#body.subarray(errAt, lastAt) } : "spoilt";
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
