import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { FindAny } from "./find-any.ts";
import { formsOf, piecesOf } from "./leak-forms.ts";

/** What must be found nowhere. */
export interface Needle {
  readonly name: string;
  readonly secret: string | Buffer;
}

export interface Leak {
  /** The name of the needle, never its text. */
  readonly needle: string;
  readonly form: string;
  readonly place: string;
  readonly source: string;
  readonly offset: number;
}

export interface ScannedPlace {
  readonly sources: number;
  readonly bytes: number;
}

const chunkBytes = 4 * 1024 * 1024;
/** Of one secret in one source; enough to see where it comes from. Another one there is found however often the first stands there. */
const maxLeaksEach = 20;

/**
 * Looks for secrets, and every part of them, in all the forms in which they get written. What it looked at is counted by place, so that a
 * test can say what it expects to have been scanned: a scan of nothing finds nothing.
 */
export class LeakScanner {
  readonly needles: number;
  readonly #patterns: readonly { readonly needle: string; readonly form: string; readonly bytes: Buffer }[];
  readonly #finder: FindAny;
  readonly #places = new Map<string, ScannedPlace>();
  readonly #leaks: Leak[] = [];

  constructor(needles: readonly Needle[]) {
    this.needles = needles.length;
    this.#patterns = needles.flatMap(({ name, secret }) =>
      piecesOf(Buffer.from(secret)).flatMap((piece) => formsOf(piece).map(({ form, bytes }) => ({ needle: name, form, bytes }))),
    );
    this.#finder = new FindAny(this.#patterns.map(({ bytes }) => bytes));
  }

  get patterns(): number {
    return this.#patterns.length;
  }

  get leaks(): readonly Leak[] {
    return this.#leaks;
  }

  get places(): Readonly<Record<string, ScannedPlace>> {
    return Object.fromEntries(this.#places);
  }

  scanText(place: string, source: string, text: string): void {
    this.scanBytes(place, source, Buffer.from(text));
  }

  scanBytes(place: string, source: string, bytes: Buffer): void {
    this.#count(place, 1, bytes.length);
    this.#look({ place, source, bytes, from: 0 });
  }

  /** Pieces of one source, in their order. */
  async scanStream(place: string, source: string, chunks: AsyncIterable<Buffer>): Promise<void> {
    this.#count(place, 1, 0);
    let before = Buffer.alloc(0);
    let from = 0;
    for await (const chunk of chunks) {
      this.#count(place, 0, chunk.length);
      const bytes = Buffer.concat([before, chunk]);
      this.#look({ place, source, bytes, from: from - before.length });
      from += chunk.length;
      before = bytes.subarray(Math.max(0, bytes.length - this.#finder.overlap));
    }
  }

  async scanFile(place: string, path: string): Promise<void> {
    // A stream takes a whole buffer for each file, however small.
    if ((await stat(path)).size <= chunkBytes) this.scanBytes(place, path, await readFile(path));
    else await this.scanStream(place, path, createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>);
  }

  /** Every file below, its name too. One that goes away meanwhile is left out. */
  async scanFolder(place: string, folder: string, isWanted: (path: string) => boolean = () => true): Promise<void> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    this.scanText(place, `names in ${folder}`, entries.map(({ parentPath, name }) => join(parentPath, name)).join("\n"));
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || !isWanted(path)) continue;
      if ((await stat(path).catch(() => undefined)) !== undefined) await this.scanFile(place, path);
    }
  }

  /** One line a place, and one for what was looked for. */
  report(): string {
    const lines = [...this.#places].map(
      ([place, { sources, bytes }]) => `  ${place.padEnd(24)} ${String(sources).padStart(6)} sources ${megabytes(bytes).padStart(10)} MB`,
    );
    const head = `scanned for ${String(this.needles)} secrets in ${String(this.patterns)} forms and parts; found ${String(this.#leaks.length)}`;
    return [head, ...lines, ...this.#leaks.slice(0, 40).map((leak) => `  LEAK ${JSON.stringify(leak)}`)].join("\n");
  }

  #count(place: string, sources: number, bytes: number): void {
    const before = this.#places.get(place) ?? { sources: 0, bytes: 0 };
    this.#places.set(place, { sources: before.sources + sources, bytes: before.bytes + bytes });
  }

  #look({ place, source, bytes, from }: { place: string; source: string; bytes: Buffer; from: number }): void {
    const known = this.#leaks.filter((leak) => leak.place === place && leak.source === source);
    const found = this.#finder.find(bytes).map(({ pattern, offset }) => {
      const { needle = "", form = "" } = this.#patterns[pattern] ?? {};
      return { needle, form, place, source, offset: from + offset };
    });
    // What lies within the overlap of two pieces is seen twice.
    const fresh = found.filter(({ offset, form }) => !known.some((leak) => leak.offset === offset && leak.form === form));
    const counts = new Map<string, number>();
    for (const { needle } of known) counts.set(needle, (counts.get(needle) ?? 0) + 1);
    for (const leak of fresh) {
      const count = counts.get(leak.needle) ?? 0;
      if (count >= maxLeaksEach) continue;
      counts.set(leak.needle, count + 1);
      this.#leaks.push(leak);
    }
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(3);
