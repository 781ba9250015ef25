import { AppError } from "@postern/domain";

/** The lines of a framed answer: those that begin with the token, and the base64 between them. */
export class AnswerLines {
  readonly #lines: readonly string[];
  readonly #token: string;
  #next = 0;

  /** Before the first marked line there may be anything: banners, warnings, the noise of modules. */
  constructor(bytes: Uint8Array, token: string) {
    this.#token = token;
    this.#lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1").split(/\r?\n/);
    this.#next = this.#lines.findIndex((line) => this.#isMarked(line));
    if (this.#next === -1) throw spoilt("no marked line");
  }

  /** The words of the next line, which must be marked. */
  readMarked(): readonly string[] {
    const line = this.#lines[this.#next];
    if (line === undefined || !this.#isMarked(line)) throw spoilt("a marked line is missing");
    this.#next += 1;
    return line.slice(this.#token.length + 1).split(" ");
  }

  /** The bytes up to the next marked line, which must be as many as were announced. */
  readBytes(sizeBytes: number): Uint8Array {
    const end = this.#lines.findIndex((line, index) => index >= this.#next && this.#isMarked(line));
    if (end === -1) throw spoilt("its end is missing");
    const base64 = this.#lines.slice(this.#next, end).join("");
    this.#next = end;
    const bytes = /^[A-Za-z0-9+/]*={0,2}$/.test(base64) ? Buffer.from(base64, "base64") : undefined;
    if (bytes?.length !== sizeBytes) throw spoilt("its bytes are not those that it announced");
    return bytes;
  }

  #isMarked(line: string): boolean {
    return line.startsWith(`${this.#token} `);
  }
}

/** A whole number of a marked line. */
export function readCount(word: string | undefined): number {
  if (word === undefined || !/^\d{1,15}$/.test(word)) throw spoilt("a number is missing");
  return Number(word);
}

/** What was asked may have happened: the answer says it to nobody. */
export function spoilt(detail: string): AppError {
  return new AppError("agent.gone", "The answer of the cluster could not be read.", { detail });
}
