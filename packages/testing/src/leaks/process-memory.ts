import { open, readFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

const chunkBytes = 4 * 1024 * 1024;
/** One number of 64 bits for each page: whether it is in memory, or swapped out. */
const pageEntryBytes = 8;
const presentBits = 0b1100_0000;

interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * What a core dump of a process would hold: all memory that it may write and has touched, in pieces. The process should be stopped
 * meanwhile. Needs the right to trace it, as for one's own children.
 */
export async function* readProcessMemory(pid: number): AsyncGenerator<Buffer> {
  const proc = `/proc/${String(pid)}`;
  const smaps = await readFile(`${proc}/smaps`, "utf8");
  const pageBytes = Number(/^KernelPageSize:\s+(\d+) kB/m.exec(smaps)?.[1] ?? "4") * 1024;
  await using memory = await open(`${proc}/mem`, "r");
  await using pagemap = await open(`${proc}/pagemap`, "r");
  for (const region of writableRegions(smaps)) {
    for (const range of await touchedRanges(pagemap, region, pageBytes)) yield* readRange(memory, range);
  }
}

function writableRegions(smaps: string): readonly Range[] {
  return Array.from(smaps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm), ([, from = "", to = ""]) => ({
    from: Number(`0x${from}`),
    to: Number(`0x${to}`),
  }));
}

// V8 reserves far more than it touches; pages that nobody has written are zero, and reading them would make them.
async function touchedRanges(pagemap: FileHandle, { from, to }: Range, pageBytes: number): Promise<readonly Range[]> {
  const entries = Buffer.alloc(((to - from) / pageBytes) * pageEntryBytes);
  await pagemap.read(entries, 0, entries.length, (from / pageBytes) * pageEntryBytes);
  const ranges: { from: number; to: number }[] = [];
  for (let page = 0; page < entries.length / pageEntryBytes; page += 1) {
    if (((entries[page * pageEntryBytes + pageEntryBytes - 1] ?? 0) & presentBits) === 0) continue;
    const start = from + page * pageBytes;
    const last = ranges.at(-1);
    if (last?.to === start) last.to += pageBytes;
    else ranges.push({ from: start, to: start + pageBytes });
  }
  return ranges;
}

async function* readRange(memory: FileHandle, { from, to }: Range): AsyncGenerator<Buffer> {
  for (let position = from; position < to; position += chunkBytes) {
    const buffer = Buffer.alloc(Math.min(chunkBytes, to - position));
    // Memory of devices cannot be read, and is in no core dump either.
    const read = await memory.read(buffer, 0, buffer.length, position).catch(() => undefined);
    if (read !== undefined) yield buffer.subarray(0, read.bytesRead);
  }
}
